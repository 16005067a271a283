#include "protocol/state/explanation.hpp"
#include "tests/simulation/balancer_scene.hpp"

/// What `weft explain` shows of an AVI controller. @see avi.md 14
using namespace weft;
using namespace weft::simulation;

namespace {

explanation explained(balancer_scene& here, const std::string& object) {
  return explain_object({"", dump(here), 0}, object);
}

bool shows(const explanation& what, std::string_view part) {
  return what.text.find(part) != what.text.npos;
}

} // namespace

TEST_CASE("avi: an explanation of a Service shows its VIP, its pools and why a member is disabled",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_slice(here, "web", "", 8080, {"10.244.0.5", "10.244.0.6!", "10.244.0.7?"});
  add_service(here, "web", {"TCP/80"});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(5s);
  const auto told = explained(here, "service/shop/web");
  INFO(told.text);
  REQUIRE(told.found);
  CHECK(told.ready);
  const auto held = here.object("vsvip", "S1-AZ1--shop-web");
  const std::string vip{held.find("vip")->as_array()->front().text_at({"ip_address", "addr"})};
  CHECK(shows(told, "    VirtualService: S1-AZ1--shop-web (virtualservice-"));
  CHECK(shows(told, "    VIP: " + vip + "\n"));
  CHECK(shows(told, "    names: web.shop.avi.iberia.local\n"));
  CHECK(shows(told, "    TCP 80: 10.244.0.5 port 8080 on n1\n"));
  CHECK(shows(told, "    TCP 80: 10.244.0.6 port 8080 on n1, disabled: it is not ready\n"));
  CHECK(shows(told, "    TCP 80: 10.244.0.7 port 8080 on n1, disabled: it is terminating\n"));
}

TEST_CASE("avi: an explanation of a Node shows its routes and nobody else's", "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 2; }));
  here.run_for(5s);
  const auto told = explained(here, "node/n1");
  INFO(told.text);
  REQUIRE(told.found);
  CHECK(told.ready);
  CHECK(shows(told, "    stands: 10.244.0.0/24 by 10.1.1.2, as S1-AZ1-"));
  CHECK(shows(told, "    route to 10.244.0.0/24: by 10.1.1.2\n"));
  CHECK_FALSE(shows(told, "10.244.1.0"));
}

TEST_CASE("avi: an explanation says why a Service has no VirtualService", "[avi]") {
  balancer_scene here;
  here.open();
  add_service(here, "web", {"TCP/80"}, {{"loadBalancerIP", "nowhere"}});
  REQUIRE(here.sees([&] { return here.stands("web") == "False/InvalidAddress"; }));
  const auto told = explained(here, "service/shop/web");
  INFO(told.text);
  REQUIRE(told.found);
  CHECK_FALSE(told.ready);
  CHECK(shows(told, "It is not Ready (InvalidAddress: the requested address"));
}
