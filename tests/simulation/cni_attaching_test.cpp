#include "tests/simulation/node_scene.hpp"

/// What annotations ask for, and what becomes of it. @see cni.md 12
using namespace weft;
using namespace weft::simulation;

TEST_CASE("cni row 1: a running Pod that asks for a network has it within 2 s and says so",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  const auto sandbox = sandbox_of(here, "web");
  here.web_asks(R"([{"name":"data"}])");
  REQUIRE(here.sees([&] { return here.web_has({if_data}); }));
  const auto seen = *here.interface("web", if_data);
  CHECK(seen.up);
  REQUIRE(seen.addresses.size() == 1);
  CHECK(seen.addresses[0].starts_with("172.20.3."));
  CHECK(seen.addresses[0].ends_with("/24"));
  const auto entry = here.entry("web", if_data);
  CHECK(text_at(entry, {"name"}) == "default/data");
  CHECK(text_at(entry, {"mac"}) == seen.mac);
  CHECK(json::write(*entry.find("ips")) == "[\"" + here.reserved("data").at(0) + "\"]");
  CHECK(seen.addresses[0] == here.reserved("data").at(0) + "/24");
  here.run_for(1min);
  CHECK(here.counted() == node_scene::tally{1, 0, 0, 1});
  CHECK(here.events("web", "AddedInterface") == 1);
  CHECK(sandbox_of(here, "web") == sandbox);
  CHECK(here.only_record().at == cni::phase::attached);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 1: what a Pod asks for from the start is there as soon as it runs", "[cni]") {
  node_scene here;
  here.open();
  schedule(here, "web", {{"networks", asking_for({"data", "red"})}});
  here.run_for(30s);
  CHECK(here.counted().execs() == 0);
  run_sandbox(here, "web");
  CHECK(here.sees([&] { return here.web_has({if_data, if_red}); }));
  CHECK(here.lines()
        == texts{"ADD bridge " + std::string{if_data}, "ADD bridge " + std::string{if_red}});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 4: an annotation that is only written otherwise executes nothing", "[cni]") {
  node_scene here;
  here.open_with_web(R"([{"name":"red","ifMac":"02:00:00:00:00:05"},{"name":"green"}])");
  REQUIRE(here.web_has({if_red, if_green}));
  here.web_asks(
    "[ {\"ifMac\": \"02:00:00:00:00:05\", \"name\":\"red\"},\n {\"name\" : \"green\"} ]");
  here.run_for(3min);
  CHECK(here.counted() == node_scene::tally{});
}

TEST_CASE("cni row 5: an update of something else executes nothing and writes no status", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  REQUIRE(here.web_has({if_red}));
  here.patch(world::path_of("Pod", "web"), R"({"metadata":{"labels":{"turn":"2"}}})");
  here.run_for(3min);
  CHECK(here.counted() == node_scene::tally{});
}

TEST_CASE("cni row 6: the comma form names networks of other namespaces and interfaces", "[cni]") {
  auto how = on_node();
  how.agent.global_namespaces.emplace_back("ns2");
  node_scene here{how};
  define_attachment(here, "net-b", bridge_config("other-b", 9), "ns2");
  here.open_with_npwg_web("net-a, ns2/net-b@eth7");
  const auto all = here.inside("web");
  REQUIRE(all.size() == 2);
  CHECK(all[0] == "eth7");
  CHECK(here.interface("web", "eth7")->addresses.at(0).starts_with("172.20.9."));
  CHECK(text_at(here.entry("web", "eth7"), {"name"}) == "ns2/net-b");
  CHECK(text_at(here.entry("web", all[1]), {"name"}) == "ns1/net-a");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 7: what an element asks for reaches the plugins that declare it, and no other",
          "[cni]") {
  node_scene here;
  define_attachment(here, "made",
                    R"({"cniVersion":"1.0.0","name":"made","plugins":[)"
                    R"({"type":"bridge","bridge":"made-br","capabilities":{"ips":true,"mac":true},)"
                    R"("ipam":{"type":"host-local","subnet":"172.20.9.0/24"}},)"
                    R"({"type":"tuning","capabilities":{"mac":true}},{"type":"portmap"}]})");
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg(
    R"([{"name":"made","interface":"pod1a","mac":"02:00:00:00:00:07","ips":["172.20.9.77/24"]}])");
  REQUIRE(here.sees([&] { return here.web_has({"pod1a"}); }));
  const auto seen = here.interface("web", "pod1a");
  REQUIRE(seen);
  CHECK(seen->mac == "02:00:00:00:00:07");
  CHECK(seen->addresses == texts{"172.20.9.77/24"});
  const auto record = here.only_record();
  CHECK(text_at(record.capabilities, {"mac"}) == "02:00:00:00:00:07");
  here.web_asks_npwg("");
  REQUIRE(here.sees([&] { return here.web_has({}); }));
  const auto calls = here.calls();
  REQUIRE(here.counted() == node_scene::tally{3, 3, 0, 2});
  for (const auto& one : calls) {
    const auto input = json::parse(one.what.input).value();
    const auto* given = input.find("runtimeConfig");
    CAPTURE(one.what.type);
    CHECK((given && given->find("ips")) == (one.what.type == "bridge"));
    CHECK((given && given->find("mac")) == (one.what.type != "portmap"));
  }
}

TEST_CASE("cni row 8: an element that no plugin can serve executes nothing and holds nobody up",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg(R"([{"name":"net-a","ips":["172.20.4.9/24"]},{"name":"net-b"}])");
  REQUIRE(here.sees([&] { return here.inside("web").size() == 1; }));
  here.run_for(1min);
  CHECK(here.counted().execs() == 1);
  CHECK(here.told("web") == here.inside("web"));
  CHECK(text_at(here.entries("web").at(0), {"name"}) == "ns1/net-b");
  CHECK(here.events("web", "NetworkRefused") == 1);
  CHECK(here.notices("NetworkRefused") == 1);
}

TEST_CASE("cni row 9: one network twice has two interfaces, and the last occurrence goes first",
          "[cni]") {
  node_scene here;
  here.open_with_npwg_web("net-a,net-a");
  const auto told = here.told("web");
  REQUIRE(told.size() == 2);
  REQUIRE(here.web_has(told));
  CHECK(told[0] != told[1]);
  const auto first = *here.interface("web", told[0]);
  here.web_asks_npwg("net-a");
  REQUIRE(here.sees([&] { return here.web_has({told[0]}); }));
  CHECK(here.interface("web", told[0]) == first);
  CHECK(here.lines() == texts{"DEL bridge " + told[1]});
}

TEST_CASE("cni row 10: what Kaloom's annotation withholds is never touched", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks(R"([{"name":"red","podagentSkip":true},{"name":"green","isPrimary":true}])");
  here.run_for(2min);
  here.web_asks("[]");
  here.run_for(2min);
  CHECK(here.counted().execs() == 0);
  CHECK(here.inside("web") == texts{});
}

TEST_CASE("cni row 11: a MAC of Kaloom's annotation is asked of the plugin", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks(R"([{"name":"red","ifMac":"02:00:00:00:00:05"}])");
  REQUIRE(here.sees([&] { return here.web_has({if_red}); }));
  CHECK(here.interface("web", if_red)->mac == "02:00:00:00:00:05");
  const auto calls = here.calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].told("CNI_ARGS").find(";MAC=02:00:00:00:00:05") != std::string::npos);
}

TEST_CASE("cni row 12: another MAC replaces that interface and nothing else", "[cni]") {
  node_scene here;
  here.open_with_web(R"([{"name":"red","ifMac":"02:00:00:00:00:05"},{"name":"green"}])");
  const auto green = here.interface("web", if_green);
  REQUIRE(green);
  here.web_asks(R"([{"name":"red","ifMac":"02:00:00:00:00:06"},{"name":"green"}])");
  REQUIRE(
    here.sees([&] { return text_at(here.entry("web", if_red), {"mac"}) == "02:00:00:00:00:06"; }));
  here.run_for(1min);
  CHECK(here.interface("web", if_red)->mac == "02:00:00:00:00:06");
  CHECK(here.lines()
        == texts{"DEL bridge " + std::string{if_red}, "ADD bridge " + std::string{if_red}});
  CHECK(here.interface("web", if_green) == green);
  CHECK(here.reserved("red").size() == 1);
}

TEST_CASE("cni row 33: an interface goes from one network to another, DEL before ADD", "[cni]") {
  node_scene here;
  here.open_with_npwg_web("net-a@pod1a");
  REQUIRE(here.web_has({"pod1a"}));
  here.web_asks_npwg("net-b@pod1a");
  REQUIRE(here.sees([&] { return text_at(here.entry("web", "pod1a"), {"name"}) == "ns1/net-b"; }));
  CHECK(here.lines() == texts{"DEL bridge pod1a", "ADD bridge pod1a"});
  CHECK(here.interface("web", "pod1a")->addresses.at(0).starts_with("172.20.5."));
  CHECK(here.reserved("net-a") == texts{});
  CHECK(here.entries("web").size() == 1);
  CHECK(here.blemishes() == texts{});
}
