#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// Bad and awkward input. @see aci.md 9
using namespace weft;
using namespace weft::simulation;

namespace {

/// Opens the scene with a Deployment of this annotation, and sees that nobody asks for anything.
void check_refused(const std::string& order, const std::string& text = {}) {
  CAPTURE(order);
  fabric_scene here;
  here.open();
  deploy(here, "odd", order);
  run_pod(here, "odd", "odd-0", {"10.7.0.1"});
  CHECK(here.sees([&] { return here.stands("odd") == "False/InvalidAnnotation"; }, 3s));
  here.run_for(25min);
  CHECK(here.counted().gets == 0);
  CHECK(here.counted().writes() == 0);
  CHECK(here.events("odd", "InvalidAnnotation") == 1);
  if (!text.empty())
    CHECK(here.mentions(text) == 0);
  deploy(here, "web", order_for("E"));
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  CHECK(here.mentions("10.7.0.1") == 0);
  CHECK(here.blemishes() == texts{});
}

} // namespace

TEST_CASE("aci row 30: an annotation that does not read causes no request and one warning",
          "[aci]") {
  for (const auto* order :
       {"no JSON", R"(["T","O","E"])", "null", R"({"tenant":"T","l3out":"O"})",
        R"({"tenant":"T","l3out":7,"epg":"E"})", R"({"tenant":"T","l3out":"","epg":"E"})",
        R"({"tenant":"T","l3out":"O","epg":"E"} and more)", R"({"tenant":"T","l3out":"O")"})
    check_refused(order);
}

TEST_CASE("aci row 31: a name that could leave its place in a DN or URL never reaches a request",
          "[aci]") {
  const std::string long_name(65, 'x');
  for (const std::string name : {"a/b", "a[b", "a?b", "a%2fb", R"(a\nb)", "a b", "\u00e4"})
    check_refused(order_for(name), name);
  check_refused(order_for(long_name), long_name);
  check_refused(order_for("E", {}, "../out-P"), "out-P");
}

TEST_CASE("aci 9: an annotation that was valid and is none any more leaves everything in place",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  here.run_for(5s);
  here.count_anew();
  ask_for(here, "web", "{broken");
  here.run_for(25min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "False/InvalidAnnotation");
  run_pod(here, "web", "web-1", {"10.1.0.2"});
  CHECK(here.sees([&] { return here.prefixes("E").size() == 2; }));
  ask_for(here, "web", order_for("E"));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.counted().writes() == 1);
  ask_for(here, "web", "{broken");
  here.run_for(5s);
  ask_for(here, "web", "");
  CHECK(here.sees([&] { return !here.has(eepg_dn("E")); }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: of doubled keys the last counts, and pods that is no truth value is ignored with "
          "a warning",
          "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "web", R"({"epg":"D","tenant":"T","l3out":"O","epg":"E","pods":"no"})");
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK_FALSE(here.has(eepg_dn("D")));
  CHECK(here.events("web", "InvalidAnnotation") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: another address of the same Pod comes and the former goes in one commit",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  here.run_for(5s);
  here.count_anew();
  move_pod(here, "web-0", {"10.1.0.2"});
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.2/32"}; }));
  CHECK(here.commits().size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: an address that two Deployments have in one EEPG goes with the last of them",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  deploy(here, "other", order_for("E"));
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  here.run_for(5s);
  run_pod(here, "other", "other-0", {"10.1.0.1"});
  here.run_for(5s);
  CHECK(here.subnets("E") == texts{subnet_line("10.1.0.1/32", "ns1::web-0")});
  here.erase(world::path_of("Pod", "web-0"));
  CHECK(here.sees(
    [&] { return here.subnets("E") == texts{subnet_line("10.1.0.1/32", "ns1::other-0")}; }));
  here.erase(world::path_of("Pod", "other-0"));
  CHECK(here.sees([&] { return here.prefixes("E").empty(); }));
  CHECK(here.has(eepg_dn("E")));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: an address that a Pod and a Service want in two EEPGs is the Pod's", "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "a", order_for("A"));
  deploy(here, "b", order_for("B"));
  serve(here, "front", "a", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.prefixes("A") == texts{"10.1.0.1/32"}; }));
  here.run_for(5s);
  run_pod(here, "b", "b-0", {"10.1.0.1"});
  CHECK(here.sees([&] { return here.prefixes("B") == texts{"10.1.0.1/32"}; }));
  CHECK(here.prefixes("A").empty());
  CHECK(here.sees([&] { return here.stands("a") == "False/Conflict"; }));
  CHECK(here.events("a", "Conflict") == 1);
  here.erase(world::path_of("Pod", "b-0"));
  CHECK(here.sees([&] { return here.prefixes("A") == texts{"10.1.0.1/32"}; }));
  CHECK(here.sees([&] { return here.stands("a") == "True"; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: a Service without a selector, or with an empty one, is nobody's", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  serve(here, "front", "web", {});
  here.patch(world::path_of("Service", "front"),
             GENERATE(R"({"spec":{"selector":null}})", R"({"spec":{"selector":{"app":null}}})"));
  balance(here, "front", {"172.27.111.1"});
  here.run_for(1min);
  CHECK(here.counted() == fabric_scene::tally{});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: a Pod that uses its node's network is left out unless settings say otherwise",
          "[aci]") {
  const bool published = GENERATE(false, true);
  auto shape = on_fabric();
  shape.fabric.host_network = published;
  fabric_scene here{std::move(shape)};
  here.open_with_web();
  for (const auto* name : {"web-0", "web-1"}) {
    run_pod(here, "web", name, {});
    here.patch(world::path_of("Pod", name), R"({"spec":{"hostNetwork":true}})");
    move_pod(here, name, {"192.0.2.1"});
  }
  here.run_for(5s);
  CHECK(here.holds("E", "192.0.2.1/32") == published);
  here.erase(world::path_of("Pod", "web-0"));
  here.run_for(5s);
  CHECK(here.holds("E", "192.0.2.1/32") == published); // the other one is still there
  here.erase(world::path_of("Pod", "web-1"));
  here.run_for(5s);
  CHECK(here.prefixes("E").empty());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: somebody else's subnet where ours should be stays as it is and is told of",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  here.admin_sets(subnet_dn("E", "10.1.0.1/32"), {{"name", "mine"}, {"scope", "export-rtctrl"}});
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  here.run_for(25min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.at(subnet_dn("E", "10.1.0.1/32"), "name") == "mine");
  CHECK(here.stands("web") == "False/Conflict");
  here.admin_deletes(subnet_dn("E", "10.1.0.1/32"));
  CHECK(here.sees(
    [&] { return here.subnets("E") == texts{subnet_line("10.1.0.1/32", "ns1::web-0")}; }));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: what an APIC answers that is no answer does no harm", "[aci]") {
  using way = aci::sim::disturbance::way;
  const auto how = GENERATE(way::say, way::cut_off, way::reset_before, way::hang);
  const auto* method = GENERATE("GET", "POST");
  const auto status = GENERATE(200, 502);
  if (how != way::say && status != 200)
    return;
  CAPTURE(static_cast<int>(how), method, status);
  fabric_scene here;
  here.open_with_web();
  aci::sim::disturbance what;
  what.how = how;
  what.method = method;
  what.part = "/api/mo/";
  what.status = status;
  what.times = 2;
  here.apic.inject(what);
  if (std::string_view{method} == "GET")
    here.apic.disturb_sockets(aci::sim::delivery::kind::drop, here.apic_time());
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }, 3min));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(15min);
  CHECK(here.commits().size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: what a socket tells that does not read leads to a full comparison", "[aci]") {
  const std::string said = GENERATE(
    Catch::Generators::as<std::string>{}, "no JSON", R"({"imdata":7})", R"([])",
    R"({"subscriptionId":["1"],"imdata":[{"l3extSubnet":{"attributes":{"dn":7,"status":"deleted"}}}]})");
  const bool binary = GENERATE(false, true);
  CAPTURE(said, binary);
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  here.run_for(10s);
  here.apic.settings.events.drop = 1;
  here.admin_deletes(subnet_dn("E", "10.1.0.1/32")); // nobody hears of it
  here.run_for(5s);
  REQUIRE(here.prefixes("E").empty());
  here.apic.settings.events.drop = 0;
  here.apic.say(said, here.apic_time(), binary);
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"10.1.0.1/32"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 9: an event of nobody's subscription or of a DN that nobody wishes is ignored",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  here.apic.say(R"({"subscriptionId":["1"],"imdata":[{"l3extSubnet":{"attributes":{"dn":)"
                R"("uni/tn-X/out-Y/instP-Z/extsubnet-[10.1.0.1/32]","status":"deleted"}}}]})",
                here.apic_time());
  here.apic.say(R"({"subscriptionId":"2","imdata":[{"fvBD":{"attributes":{"dn":)"
                R"("uni/tn-T/BD-b","status":"surprised"}}}]})",
                here.apic_time());
  here.run_for(1min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}
