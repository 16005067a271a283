#include "protocol/velocloud/rules.hpp"

namespace weft::velocloud {

namespace {

json::value route(std::string_view policy) {
  return json::value::of({{"interface", "auto"},
                          {"linkInternalLogicalId", "auto"},
                          {"linkPolicy", "auto"},
                          {"routeCfg", json::object{}},
                          {"routePolicy", policy},
                          {"serviceGroup", "ALL"},
                          {"vlanId", -1},
                          {"wanlink", "auto"},
                          {"linkCosLogicalId", nullptr},
                          {"linkOuterDscpTag", nullptr},
                          {"linkInnerDscpTag", nullptr}});
}

json::value scheduler() {
  return json::value::of({{"bandwidth", -1},
                          {"bandwidthCapPct", -1},
                          {"queueLen", -1},
                          {"burst", -1},
                          {"latency", -1},
                          {"priority", "normal"}});
}

json::value match() {
  return json::value::of({{"appid", -1},
                          {"classid", -1},
                          {"dscp", -1},
                          {"sip", "any"},
                          {"sport_high", -1},
                          {"sport_low", -1},
                          {"ssm", "255.255.255.255"},
                          {"svlan", -1},
                          {"os_version", -1},
                          {"hostname", ""},
                          {"dip", "any"},
                          {"dport_low", -1},
                          {"dport_high", -1},
                          {"dsm", "255.255.255.255"},
                          {"dvlan", -1},
                          {"proto", -1},
                          {"s_rule_type", "prefix"},
                          {"d_rule_type", "prefix"}});
}

json::value action() {
  return json::value::of(
    {{"routeType", "edge2Any"},
     {"edge2EdgeRouteAction", route("gateway")},
     {"edge2DataCenterRouteAction", route("auto")},
     {"edge2CloudRouteAction", route("gateway")},
     {"QoS",
      json::value::of(
        {{"type", "transactional"}, {"rxScheduler", scheduler()}, {"txScheduler", scheduler()}})},
     {"sla", json::value::of({{"latencyMs", "0"}, {"lossPct", "0.0"}, {"jitterMs", "0"}})}});
}

} // namespace

const json::value& shipped_template() {
  static const auto shipped
    = json::value::of({{"name", "Default-Any-Other"}, {"match", match()}, {"action", action()}});
  return shipped;
}

} // namespace weft::velocloud
