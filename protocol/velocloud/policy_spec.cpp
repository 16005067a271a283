#include "protocol/sha256.hpp"
#include "protocol/velocloud/spec.hpp"

#include <algorithm>
#include <array>

namespace weft::velocloud {

namespace {

constexpr std::array operators{std::string_view{"In"}, std::string_view{"NotIn"},
                               std::string_view{"Exists"}, std::string_view{"DoesNotExist"}};

/// Reads a policy's members; the first that is not understood is kept as its fault.
class policy_reader {
public:
  explicit policy_reader(policy_record& into) : into_(into) {}

  void read(const json::value& spec) {
    if (!spec.is_object())
      return blame("spec");
    const auto* where = member(spec, "namespaceSelector");
    if (where)
      read_selector(*where);
    into_.where.present = where != nullptr;
    if (const auto* limits = member(spec, "limits"))
      read_limits(*limits);
  }

private:
  static const json::value* member(const json::value& of, std::string_view name) {
    const auto* held = of.find(name);
    return held && !held->is_null() ? held : nullptr;
  }

  void blame(std::string_view field) {
    if (into_.fault.empty())
      into_.fault = std::string{field} + " is not understood";
  }

  std::vector<std::string> texts(const json::value& from, std::string_view field) {
    std::vector<std::string> out;
    const auto* items = from.as_array();
    if (!items)
      blame(field);
    else
      for (const auto& item : *items)
        item.is_string() ? out.push_back(*item.as_string()) : blame(field);
    return out;
  }

  void read_selector(const json::value& from) {
    constexpr std::string_view field = "spec.namespaceSelector";
    if (!from.is_object())
      return blame(field);
    if (const auto* labels = member(from, "matchLabels")) {
      const auto* pairs = labels->as_object();
      if (!pairs)
        return blame(field);
      for (const auto& [key, value] : *pairs)
        value.is_string() ? void(into_.where.labels.emplace_back(key, *value.as_string()))
                          : blame(field);
    }
    if (const auto* listed = member(from, "matchExpressions")) {
      const auto* items = listed->as_array();
      if (!items)
        return blame(field);
      for (const auto& item : *items)
        read_requirement(item);
    }
  }

  void read_requirement(const json::value& from) {
    requirement one;
    one.key = from.text_at({"key"});
    one.op = from.text_at({"operator"});
    if (const auto* values = member(from, "values"))
      one.values = texts(*values, "spec.namespaceSelector");
    const bool needs_values = one.op == "In" || one.op == "NotIn";
    if (one.key.empty() || std::find(operators.begin(), operators.end(), one.op) == operators.end()
        || needs_values == one.values.empty())
      return blame("spec.namespaceSelector.matchExpressions");
    into_.where.expressions.push_back(std::move(one));
  }

  void read_limits(const json::value& from) {
    if (!from.is_object())
      return blame("spec.limits");
    auto& allowed = into_.allowed;
    auto words = [&](std::string_view name, limits::words& list) {
      if (const auto* held = member(from, name))
        list = texts(*held, "spec.limits." + std::string{name});
    };
    words("profiles", allowed.profiles);
    words("segments", allowed.segments);
    words("fqdnSuffixes", allowed.fqdn_suffixes);
    words("serviceClasses", allowed.service_classes);
    words("priorities", allowed.priorities);
    words("linkPolicies", allowed.link_policies);
    words("serviceGroups", allowed.service_groups);
    whole(from, "maxBandwidthPct", 1, 100, allowed.max_bandwidth_pct);
    whole(from, "maxRules", 0, INT32_MAX, allowed.max_rules);
    if (const auto* held = member(from, "allowUnlimitedBandwidth"))
      held->is_bool() ? void(allowed.allow_unlimited_bandwidth = *held->as_bool())
                      : blame("spec.limits.allowUnlimitedBandwidth");
    read_ports(from);
    read_pattern(from);
  }

  void whole(const json::value& from, std::string_view name, std::int64_t least, std::int64_t most,
             std::optional<std::int64_t>& into) {
    const auto* held = member(from, name);
    if (!held)
      return;
    into = held->as_int();
    if (!into || *into < least || *into > most)
      blame("spec.limits." + std::string{name});
  }

  void read_ports(const json::value& from) {
    const auto* held = member(from, "ports");
    if (!held)
      return;
    into_.allowed.ports.emplace();
    const auto* items = held->as_array();
    if (!items)
      return blame("spec.limits.ports");
    for (const auto& item : *items) {
      const auto* low = item.find("from");
      const auto* high = item.find("to");
      if (!low || !high || !low->as_int() || !high->as_int())
        return blame("spec.limits.ports");
      into_.allowed.ports->emplace_back(*low->as_int(), *high->as_int());
    }
  }

  void read_pattern(const json::value& from) {
    const auto* held = member(from, "namePattern");
    if (!held)
      return;
    auto compiled = pattern::compile(held->text_or("("));
    if (!compiled)
      return blame("spec.limits.namePattern (" + compiled.error().what + ")");
    into_.allowed.name_pattern = *std::move(compiled);
  }

  policy_record& into_;
};

} // namespace

policy_record read_policy(const json::value& spec) {
  policy_record out;
  policy_reader{out}.read(spec);
  constexpr std::size_t enough = 12;
  out.digest = to_hex(sha256(json::write(spec)), enough);
  return out;
}

} // namespace weft::velocloud
