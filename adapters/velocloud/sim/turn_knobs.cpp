#include "adapters/velocloud/sim/control.hpp"

#include <algorithm>
#include <map>

namespace weft::velocloud::sim {

namespace {

/// Applies one knob; empty when that went well.
using turner = std::string (*)(core& vco, const json::value& to, instant now);

std::string read_count(const json::value& from, std::size_t& out) {
  const auto whole = from.as_int();
  if (!whole || *whole < 0)
    return "must be a whole number, zero or more";
  out = static_cast<std::size_t>(*whole);
  return {};
}

std::string read_truth(const json::value& from, bool& out) {
  if (!from.as_bool())
    return "must be true or false";
  out = *from.as_bool();
  return {};
}

std::string set_latency(core& vco, const json::value& to, instant) {
  const auto* ends = to.as_array();
  if (!ends || ends->size() != 2 || ends->front().int_or(-1) < 0
      || ends->back().int_or(-1) < ends->front().int_or(0))
    return "must be [least, most] in milliseconds";
  vco.settings.least_latency = std::chrono::milliseconds{ends->front().int_or(0)};
  vco.settings.most_latency = std::chrono::milliseconds{ends->back().int_or(0)};
  return {};
}

std::string set_ids(core& vco, const json::value& to, instant) {
  const auto word = to.text_or("");
  if (word != "preserve" && word != "regenerate" && word != "drop")
    return "must be preserve, regenerate or drop";
  vco.settings.ids = word == "preserve"     ? rule_ids::preserve
                     : word == "regenerate" ? rule_ids::regenerate
                                            : rule_ids::drop;
  return {};
}

std::string set_retry_after(core& vco, const json::value& to, instant) {
  std::size_t seconds = 0;
  auto trouble = read_count(to, seconds);
  if (trouble.empty())
    vco.settings.limit.retry_after = std::chrono::seconds{seconds};
  return trouble;
}

std::string set_reject(core& vco, const json::value& to, instant) {
  if (!to.is_string())
    return "must be a host name; empty rejects none";
  vco.settings.reject_if = nullptr;
  if (!to.text_or("").empty())
    vco.settings.reject_if = [host = *to.as_string()](const json::value& rule) {
      const auto* held = rule.find_path({"match", "hostname"});
      return held && held->text_or("") == host ? "hostname " + host + " is not accepted"
                                               : std::string{};
    };
  return {};
}

std::string end_sessions(core& vco, const json::value&, instant) {
  vco.end_sessions();
  return {};
}

std::string expire_tokens(core& vco, const json::value&, instant now) {
  for (auto& who : vco.accounts)
    who.valid_until = now;
  vco.end_sessions();
  return {};
}

std::string rotate(core& vco, const json::value& to, instant now) {
  const auto* old = to.find("old");
  const auto* fresh = to.find("fresh");
  if (!old || !old->is_string() || !fresh || fresh->text_or("").empty())
    return "must be {old, fresh}";
  vco.rotate_token(*old->as_string(), *fresh->as_string(), now);
  return {};
}

std::string add_fault(core& vco, const json::value& to, instant) {
  const auto* method = to.find("method");
  const auto known = misbehaviour_named(to.text_at({"how"}));
  if (!method || !method->is_string() || !known)
    return "must be {method, how, times}, how being a fault's word";
  vco.inject(*method->as_string(), *known,
             static_cast<std::size_t>(std::max<std::int64_t>(to.int_at({"times"}, 1), 0)));
  return {};
}

turner find_turner(std::string_view name) {
  static const std::map<std::string_view, turner> all{
    {"latencyMs", set_latency},
    {"ids", set_ids},
    {"retryAfter", set_retry_after},
    {"rejectHostname", set_reject},
    {"endSessions", end_sessions},
    {"expireTokens", expire_tokens},
    {"rotateToken", rotate},
    {"fault", add_fault},
    {"strict",
     [](core& vco, const json::value& to, instant) { return read_truth(to, vco.settings.strict); }},
    {"auditReadable", [](core& vco, const json::value& to,
                         instant) { return read_truth(to, vco.settings.audit_readable); }},
    {"extraMembers", [](core& vco, const json::value& to,
                        instant) { return read_truth(to, vco.settings.extra_members); }},
    {"probesWithoutVersion",
     [](core& vco, const json::value& to, instant) {
       return read_truth(to, vco.settings.probes_without_version);
     }},
    {"callsPerSecond", [](core& vco, const json::value& to,
                          instant) { return read_count(to, vco.settings.limit.calls); }},
    {"atOnce", [](core& vco, const json::value& to,
                  instant) { return read_count(to, vco.settings.limit.at_once); }},
    {"maxBodyBytes", [](core& vco, const json::value& to,
                        instant) { return read_count(to, vco.settings.max_body_bytes); }},
  };
  const auto i = all.find(name);
  return i == all.end() ? nullptr : i->second;
}

} // namespace

std::string turn_knobs(core& vco, const json::value& wanted, instant now) {
  const auto* members = wanted.as_object();
  if (!members)
    return "knobs must be a JSON object";
  for (const auto& [name, to] : *members)
    if (!find_turner(name))
      return "there is no knob " + name;
  for (const auto& [name, to] : *members)
    if (const auto trouble = find_turner(name)(vco, to, now); !trouble.empty())
      return name + " " + trouble;
  return {};
}

} // namespace weft::velocloud::sim
