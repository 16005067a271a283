#include "adapters/velocloud/sim/fixture.hpp"

namespace weft::velocloud::sim {

namespace {

/// What every module and profile bears as version before anybody wrote.
constexpr std::int64_t first_version = 1674812238359;

constexpr std::string_view template_text = R"({"name":"Default-Any-Other",
 "match":{"appid":-1,"classid":-1,"dscp":-1,"sip":"any","sport_high":-1,"sport_low":-1,
  "ssm":"255.255.255.255","svlan":-1,"os_version":-1,"hostname":"","dip":"any","dport_low":-1,
  "dport_high":-1,"dsm":"255.255.255.255","dvlan":-1,"proto":-1,"s_rule_type":"prefix",
  "d_rule_type":"prefix"},
 "action":{"routeType":"edge2Any",
  "edge2EdgeRouteAction":{"interface":"auto","linkInternalLogicalId":"auto","linkPolicy":"auto",
   "routeCfg":{},"routePolicy":"gateway","serviceGroup":"ALL","vlanId":-1,"wanlink":"auto",
   "linkCosLogicalId":null,"linkOuterDscpTag":null,"linkInnerDscpTag":null},
  "edge2DataCenterRouteAction":{"interface":"auto","linkInternalLogicalId":"auto",
   "linkPolicy":"auto","routeCfg":{},"routePolicy":"auto","serviceGroup":"ALL","vlanId":-1,
   "wanlink":"auto","linkCosLogicalId":null,"linkOuterDscpTag":null,"linkInnerDscpTag":null},
  "edge2CloudRouteAction":{"interface":"auto","linkInternalLogicalId":"auto","linkPolicy":"auto",
   "routeCfg":{},"routePolicy":"gateway","serviceGroup":"ALL","vlanId":-1,"wanlink":"auto",
   "linkCosLogicalId":null,"linkOuterDscpTag":null,"linkInnerDscpTag":null},
  "QoS":{"type":"transactional",
   "rxScheduler":{"bandwidth":-1,"bandwidthCapPct":-1,"queueLen":-1,"burst":-1,"latency":-1,
    "priority":"normal"},
   "txScheduler":{"bandwidth":-1,"bandwidthCapPct":-1,"queueLen":-1,"burst":-1,"latency":-1,
    "priority":"normal"}},
  "sla":{"latencyMs":"0","lossPct":"0.0","jitterMs":"0"}}})";

json::value read(std::string_view text) {
  return json::parse(text).value();
}

json::value make_segment(std::int64_t id, std::string_view name, json::array defaults) {
  auto segment = read(R"({"webProxy":{"providers":[]},"cosMapping":{"lsInputType":"weight",
    "realtime":{"high":{"value":35,"ratelimit":false},"normal":{"value":15,"ratelimit":false},
     "low":{"value":1,"ratelimit":false}},
    "transactional":{"high":{"value":20,"ratelimit":false},"normal":{"value":7,"ratelimit":false},
     "low":{"value":1,"ratelimit":false}},
    "bulk":{"high":{"value":15,"ratelimit":false},"normal":{"value":5,"ratelimit":false},
     "low":{"value":1,"ratelimit":false}}}})");
  segment.set("segment",
              json::value::of(
                {{"segmentId", id}, {"name", name}, {"type", id == 0 ? "REGULAR" : "PRIVATE"}}));
  segment.set("rules", json::array{});
  segment.set("defaults", std::move(defaults));
  return segment;
}

/// Rules as people and other releases leave them: nulls, big numbers, members nobody knows.
json::array make_human_rules() {
  auto box = make_rule("Box for everybody");
  box["match"].set("appid", 767);
  box.set("ruleLogicalId", "0a5d7c1e-5b7e-4f1e-9a77-3c1d2e4f5a61");
  box.set("x_review", read(R"({"ticket":9007199254740993123,"by":null,"weight":1.50})"));

  auto voice = make_rule("Voice to HQ \"north\"");
  voice["match"].set("dscp", 46);
  voice["match"].set("proto", 17);
  voice["match"].erase("s_rule_type");
  voice["match"].set("ipVersion", "IPv4v6");
  voice["match"].set("sipV6", "any");
  voice["action"]["QoS"].set("type", "realtime");
  voice["action"].set("nat", read(R"({"sourceIp":"no","destIp":"no","natIpVersion":null})"));
  voice.set("ruleLogicalId", "5f0e9be2-8d0c-43f4-8f7d-0b9d1f6c2a17");

  auto guests = make_rule("gäste-wlan");
  guests["match"].set("ssm", "any");
  guests["match"].set("svlan", 310);
  guests["action"]["QoS"]["rxScheduler"].set("bandwidthCapPct", 20);
  guests["action"]["QoS"]["rxScheduler"].set("x_burst", json::number{"0.0"});
  guests["action"]["edge2CloudRouteAction"].set("routePolicy", "direct");
  guests["action"]["edge2CloudRouteAction"].set("linkOuterDscpTag", "CS0");
  guests.set("x_unknown", json::array{});
  return {box, voice, guests};
}

profile make_profile(std::int64_t id, std::string logical_id, std::string name) {
  profile out;
  out.id = id;
  out.logical_id = std::move(logical_id);
  out.name = std::move(name);
  out.version = first_version;
  return out;
}

void give_module(profile& to, json::value data) {
  module qos;
  qos.id = to.id * 10 + 1;
  qos.version = first_version;
  qos.data = take_snapshot(std::move(data));
  qos.refs = read(R"({"deviceSettings:backHaulEdge":[]})");
  to.modules.push_back(std::move(qos));
}

json::array make_defaults(const fixture_shape& shape) {
  json::array out;
  out.push_back(make_rule("Default-Internet"));
  auto any = make_rule("Default-Any-Other");
  if (shape.template_id)
    any.set("ruleLogicalId", "d1f1c0de-0000-4000-8000-000000000001");
  if (!shape.template_missing)
    out.push_back(std::move(any));
  return out;
}

} // namespace

json::value make_rule(std::string_view name) {
  static const auto any_other = read(template_text);
  auto rule = any_other;
  rule.set("name", name);
  return rule;
}

json::value make_qos() {
  auto data = read(R"({"serviceRateLimit":{"enabled":false,"inputType":"kbps","value":0}})");
  data.set("segments", json::array{make_segment(0, "Global Segment", make_defaults({}))});
  return data;
}

std::vector<profile> make_profiles(const fixture_shape& shape) {
  auto first
    = make_profile(quick_start, "30d58381-7a35-4d0a-9d4f-6a6a5a1b0101", "Quick Start Profile");
  auto plain = make_qos();
  auto global = make_segment(0, "Global Segment", make_defaults(shape));
  if (shape.human_rules)
    global.set("rules", make_human_rules());
  plain.set("segments", json::array{global});
  give_module(first, plain);

  auto gold = make_profile(branch_gold, "30d58381-7a35-4d0a-9d4f-6a6a5a1b0102", "Branch Gold");
  auto turned = make_defaults(shape);
  std::swap(turned.front(), turned.back());
  auto two = make_qos();
  two.set("segments",
          json::array{make_segment(7, "pos", turned), make_segment(0, "Global Segment", turned)});
  give_module(gold, two);

  auto old = make_profile(legacy, "30d58381-7a35-4d0a-9d4f-6a6a5a1b0103", "Legacy Branch");
  old.type = "NETWORK_BASED";
  give_module(old, read(R"({"rules":[],"defaults":[]})"));
  return {first, gold, old,
          make_profile(bare, "30d58381-7a35-4d0a-9d4f-6a6a5a1b0104", "Bare Profile")};
}

std::vector<account> make_accounts() {
  account tenant;
  tenant.name = demo_user;
  tenant.token = demo_token;
  tenant.password = demo_password;
  account provider;
  provider.name = "operator@example.com";
  provider.token = operator_token;
  provider.password = demo_password;
  provider.operates = true;
  account reader;
  reader.name = "reader@example.com";
  reader.token = reader_token;
  reader.may_write = false;
  return {tenant, provider, reader};
}

} // namespace weft::velocloud::sim
