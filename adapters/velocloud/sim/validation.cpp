#include "adapters/velocloud/sim/validation.hpp"

namespace weft::velocloud::sim {

namespace {

using words = std::set<std::string>;

std::string check_word(const json::value* held, const words& allowed, const std::string& where) {
  if (!held || (held->is_string() && allowed.contains(*held->as_string())))
    return {};
  return where + " must be one of the allowed values";
}

std::string check_range(const json::value* held, std::int64_t least, std::int64_t most,
                        const std::string& where) {
  if (!held)
    return {};
  const auto whole = held->as_int();
  if (whole && (*whole == -1 || (*whole >= least && *whole <= most)))
    return {};
  return where + " is out of range";
}

std::string check_ports(const json::value& match, std::string_view side) {
  const auto low_name = std::string{side} + "port_low";
  const auto high_name = std::string{side} + "port_high";
  const auto* low = match.find(low_name);
  const auto* high = match.find(high_name);
  for (const auto& trouble : {check_range(low, 0, 65535, "match." + low_name),
                              check_range(high, 0, 65535, "match." + high_name)})
    if (!trouble.empty())
      return trouble;
  if (low && high && low->int_or(-1) > high->int_or(-1))
    return "match." + low_name + " is above match." + high_name;
  return {};
}

std::string check_action(const json::value& action, const knobs& how) {
  static const words classes{"realtime", "transactional", "bulk"};
  static const words priorities{"high", "normal", "low"};
  static const words groups{"ALL", "PUBLIC_WIRED", "PUBLIC_WIRELESS", "PRIVATE_WIRED"};
  auto trouble = check_word(action.find_path({"QoS", "type"}), classes, "action.QoS.type");
  for (const auto* direction : {"rxScheduler", "txScheduler"})
    if (const auto* scheduler = action.find_path({"QoS", direction});
        scheduler && trouble.empty()) {
      const auto where = std::string{"action.QoS."} + direction;
      trouble = check_word(scheduler->find("priority"), priorities, where + ".priority");
      if (trouble.empty())
        trouble
          = check_range(scheduler->find("bandwidthCapPct"), 0, 100, where + ".bandwidthCapPct");
    }
  for (const auto* route :
       {"edge2EdgeRouteAction", "edge2DataCenterRouteAction", "edge2CloudRouteAction"})
    if (const auto* held = action.find(route); held && trouble.empty()) {
      const auto where = std::string{"action."} + route;
      trouble = check_word(held->find("linkPolicy"), how.link_policies, where + ".linkPolicy");
      if (trouble.empty())
        trouble = check_word(held->find("serviceGroup"), groups, where + ".serviceGroup");
    }
  return trouble;
}

std::string check_rule(const json::value& rule, const knobs& how) {
  const auto name = rule.text_at({"name"});
  if (name.empty())
    return "rule.name must be a non-empty string";
  auto trouble = std::string{};
  if (const auto* match = rule.find("match"))
    for (const auto* side : {"s", "d"})
      if (trouble.empty())
        trouble = check_ports(*match, side);
  if (const auto* action = rule.find("action"); action && trouble.empty())
    trouble = check_action(*action, how);
  return trouble.empty() ? trouble : "rule [" + std::string{name} + "]: " + trouble;
}

} // namespace

std::string find_violation(const json::value& data, const knobs& how) {
  const auto* segments = data.find("segments");
  if (!segments || !segments->as_array() || segments->as_array()->empty())
    return "data.segments must be a non-empty array";
  for (const auto& segment : *segments->as_array()) {
    const auto* rules = segment.find("rules");
    if (!rules || !rules->as_array() || !segment.find("segment") || !segment.find("webProxy"))
      return "a segment requires property rules, segment and webProxy";
    for (const auto& rule : *rules->as_array())
      if (auto trouble = check_rule(rule, how); !trouble.empty())
        return trouble;
  }
  return {};
}

} // namespace weft::velocloud::sim
