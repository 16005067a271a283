#pragma once

#include "protocol/k8s/projection.hpp"
#include "protocol/pattern.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::velocloud {

/// One entry of a label selector's matchExpressions.
struct requirement {
  std::string key;
  std::string op; ///< In, NotIn, Exists or DoesNotExist
  std::vector<std::string> values;
};

/// A label selector; an empty one selects everything, an absent one nothing.
struct selector {
  bool present = false;
  k8s::string_pairs labels;
  std::vector<requirement> expressions;

  /// Whether the labels decide anything.
  bool asks() const { return present && !(labels.empty() && expressions.empty()); }
  bool matches(const k8s::string_pairs& held) const;
};

/// What a VelocloudPolicy allows; absent means no limit. @see velocloud.md 3.2
struct limits {
  using words = std::optional<std::vector<std::string>>;

  words profiles;
  words segments;
  words fqdn_suffixes;
  std::optional<std::vector<std::pair<std::int64_t, std::int64_t>>> ports; ///< inclusive
  words service_classes;
  words priorities;
  words link_policies;
  words service_groups;
  std::optional<std::int64_t> max_bandwidth_pct;
  std::optional<bool> allow_unlimited_bandwidth;
  std::optional<std::int64_t> max_rules;
  std::optional<pattern> name_pattern;
};

/// projection::body of a VelocloudPolicy.
struct policy_record : record {
  selector where;
  limits allowed;
  std::string fault;  ///< not understood: then it allows nothing where it selects
  std::string digest; ///< equal digests mean equal content
};

/// A policy that selects a namespace.
struct governing {
  std::string name;
  snapshot<record> policy; ///< a policy_record
};

/// All policies that select one namespace, or the refusal that stands where none does.
struct rules_in_force {
  std::vector<governing> policies; ///< by name
  bool deny_all = false;

  std::string digest() const;
  /// The lowest maxRules and the policy that sets it.
  std::optional<std::pair<std::int64_t, std::string>> quota() const;
};

/// A rule's properties as far as policies look at them; more than one value where a rule in VCO
/// says different things in places that should agree.
struct rule_facts {
  std::string_view profile;
  std::string_view segment;
  std::string_view name;
  std::string_view fqdn;
  std::int64_t port_low = 0;
  std::int64_t port_high = 0;
  std::string_view service_class;
  std::vector<std::string_view> priorities;
  std::vector<std::string_view> link_policies;
  std::vector<std::string_view> service_groups;
  std::vector<std::int64_t> bandwidths;
};

/// What is against the rule, naming policy, field, value and limit; nothing when all allow it.
/// maxRules is not looked at.
struct objection {
  std::string policy;
  std::string text;
};
std::optional<objection> object_to(const rule_facts& rule, const rules_in_force& limits);

} // namespace weft::velocloud
