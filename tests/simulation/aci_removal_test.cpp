#include "tests/simulation/fabric_scene.hpp"

/// What goes when Pods, annotations and Deployments do, and what stays.
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr auto first = "10.1.0.1/32";
constexpr auto second = "10.1.0.2/32";

/// Opens the scene with E, two Pods and a Service in it.
void open_busy(fabric_scene& here) {
  here.open_with_web();
  const auto others = here.prefixes("E").size();
  run_pods(here, "web", 2);
  serve(here, "front", "web", {"172.27.111.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == others + 3; }));
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(5s);
  here.count_anew();
}

/// How the garbage collector takes a Deployment apart.
enum class cascade : std::uint8_t { background, foreground, orphan };

void take_apart(fabric_scene& here, cascade how, span between) {
  const auto erase = [&](std::string_view kind, const std::string& name) {
    here.erase(world::path_of(kind, name));
    here.run_for(between);
  };
  if (how != cascade::foreground) {
    erase("Deployment", "web");
    if (how == cascade::orphan)
      here.patch(world::path_of("ReplicaSet", "web-rs"), R"({"metadata":{"ownerReferences":[]}})");
    else
      erase("ReplicaSet", "web-rs");
  }
  if (how != cascade::orphan) {
    erase("Pod", "web-0");
    erase("Pod", "web-1");
  }
  if (how == cascade::foreground) {
    erase("ReplicaSet", "web-rs");
    erase("Deployment", "web");
  }
}

void make_external(fabric_scene& here) {
  here.admin_sets(eepg_dn("E"), {{"descr", "of the administrator"}});
  here.admin_sets(subnet_dn("E", "203.0.113.0/24"), {{"name", "of-the-administrator"}});
}

} // namespace

TEST_CASE("aci row 7: a Pod that has failed is withdrawn, whatever address its status keeps",
          "[aci]") {
  const std::string phase = GENERATE("Failed", "Succeeded");
  fabric_scene here;
  open_busy(here);
  end_pod(here, "web-0", phase);
  CHECK(here.sees([&] { return !here.holds("E", first); }, 3s));
  here.run_for(15min);
  CHECK(here.prefixes("E") == texts{second, "172.27.111.1/32"});
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 8: an address that a failed Pod has left to another EEPG stays there when the "
          "failed one goes",
          "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "a", order_for("A"));
  deploy(here, "b", order_for("B"));
  run_pod(here, "a", "a-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.holds("A", first) && here.has(eepg_dn("B")); }));
  here.run_for(10s);
  end_pod(here, "a-0");
  const bool at_once = GENERATE(true, false);
  if (!at_once)
    here.run_for(10s);
  run_pod(here, "b", "b-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.holds("B", first); }, 5s));
  here.run_for(10s);
  const auto held = here.attributes(subnet_dn("B", first));
  here.count_anew();
  here.erase(world::path_of("Pod", "a-0"));
  here.run_for(15min);
  CHECK(here.prefixes("A") == texts{});
  CHECK(here.attributes(subnet_dn("B", first)) == held);
  CHECK(here.counted().writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 8: while nobody knows yet that the former Pod has failed, the later one has the "
          "address",
          "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "a", order_for("A"));
  deploy(here, "b", order_for("B"));
  run_pod(here, "a", "a-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.holds("A", first); }));
  here.run_for(10s);
  run_pod(here, "b", "b-0", {"10.1.0.1"});
  REQUIRE(here.sees([&] { return here.holds("B", first); }, 5s));
  CHECK(here.sees([&] { return here.stands("a") == "False/Conflict"; }));
  CHECK(here.events("a", "Conflict") == 1);
  CHECK(here.events("b", "Conflict") == 0);
  here.count_anew();
  end_pod(here, "a-0");
  CHECK(here.sees([&] { return here.stands("a") == "True"; }));
  here.erase(world::path_of("Pod", "a-0"));
  here.run_for(15min);
  CHECK(here.prefixes("A") == texts{});
  CHECK(here.prefixes("B") == texts{first});
  CHECK(here.counted().writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 14: an EEPG of ours goes with its Deployment, whichever way that is taken apart",
          "[aci]") {
  const auto how = GENERATE(cascade::background, cascade::foreground, cascade::orphan);
  const auto between = GENERATE(0s, 3s);
  CAPTURE(static_cast<int>(how), between.count());
  fabric_scene here;
  open_busy(here);
  take_apart(here, how, between);
  CHECK(here.sees([&] { return !here.has(eepg_dn("E")); }, 5s));
  here.run_for(15min);
  CHECK_FALSE(here.has(eepg_dn("E")));
  CHECK(here.counted().deletes == 1);
  if (between == 0s)
    CHECK(here.counted().posts == 0);
  CHECK(here.apic.live_subscriptions(here.apic_time()) == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 15: in an administrator's EEPG only what is ours goes with the Deployment",
          "[aci]") {
  fabric_scene here;
  make_external(here);
  here.run_for(2s);
  const auto before = here.attributes(eepg_dn("E"));
  open_busy(here);
  const auto how = GENERATE(cascade::background, cascade::foreground, cascade::orphan);
  take_apart(here, how, 0s);
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"203.0.113.0/24"}; }, 5s));
  here.run_for(15min);
  CHECK(here.attributes(eepg_dn("E")) == before);
  CHECK(here.prefixes("E") == texts{"203.0.113.0/24"});
  CHECK(here.counted().deletes == 0);
  CHECK(here.counted().posts == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 16: of two Deployments in one EEPG the first to go takes only its own along",
          "[aci]") {
  fabric_scene here;
  open_busy(here);
  deploy(here, "other", order_for("E"), "ns2");
  run_pods(here, "other", 2, 2, "ns2");
  run_pod(here, "other", "shared", {"10.1.0.2"}, "ns2"); // as one of "web" has
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 5; }));
  here.run_for(10s);
  here.count_anew();
  undeploy(here, "web");
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.run_for(15min);
  CHECK(here.prefixes("E") == texts{second, "10.2.0.1/32", "10.2.0.2/32"});
  CHECK(here.at(subnet_dn("E", second), "name") == "ns2::shared");
  CHECK(here.counted().deletes == 0);
  CHECK(here.stands("other", "ns2") == "True");
  undeploy(here, "other", "ns2");
  CHECK(here.sees([&] { return !here.has(eepg_dn("E")); }));
  CHECK(here.counted().deletes == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 19: an annotation that is removed takes along what a Deployment would",
          "[aci]") {
  fabric_scene here;
  const bool external = GENERATE(false, true);
  if (external)
    make_external(here);
  open_busy(here);
  ask_for(here, "web", "");
  CHECK(here.sees([&] {
    return external ? here.prefixes("E") == texts{"203.0.113.0/24"} : !here.has(eepg_dn("E"));
  }));
  here.run_for(15min);
  CHECK(here.has(eepg_dn("E")) == external);
  CHECK(here.counted().deletes == (external ? 0 : 1));
  CHECK(here.counted().posts == (external ? 1 : 0));
  CHECK(here.stands("web") == "");
  CHECK(here.apic.live_subscriptions(here.apic_time()) == 0);
  CHECK(here.blemishes() == texts{});
  ask_for(here, "web", order_for("E"));
  CHECK(here.sees([&] { return here.prefixes("E").size() == (external ? 4U : 3U); }));
  CHECK(here.blemishes() == texts{});
}
