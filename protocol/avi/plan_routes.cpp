#include "protocol/avi/plan_routes.hpp"

#include "protocol/avi/route_planner.hpp"
#include "protocol/avi/step_planner.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft::avi {

namespace {

const json::value* find(const sight& in, std::string_view type, const std::string& name) {
  const auto held = in.objects.find({std::string{type}, name});
  return held == in.objects.end() ? nullptr : held->second.get();
}

write_step change(std::string_view type, const json::value& before, json::value after) {
  write_step out;
  out.what = write_step::verb::change;
  out.which = {std::string{type}, std::string{before.text_at({"name"})}};
  out.uuid = before.text_at({"uuid"});
  out.body = std::move(after);
  return out;
}

/// The group with our label as it should be; nothing: it is. @see avi.md 3.2
std::optional<json::value> labelled(const settings& how, const json::value& group, bool wanted) {
  const bool marked = cluster_label(group) == how.cluster_name;
  if (marked == wanted)
    return std::nullopt;
  json::array labels;
  const auto* held = group.find("labels");
  if (const auto* all = held ? held->as_array() : nullptr)
    std::ranges::copy_if(*all, std::back_inserter(labels),
                         [](const json::value& one) { return one.text_at({"key"}) != label_key; });
  if (wanted)
    labels.push_back(json::value::of({{"key", label_key}, {"value", how.cluster_name}}));
  auto out = group;
  out.set("labels", std::move(labels));
  return out;
}

bool places_any(const plan_request& asked) {
  return std::ranges::any_of(asked.parts,
                             [](const auto& one) { return one.second->what == wish::place; });
}

/// Whether the group's label stays out of this transaction: it may be refused by itself, and then
/// keeps no route from being written.
bool is_kept_out(const plan_request& asked, const unit& label) {
  return asked.held.contains(label) || asked.refused.contains(label)
         || (asked.only && !asked.only->contains(label));
}

} // namespace

proposal plan_routes(const settings& how, const plan_request& asked) {
  if (!asked.observed.trouble.empty())
    return undecided(asked, asked.observed.trouble, asked.observed.message);
  if (!asked.observed.body)
    return {};
  const auto& seen = as<sight>(asked.observed.body);
  const auto* vrf = seen.at ? find(seen, type::vrf, seen.at->vrf) : nullptr;
  if (const auto why = routes_at_fault(how, seen); !why.empty())
    return undecided(asked, reason::settings_at_fault, why);
  if (!vrf)
    return undecided(asked, reason::pending, "the VRF has not been read");
  route_planner planner{how, asked, *vrf};
  auto out = planner.decide();
  batch work;
  const auto* group = find(seen, type::group, how.group);
  const unit label{{}, to_string(object_name{std::string{type::group}, how.group})};
  if (group && (how.delete_config || places_any(asked)) && !is_kept_out(asked, label))
    if (auto body = labelled(how, *group, !how.delete_config)) {
      out.units.push_back(label);
      work.steps.push_back(change(type::group, *group, *std::move(body)));
    }
  if (const auto why = asked.refused.find(label); why != asked.refused.end()) {
    auto& said = out.verdicts[owner{}];
    said.reason = reason::refused;
    said.message = label.what + ": " + why->second;
  }
  if (planner.changes())
    work.steps.push_back(change(type::vrf, *vrf, planner.result()));
  if (work.steps.empty())
    return out;
  transaction next;
  next.target = asked.target;
  next.changes = static_cast<std::size_t>(
    std::ranges::count_if(out.verdicts, [](const auto& one) { return one.second.changes; }));
  next.body = take_snapshot(std::move(work));
  out.work = take_snapshot(std::move(next));
  return out;
}

} // namespace weft::avi
