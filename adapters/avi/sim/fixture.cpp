#include "adapters/avi/sim/fixture.hpp"

#include "protocol/avi/wire/reference.hpp"

namespace weft::avi::sim {

namespace {

json::value named(std::string_view name) {
  return json::value::of({{"name", name}});
}

json::value address(std::string_view text, std::string_view type) {
  return json::value::of({{"addr", text}, {"type", type}});
}

json::value subnet(std::string_view net, int mask, std::string_view first, std::string_view last,
                   std::string_view type) {
  auto range = json::value::of({{"begin", address(first, type)}, {"end", address(last, type)}});
  return json::value::of(
    {{"prefix", json::value::of({{"ip_addr", address(net, type)}, {"mask", mask}})},
     {"static_ip_ranges",
      json::value::list(
        {json::value::of({{"range", std::move(range)}, {"type", "STATIC_IPS_FOR_VIP_AND_SE"}})})}});
}

json::value default_route() {
  return json::value::of(
    {{"route_id", "1"},
     {"prefix", json::value::of({{"ip_addr", address("0.0.0.0", "V4")}, {"mask", 0}})},
     {"next_hop", address("10.10.25.1", "V4")}});
}

void make_network(core& at, const fixture_shape& shape, instant now) {
  auto body = json::value::of({{"name", demo_network},
                               {"uuid", "dvportgroup-1356-cloud-8fb8c7a1"},
                               {"vrf_context_ref", wire::refer_by_name("vrfcontext", demo_vrf)},
                               {"dhcp_enabled", true}});
  auto subnets
    = json::array{subnet(shape.subnet, shape.mask, shape.first_address, shape.last_address, "V4")};
  if (shape.has_v6)
    subnets.push_back(subnet("fd00:25::", 64, "fd00:25::40", "fd00:25::4f", "V6"));
  body.set("configured_subnets", std::move(subnets));
  const auto uuid = at.make("network", std::move(body), now);
  auto usable = json::value::of({{"nw_ref", wire::refer_by_uuid("network", uuid)}});
  at.make("ipamdnsproviderprofile",
          json::value::of(
            {{"name", "avi-ipam"},
             {"type", "IPAMDNS_TYPE_INTERNAL"},
             {"internal_profile",
              json::value::of({{"usable_networks", json::value::list({std::move(usable)})}})}}),
          now);
  at.make("ipamdnsproviderprofile",
          json::value::of({{"name", "avi-dns"}, {"type", "IPAMDNS_TYPE_INTERNAL_DNS"}}), now);
}

void make_profiles(core& at, instant now) {
  for (const auto* name :
       {"System-TCP", "System-UDP", "System-SCTP", "System-HTTP", "System-HTTPS", "System-Ping"})
    at.make("healthmonitor", named(name), now);
  for (const auto* name : {"System-L4-Application", "System-HTTP", "System-Secure-HTTP",
                           "System-SSL-Application", "System-DNS"})
    at.make("applicationprofile", named(name), now);
  for (const auto* name : {"System-TCP-Proxy", "System-TCP-Fast-Path", "System-UDP-Fast-Path",
                           "System-UDP-Per-Pkt", "System-SCTP-Proxy"})
    at.make("networkprofile", named(name), now);
  at.make("applicationpersistenceprofile", named("System-Persistence-Client-IP"), now);
}

} // namespace

core make_controller(instant now, std::uint64_t seed, const fixture_shape& shape) {
  core out{seed, shape.nodes};
  out.add_user({demo_user, demo_password, demo_cluster});
  auto tenant = named("admin");
  tenant.set("uuid", "admin");
  out.make("tenant", std::move(tenant), now);
  out.make("cloud",
           json::value::of({{"name", demo_cloud},
                            {"uuid", "cloud-8fb8c7a1"},
                            {"vtype", shape.vtype},
                            {"dhcp_enabled", true},
                            {"license_tier", "ENTERPRISE_18"},
                            {"mtu", 1500}}),
           now);
  for (const auto* name : {"global", "management"})
    out.make("vrfcontext", named(name), now);
  auto vrf = named(demo_vrf);
  vrf.set("static_routes", json::value::list({default_route()}));
  out.make("vrfcontext", std::move(vrf), now);
  for (const auto* name : {"Default-Group", demo_se_group})
    out.make("serviceenginegroup", named(name), now);
  make_network(out, shape, now);
  make_profiles(out, now);
  out.edit(
    "cloud", demo_cloud,
    [](json::value& body) {
      body.set("ipam_provider_ref", wire::refer_by_name("ipamdnsproviderprofile", "avi-ipam"));
      body.set("dns_provider_ref", wire::refer_by_name("ipamdnsproviderprofile", "avi-dns"));
    },
    now);
  return out;
}

} // namespace weft::avi::sim
