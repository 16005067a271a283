#include "protocol/velocloud/governance.hpp"

#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/spec.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace weft::velocloud {

namespace {

/// Whether a target found the object's wish itself at fault. A quoted word cannot stand unescaped
/// within a JSON string, so looking for the text is looking for the member.
bool at_fault(const k8s::projection& object) {
  const auto member = [](std::string_view why) { return R"("reason":")" + std::string{why} + '"'; };
  static const std::array faults{member(reason::name_conflict), member(reason::adoption_refused)};
  return std::any_of(faults.begin(), faults.end(), [&](const std::string& text) {
    return object.status.find(text) != std::string::npos;
  });
}

auto age_of(const k8s::projection& object) {
  return std::tie(object.meta.created, object.meta.key.ns, object.meta.key.name);
}

/// Whether the object takes up room in its namespace's quota.
bool counts(const k8s::projection& object, const rules_in_force& limits) {
  if (!object.body || object.meta.deleting || at_fault(object))
    return false;
  const auto& held = as<bp_record>(object.body);
  const auto name = rule_name(object);
  return held.faults.empty() && !name_fault(name) && !object_to(facts_of(held.spec, name), limits);
}

bool changed_for_quota(const k8s::projection* before, const k8s::projection* after) {
  return !before || !after || before->meta.uid != after->meta.uid
         || before->meta.generation != after->meta.generation
         || before->meta.deleting.has_value() != after->meta.deleting.has_value()
         || at_fault(*before) != at_fault(*after);
}

void selected_by(const k8s::projection* policy, const view& index, std::set<std::string>& into) {
  if (!policy || !policy->body)
    return;
  const auto& where = as<policy_record>(policy->body).where;
  index.each(namespace_kind, "*", [&](const k8s::projection& ns) {
    if (where.matches(ns.meta.labels))
      into.insert(ns.meta.key.name);
  });
}

bool same_policy(const k8s::projection* before, const k8s::projection* after) {
  return before && after && before->body && after->body
         && as<policy_record>(before->body).digest == as<policy_record>(after->body).digest;
}

} // namespace

std::string rule_name(const k8s::projection& object) {
  const auto& key = object.meta.key;
  const auto* held = object.body ? &as<bp_record>(object.body).spec.name : nullptr;
  return held && !held->empty() ? *held : key.ns + "." + key.name;
}

rule_facts facts_of(const rule_spec& spec, std::string_view name) {
  return {spec.profile,
          spec.segment,
          name,
          spec.fqdn,
          spec.dport,
          spec.dport,
          spec.service_class,
          {spec.priority},
          {spec.link_policy},
          {spec.service_group},
          {spec.bandwidth}};
}

std::optional<rules_in_force> rules_for(const settings& how, std::string_view ns,
                                        const view& index) {
  const auto home = index.find({std::string{namespace_kind}, "", std::string{ns}});
  rules_in_force out;
  bool unclear = false;
  index.each(policy_kind, "*", [&](const k8s::projection& policy) {
    if (!policy.body || policy.meta.deleting)
      return;
    const auto& where = as<policy_record>(policy.body).where;
    unclear = unclear || (!home && where.asks());
    if (where.matches(home ? home->meta.labels : k8s::string_pairs{}))
      out.policies.push_back({policy.meta.key.name, policy.body});
  });
  if (unclear)
    return std::nullopt;
  std::sort(out.policies.begin(), out.policies.end(),
            [](const governing& a, const governing& b) { return a.name < b.name; });
  out.deny_all = out.policies.empty() && how.default_policy == unselected::deny;
  return out;
}

std::string over_quota(const k8s::projection& object, const rules_in_force& limits,
                       const view& index) {
  const auto quota = limits.quota();
  if (!quota)
    return {};
  std::int64_t older = 0;
  index.each(rule_kind, object.meta.key.ns, [&](const k8s::projection& other) {
    if (older < quota->first && age_of(other) < age_of(object) && counts(other, limits))
      ++older;
  });
  if (older < quota->first)
    return {};
  return "VelocloudPolicy " + quota->second + ": limits.maxRules allows "
         + std::to_string(quota->first) + " in namespace " + object.meta.key.ns
         + ", and as many older ones are there";
}

std::set<std::string> affects(const settings& how, const k8s::projection* before,
                              const k8s::projection* after, const view& index) {
  const auto& key = after ? after->meta.key : before->meta.key;
  std::set<std::string> concerned;
  if (key.kind == policy_kind && !same_policy(before, after)) {
    selected_by(before, index, concerned);
    selected_by(after, index, concerned);
  } else if (key.kind == namespace_kind
             && (!before || !after || before->meta.labels != after->meta.labels)) {
    concerned.insert(key.name);
  } else if (key.kind == rule_kind && changed_for_quota(before, after)) {
    const auto limits = rules_for(how, key.ns, index);
    if (limits && limits->quota())
      concerned.insert(key.ns);
  }
  return concerned;
}

} // namespace weft::velocloud
