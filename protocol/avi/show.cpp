#include "protocol/avi/show.hpp"

#include "protocol/avi/ownership.hpp"
#include "protocol/avi/route_list.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/json/difference.hpp"

#include <map>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::size_t longest_value = 80;

std::string shortened(const json::value* what) {
  auto text = what ? json::write(*what) : std::string{"nothing"};
  return text.size() > longest_value ? text.substr(0, longest_value) + "..." : text;
}

std::string text_of(const found_route& one) {
  return "route to " + (one.network ? to_string(*one.network) : std::string{"nowhere"}) + " by "
         + one.next_hop;
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

  const owner* first() const {
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
      return line(change::add, first(), title);
    if (step.what == write_step::verb::remove)
      return line(change::remove, nullptr, title);
    static const json::value nothing;
    for (const auto& one : json::differences(held ? *held : nothing, step.body))
      if (step.which.type != type::certificate || one.path != "key")
        line(change::alter, first(),
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
