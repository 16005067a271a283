#include "protocol/avi/layer7_planner.hpp"

#include "protocol/avi/ownership.hpp"
#include "protocol/avi/same_reference.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::avi {

namespace {

/// The order in which objects can go, the children before their parent. @see avi.md 5.11
constexpr std::array way_down{
  type::virtual_service, type::vsvip,      type::data_script, type::certificate,
  type::http_policy,     type::pool_group, type::pool};

/// Members that hold lists of what an object can do with fewer of.
constexpr std::array prunable{"members", "rules", "http_policies"};

const json::array& entries(const json::value* held) {
  static const json::array none;
  const auto* all = held ? held->as_array() : nullptr;
  return all ? *all : none;
}

bool is_child(const json::value& object) {
  return !object.text_at({"vh_parent_vs_ref"}).empty();
}

} // namespace

layer7_planner::layer7_planner(const settings& how, const plan_request& asked, const sight& seen)
  : step_planner(how, asked, seen), name_(asked.target.substr(service_target(how, {}).size())),
    shared_(shared_objects(name_)) {
  for (const auto& [who, part] : asked.parts)
    known_.insert(who.key.ns + "/" + who.key.name);
  if (!how.delete_config)
    contest_ = decide_hosts(how, asked.parts);
}

proposal layer7_planner::decide() {
  const auto left = find_remnants();
  if (is_wanted())
    model_ = make_layer7_model(how_, *seen_.at, name_, contest_, left);
  find_cause();
  compare_all();
  tell();
  return finish();
}

/// Without any Ingress it stays as it is, so that the VIP does, too. @see avi.md 7.2
bool layer7_planner::is_wanted() const {
  if (how_.delete_config)
    return false;
  if (!contest_.hosts.empty())
    return true;
  const auto* held = find({std::string{type::virtual_service}, name_});
  return held && leaver() && may_take(how_, type::virtual_service, *held);
}

const owner* layer7_planner::leaver() const {
  if (!contest_.members.empty())
    return contest_.members.front().whose;
  const auto asks = std::ranges::find_if(asked_.parts, [&](const auto& one) {
    return one.second->what == wish::remove || how_.delete_config;
  });
  return asks == asked_.parts.end() ? nullptr : &asks->first;
}

const owner& layer7_planner::owner_of(const wished_object& one) const {
  if (cause_ && touched_.contains(one.which))
    return *cause_;
  return contest_.members.empty() ? *leaver() : *contest_.members[one.of].whose;
}

/// Finds who wishes something else than before: what several share is changed on its behalf, and
/// for the others nothing was put right.
void layer7_planner::find_cause() {
  for (const auto& [who, part] : asked_.parts)
    if (part->what == wish::remove && part->body && !is_held(asked_, who)
        && !refusal_of(asked_, who)) {
      cause_ = &who;
      touched_ = as<wished_ingress>(part->body).names(how_);
      return touch_joint();
    }
  const auto number = newcomer();
  if (number == nowhere)
    return;
  cause_ = contest_.members[number].whose;
  for (const auto& one : model_)
    if (one.of == number || std::ranges::find(one.others, number) != one.others.end())
      touched_.insert(one.which);
  touch_joint();
}

/// What several may have in common changes on its behalf, also where it has no part in it now.
void layer7_planner::touch_joint() {
  for (const auto& one : model_)
    if (one.which.type == type::virtual_service || one.which.type == type::http_policy)
      touched_.insert(one.which);
}

/// The first member that lacks something, or has something left; `nowhere`: there is none.
std::size_t layer7_planner::newcomer() const {
  for (const auto& one : model_)
    if (!shared_.contains(one.which) && !find(one.which)
        && !is_kept_out(*contest_.members[one.of].whose, one.which))
      return one.of;
  std::set<object_name> wished;
  for (const auto& one : model_)
    wished.insert(one.which);
  for (const auto& [which, held] : seen_.objects)
    if (which.type == type::pool && !wished.contains(which) && is_for_known(*held))
      for (std::size_t i = 0; i < contest_.members.size(); ++i) {
        const auto& of = contest_.members[i].wish->of;
        if (ingresses_of(*held).contains(of.ns + "/" + of.name))
          return i;
      }
  return nowhere;
}

bool layer7_planner::is_for_known(const json::value& object) const {
  const auto all = ingresses_of(object);
  return !all.empty()
         && std::ranges::all_of(all, [&](const std::string& one) { return known_.contains(one); });
}

/// Whether something of ours that has no owner goes now.
bool layer7_planner::is_swept(const object_name& which) {
  if (!asked_.sweep || !asked_.may_remove)
    return false;
  const unit one{{}, to_string(which)};
  out_.sweeps.insert(one.what);
  if (asked_.held.contains(one) || asked_.refused.contains(one)
      || (asked_.only && !asked_.only->contains(one)))
    return false;
  swept_.insert(which);
  return true;
}

remnants layer7_planner::find_remnants() {
  remnants out;
  const auto is_left = [&](const object_name& which, const json::value& held) {
    return is_ours(how_, which, held, seen_.objects) && (!asked_.may_remove || !is_for_known(held));
  };
  const auto names = names_of(how_, asked_.parts);
  const auto* group = find({std::string{type::pool_group}, name_});
  for (const auto& one : entries(group ? group->find("members") : nullptr)) {
    const object_name which{std::string{type::pool}, referred(one.text_at({"pool_ref"}))};
    const auto* held = find(which);
    if (!held || names.contains(which) || !is_left(which, *held))
      continue;
    ++out_.ours;
    if (is_swept(which))
      continue;
    auto member = one;
    member.set("pool_ref", wire::refer_by_name(type::pool, which.name));
    out.members.push_back(std::move(member));
    const auto label = one.text_at({"priority_label"});
    out.hosts.emplace(label.substr(0, label.find('/')));
  }
  for (const auto& [which, held] : seen_.objects)
    if (which.type == type::virtual_service && is_child(*held) && !names.contains(which)
        && is_left(which, *held))
      for (const auto& host : entries(held->find("vh_domain_name"))) {
        out.hosts.emplace(host.text_or(""));
        out.encrypted.emplace(host.text_or(""));
      }
  return out;
}

/// Why an object that is there cannot be taken for one that is wished; empty: it can.
std::string layer7_planner::objection(const wished_object& one, const json::value& held) const {
  if (!may_take(how_, one.which.type, held))
    return to_string(one.which) + " is not ours";
  const auto host = marker_value(held, "Host");
  const auto wished = marker_value(one.body, "Host");
  if (!wished.empty() && !host.empty() && host != wished)
    return to_string(one.which) + " is of host " + host;
  if (one.which.type == type::virtual_service && is_of_service(one.which, held))
    return to_string(one.which) + " is of a Service";
  return {};
}

void layer7_planner::compare_all() {
  bool usable = true;
  for (const auto& one : model_)
    if (const auto* held = find(one.which))
      if (auto why = objection(one, *held); !why.empty()) {
        found_[one.which] = {fate::foreign, nowhere, {}, std::move(why)};
        usable = usable && !shared_.contains(one.which);
      }
  if (!usable)
    return; // without the shared part nothing is served
  for (const auto& one : model_)
    if (!found_.contains(one.which))
      compare(one);
  drop_stale();
}

json::value layer7_planner::pruned(json::value body, std::string_view of_type) const {
  bool shorter = false;
  const auto prune = [&](auto& self, json::value& in) -> void {
    auto* members = in.as_object();
    if (!members)
      return;
    for (auto& [name, held] : *members) {
      auto* all = held.as_array();
      if (all && std::ranges::find(prunable, name) != prunable.end())
        shorter = std::erase_if(*all,
                                [&](const json::value& one) {
                                  return std::ranges::any_of(
                                    references_of(one),
                                    [&](const object_name& which) { return !is_at_hand(which); });
                                })
                    > 0
                  || shorter;
      else
        self(self, held);
    }
  };
  prune(prune, body);
  if (!shorter)
    return body;
  std::string name{body.text_at({"name"})};
  body.erase(checksum_member(of_type)); // it spoke of all of it
  return finished_object(how_, of_type, std::move(name), std::move(body), 0).body;
}

json::value layer7_planner::settled(const wished_object& one, const json::value* held) {
  auto out = pruned(one.body, one.which.type);
  if (one.which.type == type::vsvip && held && seen_.at->keeps_vip_part)
    out.erase("vip");
  return out;
}

/// What is there, and wished no more.
void layer7_planner::drop_stale() {
  const auto* whose = cause_ ? cause_ : leaver();
  if (!asked_.may_remove || !whose)
    return;
  for (const bool children : {true, false})
    for (const auto of : way_down)
      for (const auto& [which, held] : seen_.objects) {
        if (which.type != of || found_.contains(which) || removals_.contains(which)
            || (of == type::virtual_service && is_child(*held) != children)
            || (of != type::virtual_service && children)
            || !is_ours(how_, which, *held, seen_.objects) || !may_go(which, *held))
          continue;
        if (swept_.contains(which)) {
          ++out_.sweeps_here;
          remove(which, {});
        } else if (!is_kept_out(*whose, which)) {
          remove(which, *whose);
        }
      }
}

bool layer7_planner::may_go(const object_name& which, const json::value& held) const {
  if (how_.delete_config)
    return true;
  if (shared_.contains(which) && which.type != type::http_policy)
    return false;
  if (which.type == type::virtual_service)
    return is_child(held) && is_for_known(held);
  if (which.type == type::vsvip)
    return false;
  return std::ranges::all_of(seen_.objects, [&](const auto& one) {
    const auto& [other, body] = one;
    if (other == which || !references_of(*body).contains(which) || removals_.contains(other))
      return true;
    const auto known = found_.find(other);
    if (known == found_.end()
        || (known->second.what != fate::now && !known->second.differs.empty()))
      return false;
    const auto wished = std::ranges::find_if(
      model_, [&](const wished_object& each) { return each.which == other; });
    return wished != model_.end() && !references_of(wished->body).contains(which);
  });
}

} // namespace weft::avi
