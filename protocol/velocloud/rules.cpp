#include "protocol/velocloud/rules.hpp"

#include <array>

namespace weft::velocloud {

namespace {

using path = std::array<std::string_view, 4>; ///< unused places are empty

constexpr std::int64_t tcp = 6;
constexpr std::array directions{std::string_view{"edge2CloudRouteAction"},
                                std::string_view{"edge2DataCenterRouteAction"},
                                std::string_view{"edge2EdgeRouteAction"}};
constexpr std::array schedulers{std::string_view{"rxScheduler"}, std::string_view{"txScheduler"}};

/// Calls `visit` with each managed path and the text or number it must hold.
template <class Visit>
void each_managed(const rule_spec& wanted, Visit visit) {
  visit(path{"name"}, std::string_view{wanted.name});
  visit(path{"match", "hostname"}, std::string_view{wanted.fqdn});
  visit(path{"match", "dport_low"}, wanted.dport);
  visit(path{"match", "dport_high"}, wanted.dport);
  visit(path{"match", "proto"}, tcp);
  visit(path{"action", "QoS", "type"}, std::string_view{wanted.service_class});
  for (const auto scheduler : schedulers) {
    visit(path{"action", "QoS", scheduler, "priority"}, std::string_view{wanted.priority});
    visit(path{"action", "QoS", scheduler, "bandwidthCapPct"}, wanted.bandwidth);
  }
  for (const auto direction : directions) {
    visit(path{"action", direction, "linkPolicy"}, std::string_view{wanted.link_policy});
    visit(path{"action", direction, "serviceGroup"}, std::string_view{wanted.service_group});
  }
}

const json::value* find(const json::value& rule, const path& where) {
  const auto* here = &rule;
  for (const auto name : where)
    if (here && !name.empty())
      here = here->find(name);
  return here;
}

bool holds(const json::value* held, std::string_view wanted) {
  return held && held->as_string() && *held->as_string() == wanted;
}

bool holds(const json::value* held, std::int64_t wanted) {
  return held && held->as_int() == wanted;
}

std::string written(const path& where) {
  std::string out;
  for (const auto name : where)
    if (!name.empty())
      out.append(out.empty() ? "" : ".").append(name);
  return out;
}

bool is_match(const path& where) {
  return where[0] == "match";
}

} // namespace

std::vector<std::string> differences(const json::value& rule, const rule_spec& wanted) {
  std::vector<std::string> out;
  each_managed(wanted, [&](const path& where, auto value) {
    if (!holds(find(rule, where), value))
      out.push_back(written(where));
  });
  return out;
}

void mend(json::value& rule, const rule_spec& wanted) {
  each_managed(wanted, [&](const path& where, auto value) {
    if (holds(find(rule, where), value))
      return;
    auto* here = &rule;
    for (const auto name : where)
      if (!name.empty())
        here = &(*here)[name];
    *here = json::value{value};
  });
}

json::value make_rule(const json::value& from, const rule_spec& wanted, const std::string& id) {
  auto rule = from;
  rule.set("ruleLogicalId", id);
  mend(rule, wanted);
  return rule;
}

bool same_match(const json::value& rule, const rule_spec& wanted) {
  bool same = true;
  each_managed(wanted, [&](const path& where, auto value) {
    same = same && (!is_match(where) || holds(find(rule, where), value));
  });
  return same;
}

bool same_match(const json::value& one, const json::value& other) {
  bool same = true;
  each_managed({}, [&](const path& where, auto) {
    if (!is_match(where))
      return;
    const auto* mine = find(one, where);
    const auto* theirs = find(other, where);
    same = same && (mine && theirs ? *mine == *theirs : mine == theirs);
  });
  return same;
}

rule_facts facts_of(const json::value& rule, std::string_view profile, std::string_view segment) {
  rule_facts out{profile,
                 segment,
                 name_of(rule),
                 rule.text_at({"match", "hostname"}),
                 rule.int_at({"match", "dport_low"}, -1),
                 rule.int_at({"match", "dport_high"}, -1),
                 rule.text_at({"action", "QoS", "type"}),
                 {},
                 {},
                 {},
                 {}};
  for (const auto scheduler : schedulers) {
    out.priorities.push_back(rule.text_at({"action", "QoS", scheduler, "priority"}));
    out.bandwidths.push_back(rule.int_at({"action", "QoS", scheduler, "bandwidthCapPct"}, -1));
  }
  for (const auto direction : directions) {
    out.link_policies.push_back(rule.text_at({"action", direction, "linkPolicy"}));
    out.service_groups.push_back(rule.text_at({"action", direction, "serviceGroup"}));
  }
  return out;
}

std::string_view name_of(const json::value& rule) {
  return rule.text_at({"name"});
}

std::string_view id_of(const json::value& rule) {
  return rule.text_at({"ruleLogicalId"});
}

} // namespace weft::velocloud
