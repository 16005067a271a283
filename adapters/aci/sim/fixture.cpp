#include "adapters/aci/sim/fixture.hpp"

#include "adapters/aci/sim/pages.hpp"

#include <string>

namespace weft::aci::sim {

core make_fabric(std::string_view tenant, std::string_view l3out, instant now, std::uint64_t seed,
                 std::size_t nodes) {
  core out{seed, nodes};
  user who;
  who.name = demo_user;
  who.password = demo_password;
  out.add_user(std::move(who));
  out.make_out(tenant, l3out, now);
  return out;
}

core make_demo(instant now, std::uint64_t seed, std::size_t nodes) {
  auto out = make_fabric(demo_tenant, demo_l3out, now, seed, nodes);
  auto subnet = as_object("l3extSubnet", {{"ip", "203.0.113.0/24"}});
  auto eepg = json::value::of({{"attributes", json::value::of({{"name", demo_external_eepg}})},
                               {"children", json::value::list({std::move(subnet)})}});
  out.edit("POST", std::string{"uni/tn-"} + demo_tenant + "/out-" + demo_l3out,
           json::write(json::value::of({{"l3extInstP", std::move(eepg)}})), now);
  return out;
}

} // namespace weft::aci::sim
