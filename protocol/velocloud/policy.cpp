#include "protocol/velocloud/policy.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

using maybe = std::optional<std::string>;

bool listed(const std::vector<std::string>& allowed, std::string_view value) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "" : ", ") + word;
  return out.empty() ? "nothing" : out;
}

std::string said(std::string_view field, std::string_view value, std::string_view limit,
                 std::string_view allowed) {
  std::string out{field};
  out.append(" ").append(value).append(" is not allowed by ").append(limit);
  return out.append(" (").append(allowed).append(")");
}

maybe word_outside(std::string_view field, std::string_view limit, std::string_view value,
                   const limits::words& allowed) {
  if (!allowed || listed(*allowed, value))
    return std::nullopt;
  return said(field, "\"" + std::string{value} + "\"", limit, joined(*allowed));
}

maybe any_word_outside(std::string_view field, std::string_view limit,
                       const std::vector<std::string_view>& values, const limits::words& allowed) {
  for (const auto value : values)
    if (auto found = word_outside(field, limit, value, allowed))
      return found;
  return std::nullopt;
}

/// Label-wise: "vcn.cloud" covers itself and "a.vcn.cloud", not "evilvcn.cloud".
bool under(std::string_view fqdn, std::string_view suffix) {
  return fqdn == suffix
         || (fqdn.size() > suffix.size() && fqdn.ends_with(suffix)
             && fqdn[fqdn.size() - suffix.size() - 1] == '.');
}

maybe fqdn_outside(std::string_view fqdn, const limits::words& allowed) {
  if (!allowed || std::any_of(allowed->begin(), allowed->end(), [fqdn](const std::string& suffix) {
        return under(fqdn, suffix);
      }))
    return std::nullopt;
  return said("spec.fqdn", "\"" + std::string{fqdn} + "\"", "limits.fqdnSuffixes",
              joined(*allowed));
}

maybe ports_outside(const rule_facts& rule, const limits& allowed) {
  if (!allowed.ports)
    return std::nullopt;
  std::vector<std::string> ranges;
  for (const auto& [from, to] : *allowed.ports) {
    if (from <= rule.port_low && rule.port_high <= to)
      return std::nullopt;
    ranges.push_back(std::to_string(from) + "-" + std::to_string(to));
  }
  const auto low = std::to_string(rule.port_low);
  const auto shown
    = rule.port_low == rule.port_high ? low : low + "-" + std::to_string(rule.port_high);
  return said("spec.dport", shown, "limits.ports", joined(ranges));
}

maybe bandwidth_outside(const rule_facts& rule, const limits& allowed) {
  const bool unlimited = allowed.allow_unlimited_bandwidth.value_or(!allowed.max_bandwidth_pct);
  for (const auto value : rule.bandwidths) {
    if (value < 0 && !unlimited)
      return said("spec.bandwidth-limit", std::to_string(value), "limits.allowUnlimitedBandwidth",
                  "a cap is required");
    if (allowed.max_bandwidth_pct && value > *allowed.max_bandwidth_pct)
      return said("spec.bandwidth-limit", std::to_string(value), "limits.maxBandwidthPct",
                  "at most " + std::to_string(*allowed.max_bandwidth_pct));
  }
  return std::nullopt;
}

maybe name_outside(std::string_view name, const limits& allowed) {
  if (!allowed.name_pattern || allowed.name_pattern->found_in(name))
    return std::nullopt;
  return said("spec.name", "\"" + std::string{name} + "\"", "limits.namePattern",
              allowed.name_pattern->text());
}

maybe first_objection(const rule_facts& rule, const limits& allowed) {
  if (auto found = word_outside("spec.profile", "limits.profiles", rule.profile, allowed.profiles))
    return found;
  if (auto found = word_outside("spec.segment", "limits.segments", rule.segment, allowed.segments))
    return found;
  if (auto found = fqdn_outside(rule.fqdn, allowed.fqdn_suffixes))
    return found;
  if (auto found = ports_outside(rule, allowed))
    return found;
  if (auto found = word_outside("spec.service-class", "limits.serviceClasses", rule.service_class,
                                allowed.service_classes))
    return found;
  if (auto found
      = any_word_outside("spec.priority", "limits.priorities", rule.priorities, allowed.priorities))
    return found;
  if (auto found = any_word_outside("spec.link-policy", "limits.linkPolicies", rule.link_policies,
                                    allowed.link_policies))
    return found;
  if (auto found = any_word_outside("spec.service-group", "limits.serviceGroups",
                                    rule.service_groups, allowed.service_groups))
    return found;
  if (auto found = bandwidth_outside(rule, allowed))
    return found;
  return name_outside(rule.name, allowed);
}

} // namespace

bool selector::matches(const k8s::string_pairs& held) const {
  if (!present)
    return false;
  const bool labelled = std::all_of(labels.begin(), labels.end(), [&](const auto& wanted) {
    const auto* value = k8s::find(held, wanted.first);
    return value && *value == wanted.second;
  });
  return labelled && std::all_of(expressions.begin(), expressions.end(), [&](const auto& one) {
           const auto* value = k8s::find(held, one.key);
           if (one.op == "Exists")
             return value != nullptr;
           if (one.op == "DoesNotExist")
             return value == nullptr;
           const bool in = value && listed(one.values, *value);
           return one.op == "NotIn" ? !in : in;
         });
}

std::string rules_in_force::digest() const {
  std::string out{deny_all ? "deny" : ""};
  for (const auto& [name, policy] : policies)
    out += name + "=" + as<policy_record>(policy).digest + ",";
  return out;
}

std::optional<std::pair<std::int64_t, std::string>> rules_in_force::quota() const {
  std::optional<std::pair<std::int64_t, std::string>> lowest;
  for (const auto& [name, policy] : policies) {
    const auto& most = as<policy_record>(policy).allowed.max_rules;
    if (most && (!lowest || *most < lowest->first))
      lowest = {*most, name};
  }
  return lowest;
}

std::optional<objection> object_to(const rule_facts& rule, const rules_in_force& limits) {
  if (limits.deny_all)
    return objection{"", "no VelocloudPolicy selects this namespace, and the default is deny"};
  for (const auto& [name, held] : limits.policies) {
    const auto& policy = as<policy_record>(held);
    const auto prefix = "VelocloudPolicy " + name + ": ";
    if (!policy.fault.empty())
      return objection{name, prefix + policy.fault + "; it allows nothing until it is mended"};
    if (auto found = first_objection(rule, policy.allowed))
      return objection{name, prefix + *found};
  }
  return std::nullopt;
}

} // namespace weft::velocloud
