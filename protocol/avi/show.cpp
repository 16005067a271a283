#include "protocol/avi/show.hpp"

#include "protocol/avi/ownership.hpp"
#include "protocol/avi/route_list.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/avi/service_model.hpp"
#include "protocol/avi/services.hpp"
#include "protocol/json/difference.hpp"

#include <map>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::size_t longest_value = 80;
constexpr std::size_t most_members = 8; ///< of a pool that are named

std::string shortened(const json::value* what) {
  auto text = what ? json::write(*what) : std::string{"nothing"};
  return text.size() > longest_value ? text.substr(0, longest_value) + "..." : text;
}

const json::array& items_in(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* held = from.find(name);
  return held && held->as_array() ? *held->as_array() : none;
}

std::string text_of(const found_route& one) {
  return "route to " + (one.network ? to_string(*one.network) : std::string{"nowhere"}) + " by "
         + one.next_hop;
}

/// What an object that is made holds, as far as people ask for it.
std::string content_of(const write_step& step) {
  if (step.which.type == type::vsvip)
    for (const auto& vip : items_in(step.body, "vip"))
      if (const auto asked = vip.text_at({"ip_address", "addr"}); !asked.empty())
        return " with address " + std::string{asked};
  if (step.which.type != type::pool)
    return {};
  std::string out;
  const auto& members = items_in(step.body, "servers");
  for (std::size_t i = 0; i < members.size() && i < most_members; ++i) {
    const auto* enabled = members[i].find("enabled");
    out.append(i == 0 ? " of " : ", ")
      .append(members[i].text_at({"ip", "addr"}))
      .append(" port ")
      .append(std::to_string(members[i].int_at({"port"}, 0)))
      .append(enabled && enabled->as_bool() && !*enabled->as_bool() ? " (disabled)" : "");
  }
  if (members.size() > most_members)
    out += " and " + std::to_string(members.size() - most_members) + " more";
  return out.empty() ? " without members" : out;
}

/// A checksum stands for the other members, and a key is shown to nobody.
bool is_shown(std::string_view of_type, std::string_view path) {
  return path != checksum_member(of_type) && (of_type != type::certificate || path != "key");
}

class reading {
public:
  reading(const settings& how, const plan_request& asked)
    : how_(how), asked_(asked), seen_(as<sight>(asked.observed.body)) {}

  std::vector<change_line> take(const batch& work) {
    for (const auto& step : work.steps)
      step.which.type == type::vrf ? routes(step) : object(step);
    return std::move(out_);
  }

private:
  const json::value* find(const object_name& which) const {
    const auto held = seen_.objects.find(which);
    return held == seen_.objects.end() ? nullptr : held->second.get();
  }

  void line(change what, const owner* whose, std::string text) {
    if (whose)
      text += " (for " + to_string(*whose) + ")";
    out_.push_back({what, whose ? whose->key : object_key{}, std::move(text)});
  }

  /// Who wishes a route to this network; null: nobody.
  const owner* wisher(const found_route& one) const {
    for (const auto& [who, part] : asked_.parts)
      if (part->what == wish::place && part->body)
        for (const auto& route : as<wished_node>(part->body).routes)
          if (one.network == route.network)
            return &who;
    return nullptr;
  }

  void routes(const write_step& step) {
    const auto* held = find(step.which);
    std::map<std::string, found_route> before;
    for (auto& one : read_route_list(held ? *held : json::value{}))
      before.emplace(one.id, std::move(one));
    for (const auto& one : read_route_list(step.body)) {
      const auto was = before.find(one.id);
      if (was == before.end())
        line(change::add, wisher(one), text_of(one) + ", as " + one.id);
      else if (was->second.whole != one.whole)
        line(was->second.cluster == how_.cluster_name ? change::alter : change::wrong, wisher(one),
             text_of(was->second) + " -> " + text_of(one));
      if (was != before.end())
        before.erase(was);
    }
    for (const auto& [id, one] : before)
      line(one.cluster == how_.cluster_name ? change::remove : change::wrong, nullptr,
           text_of(one) + ", as " + id);
  }

  /// The first that wishes this object; else, since it serves all of them, the first of all.
  const owner* wisher(const object_name& which) const {
    for (const auto& [who, part] : asked_.parts) {
      const auto* its = dynamic_cast<const names_objects*>(part->body.get());
      if (its && part->what == wish::place && its->names(how_).contains(which))
        return &who;
    }
    return asked_.parts.empty() ? nullptr : &asked_.parts.begin()->first;
  }

  void object(const write_step& step) {
    const auto title = to_string(step.which);
    const auto* held = find(step.which);
    const bool foreign
      = held && step.which.type != type::group && !may_take(how_, step.which.type, *held);
    if (foreign)
      return line(change::wrong, nullptr, title + " would change; it is not ours");
    if (step.what == write_step::verb::make)
      return line(change::add, wisher(step.which), title + content_of(step));
    if (step.what == write_step::verb::remove)
      return line(change::remove, nullptr, title);
    static const json::value nothing;
    const auto& before = held ? *held : nothing; // what differs points into it
    for (const auto& one : json::differences(before, step.body))
      if (is_shown(step.which.type, one.path))
        line(change::alter, wisher(step.which),
             title + ": " + one.path + " " + shortened(one.before) + " -> " + shortened(one.after));
  }

  const settings& how_;
  const plan_request& asked_;
  const sight& seen_;
  std::vector<change_line> out_;
};

} // namespace

std::vector<change_line> show(const settings& how, const plan_request& asked,
                              const transaction& work) {
  if (!asked.observed.body || !work.body)
    return {{change::alter, {}, "something that cannot be shown"}};
  return reading{how, asked}.take(as<batch>(work.body));
}

} // namespace weft::avi
