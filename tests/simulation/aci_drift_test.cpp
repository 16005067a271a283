#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// What administrators change, and what of that is put right.
using namespace weft;
using namespace weft::simulation;

namespace {

const auto web_dn = subnet_dn("E", "10.1.0.1/32");

/// Opens the scene with E and three Pods in it.
void open_with_pods(fabric_scene& here) {
  here.open_with_web();
  run_pods(here, "web", 3);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.run_for(10s);
  here.count_anew();
}

} // namespace

TEST_CASE("aci row 20: import-security comes back beside the flags that an administrator has set",
          "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  here.admin_sets(web_dn, {{"descr", "mine"}, {"nameAlias", "alias"}});
  here.admin_sets(web_dn, {{"scope", "export-rtctrl"}});
  CHECK(here.sees([&] { return here.at(web_dn, "scope") == "export-rtctrl,import-security"; }, 2s));
  CHECK(here.at(web_dn, "descr") == "mine");
  CHECK(here.at(web_dn, "nameAlias") == "alias");
  CHECK(here.at(web_dn, "name") == "ns1::web-0");
  here.run_for(15min);
  CHECK(here.counted().writes() == 1);
  CHECK(here.mentions("descr") == 0);
  CHECK(here.events("web", "DriftCorrected") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 21: further flags are the administrator's", "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  here.admin_sets(web_dn, {{"scope", "import-security,shared-security"}});
  here.run_for(25min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.at(web_dn, "scope") == "import-security,shared-security");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 22: the name of a subnet comes back, and its scope is not touched", "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  here.admin_sets(web_dn, {{"scope", "import-security,shared-security"}});
  here.admin_sets(web_dn, {{"name", "mine"}});
  CHECK(here.sees([&] { return here.at(web_dn, "name") == "ns1::web-0"; }, 2s));
  here.run_for(15min);
  CHECK(here.at(web_dn, "scope") == "import-security,shared-security");
  const auto done = here.commits();
  REQUIRE(done.size() == 1);
  REQUIRE(done.front().edits.size() == 1);
  CHECK(done.front().edits.front().attributes
        == std::map<std::string, std::string>{{"name", "ns1::web-0"}});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 23: our mark takes the place of another one, alone", "[aci]") {
  const auto dn = GENERATE_COPY(values<std::string>({eepg_dn("E"), web_dn}));
  fabric_scene here;
  open_with_pods(here);
  here.admin_sets(dn, {{"annotation", "orchestrator:terraform"}, {"descr", "mine"}});
  CHECK(here.sees([&] { return here.at(dn, "annotation") == marker; }, 2s));
  here.run_for(15min);
  CHECK(here.at(dn, "descr") == "mine");
  CHECK(here.at(dn, "annotation") == marker);
  CHECK(here.counted().writes() == 1);
  CHECK(here.mentions("terraform") == 0);
  CHECK(here.mentions(",orchestrator") == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 24: what an administrator adds to our EEPG stays, and nothing is written",
          "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  const auto e = eepg_dn("E");
  here.admin_sets(e, {{"descr", "mine"}, {"prio", "level1"}, {"prefGrMemb", "include"}});
  here.admin_sets(e + "/rsprov-web");
  here.admin_sets(e + "/rscons-db");
  here.admin_sets(e + "/annotationKey-[owner]", {{"value", "me"}});
  here.admin_sets(subnet_dn("E", "203.0.113.0/24"), {{"name", "mine"}});
  here.admin_sets(web_dn, {{"descr", "mine"}, {"nameAlias", "alias"}});
  here.run_for(45min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.at(e, "prio") == "level1");
  CHECK(here.has(e + "/rsprov-web"));
  CHECK(here.prefixes("E").size() == 4);
  CHECK(here.at(web_dn, "descr") == "mine");
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 25: a subnet that was deleted comes back with its further flags and nothing "
          "else",
          "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  here.admin_sets(web_dn, {{"scope", "import-security,shared-security"}, {"descr", "mine"}});
  here.run_for(5s);
  here.admin_deletes(web_dn);
  CHECK(here.sees([&] { return here.has(web_dn); }, 2s));
  CHECK(here.at(web_dn, "scope") == "import-security,shared-security");
  CHECK(here.at(web_dn, "descr") == "");
  CHECK(here.at(web_dn, "annotation") == marker);
  CHECK(here.at(web_dn, "name") == "ns1::web-0");
  here.run_for(15min);
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "aci row 26: an EEPG of a thousand subnets comes back in few requests, however its events "
  "come",
  "[aci]") {
  fabric_scene here;
  auto& events = here.apic.settings.events;
  const auto manner = GENERATE(0, 1, 2, 3);
  CAPTURE(manner);
  switch (manner) {
  case 1:
    events.child_first = true;
    events.most_delay = 1s;
    break;
  case 2:
    events.duplicate = 0.3;
    events.most_delay = 3s;
    events.overtake = true;
    break;
  case 3:
    events.coalesce = true;
    events.settle = 5s;
    break;
  default:
    break;
  }
  here.open_with_web();
  run_pods(here, "web", 1000);
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 1000; }, 1min));
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }, 1min));
  here.run_for(30s);
  here.count_anew();
  here.admin_deletes(eepg_dn("E"));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 1000; }, 1min));
  here.run_for(5min);
  CHECK(here.prefixes("E").size() == 1000);
  CHECK(here.at(eepg_dn("E"), "annotation") == marker);
  CHECK(here.counted().posts <= 8);
  CHECK(here.counted().deletes == 0);
  CHECK(here.requests("GET", "extsubnet-").empty());
  CHECK(here.counted().gets <= 40); // ten a second, while late events raise doubts
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "aci row 27: an administrator's EEPG that was deleted is not made again, but filled again",
  "[aci]") {
  fabric_scene here;
  here.admin_sets(eepg_dn("E"), {{"descr", "mine"}});
  open_with_pods(here);
  here.admin_deletes(eepg_dn("E"));
  here.run_for(45min);
  CHECK_FALSE(here.has(eepg_dn("E")));
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "False/WaitingForL3Out");
  run_pod(here, "web", "late", {"10.1.0.9"});
  here.run_for(1min);
  CHECK(here.counted().writes() == 0);
  here.admin_sets(eepg_dn("E"), {{"descr", "mine again"}});
  CHECK(here.sees([&] { return here.prefixes("E").size() == 4; }));
  here.run_for(15min);
  CHECK(here.at(eepg_dn("E"), "annotation") == "");
  CHECK(here.counted().posts == 1);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci 8.4: a war over a subnet is fought more and more rarely, is told of, and is won",
          "[aci]") {
  fabric_scene here;
  open_with_pods(here);
  for (int turn = 0; turn < 300; ++turn) {
    if (turn == 150)
      here.count_anew();
    here.admin_sets(web_dn, {{"name", "mine-" + std::to_string(turn)}});
    here.run_for(2s);
  }
  CHECK(here.counted().writes() >= 4);
  CHECK(here.counted().writes() <= 6);
  CHECK(here.sees([&] { return here.at(web_dn, "name") == "ns1::web-0"; }, 65s));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.blemishes() == texts{});
}
