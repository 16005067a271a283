#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// Tenants and L3Outs that are missing, go and come.
using namespace weft;
using namespace weft::simulation;

TEST_CASE("aci row 28: while the tenant or the L3Out is missing nothing is written, and one "
          "warning is given",
          "[aci]") {
  const bool tenant_there = GENERATE(true, false);
  const std::string tenant = tenant_there ? "T" : "T2";
  const std::string out = tenant_there ? "P" : "O";
  fabric_scene here;
  deploy(here, "web", order_for("E", {}, out, tenant));
  run_pods(here, "web", 3);
  here.open();
  here.run_for(45min);
  CHECK(here.requests("POST", "/api/mo/").empty());
  CHECK(here.counted().writes() == 0);
  CHECK(here.counted().gets <= 6); // no more often than all is compared
  CHECK(here.stands("web") == "False/WaitingForL3Out");
  here.count_anew();
  here.apic.make_out(tenant, out, here.apic_time());
  const auto there = aci::dn_of({tenant, out, "E"});
  CHECK(here.sees([&] { return here.apic.tree().children(there).size() == 3; }));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.counted().log_ins == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 28: a Deployment that waits for its L3Out is told so once", "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "web", order_for("E", {}, "P"));
  run_pods(here, "web", 3);
  here.run_for(45min);
  CHECK(here.events("web", "WaitingForL3Out") == 1);
  here.apic.make_out("T", "P", here.apic_time());
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.prefixes("E", "P").size() == 3);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 29: an L3Out that goes and comes back is filled again", "[aci]") {
  const auto away = GENERATE(0s, 20s, 1h);
  CAPTURE(away.count());
  fabric_scene here;
  here.open_with_web();
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.run_for(10s);
  here.admin_deletes(out_dn);
  here.count_anew();
  here.run_for(away);
  CHECK(here.counted().writes() == 0);
  if (away > 1s)
    CHECK(here.stands("web") == "False/WaitingForL3Out");
  here.apic.make_out("T", "O", here.apic_time());
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(15min);
  CHECK(here.at(eepg_dn("E"), "annotation") == marker);
  CHECK(here.counted().writes() <= 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 29: an administrator's EEPG that went with its L3Out waits for the "
          "administrator",
          "[aci]") {
  fabric_scene here;
  here.admin_sets(eepg_dn("E"), {{"descr", "of the administrator"}});
  here.open_with_web();
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.run_for(10s);
  here.admin_deletes(out_dn);
  here.run_for(1min);
  here.count_anew();
  here.apic.make_out("T", "O", here.apic_time());
  here.run_for(1h);
  CHECK_FALSE(here.has(eepg_dn("E")));
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "False/WaitingForL3Out");
  here.admin_sets(eepg_dn("E"), {{"descr", "again"}});
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }));
  CHECK(here.at(eepg_dn("E"), "annotation").empty());
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.8: a Deployment that goes while its tenant is closed to us is let go, and what it "
          "had goes when the tenant is open again",
          "[aci]") {
  auto shape = on_fabric();
  fabric_scene here{std::move(shape)};
  here.open_with_web();
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3; }));
  const bool readable = GENERATE(false, true);
  CAPTURE(readable);
  (readable ? here.apic.settings.read_only_tenants : here.apic.settings.denied_tenants).insert("T");
  here.run_for(12min);
  here.count_anew();
  undeploy(here, "web");
  const auto actors = [&] {
    return std::ranges::count_if(dump(here), [](const auto& one) {
      return one.actor == "aci.object" && one.key.find("web") != std::string::npos;
    });
  };
  CHECK(here.sees([&] { return actors() == 0; }, 1min));
  CHECK(here.prefixes("E").size() == 3);
  here.run_for(1h);
  CHECK(here.events("web", "LeftBehind") == 1);
  CHECK(here.counted().log_ins <= 1);
  here.apic.settings.denied_tenants.clear();
  here.apic.settings.read_only_tenants.clear();
  CHECK(here.sees([&] { return !here.has(eepg_dn("E")); }, 12min));
  CHECK(here.blemishes() == texts{});
}
