#include "adapters/cni/record_files.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/simulation/node_scene.hpp"

#include <caf/send.hpp>

#include <algorithm>

/// The agent dies, the machine dies, records are lost. @see cni.md 12
using namespace weft;
using namespace weft::simulation;

namespace {

/// A plugin that takes its time.
cni::sim::plugin_fault slow_plugin(std::chrono::milliseconds how_long, cni::verb of) {
  cni::sim::plugin_fault out;
  out.how = cni::sim::plugin_fault::way::slow;
  out.of = of;
  out.duration = how_long;
  return out;
}

/// The file of the only record of an interface.
std::string file_of(node_scene& here, const std::string& interface) {
  for (const auto& one : here.records())
    if (one.interface == interface)
      return "results/" + to_string(cni::name_of(one));
  return {};
}

} // namespace

TEST_CASE("cni row 19: what was taken back while the agent was away goes when it starts", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  here.kill(here.newest());
  here.web_asks(asking_for({"green"}));
  here.run_for(10min);
  here.start();
  CHECK(here.sees([&] { return here.web_has({if_green}); }, 5s));
  here.run_for(2min);
  CHECK(here.lines() == texts{"DEL bridge " + std::string{if_red}});
  CHECK(here.reserved("red") == texts{});
}

TEST_CASE("cni row 20: a restart with nothing changed executes nothing and writes nothing",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  const auto red = here.interface("web", if_red);
  REQUIRE(red);
  const auto version = here.api->core().version();
  const auto changes = here.node.files.changes();
  here.restart();
  here.run_for(30min);
  CHECK(here.counted() == node_scene::tally{});
  CHECK(here.node.calls().empty()); // not even VERSION
  CHECK(here.interface("web", if_red) == red);
  CHECK(here.api->core().version() == version);
  CHECK(here.node.files.changes() == changes);
}

TEST_CASE("cni row 21: a plugin that outlives the agent is ended before anything else is done",
          "[cni]") {
  const auto of = GENERATE(cni::verb::add, cni::verb::del);
  node_scene here;
  here.open_with_web(of == cni::verb::del ? asking_for({"red"}) : "[]");
  here.node.inject(slow_plugin(20s, of));
  here.web_asks(of == cni::verb::del ? "[]" : asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  here.run_for(1s);
  here.kill(here.newest());
  here.run_for(1s);
  REQUIRE(here.node.running() == 1);
  here.start();
  const texts wanted = of == cni::verb::del ? texts{} : texts{if_red};
  CHECK(here.sees([&] { return here.web_has(wanted) && here.node.running() == 0; }, 5s));
  CHECK(here.reserved("red").size() == wanted.size());
  CHECK(here.outer_ends() == wanted.size());
  CHECK(here.calls().front().was_ended);
  here.run_for(1min);
  CHECK(here.records().size() == wanted.size());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 21: the agent may die at any instant of an addition or a removal", "[cni]") {
  for (int turn = 0; turn < 60; ++turn) {
    CAPTURE(turn);
    node_scene here{on_node(), static_cast<std::uint64_t>(turn)};
    start_pod(here, "web", {{"networks", turn % 2 == 0 ? "[]" : asking_for({"red", "green"})}});
    here.open();
    here.web_asks(turn % 2 == 0 ? asking_for({"red", "green"}) : asking_for({"green"}));
    here.run_for(std::chrono::milliseconds{turn});
    here.restart();
    const texts wanted = turn % 2 == 0 ? texts{if_red, if_green} : texts{if_green};
    CHECK(here.sees([&] { return here.web_has(wanted); }, 20s));
    here.run_for(1min);
    CHECK(here.web_has(wanted));
    CHECK(here.reserved("red").size() + here.reserved("green").size() == wanted.size());
    CHECK(here.outer_ends() == wanted.size());
    CHECK(here.records().size() == wanted.size());
    CHECK(here.blemishes() == texts{});
  }
}

TEST_CASE("cni row 22: what a chain made is taken away with its result, over a restart too",
          "[cni]") {
  node_scene here;
  define_attachment(here, "walled",
                    R"({"cniVersion":"1.0.0","name":"walled","plugins":[)"
                    R"({"type":"bridge","bridge":"w-br",)"
                    R"("ipam":{"type":"host-local","subnet":"172.20.9.0/24"}},)"
                    R"({"type":"firewall"}]})");
  here.open_with_npwg_web("walled");
  const auto result = here.only_record().result;
  here.restart();
  here.run_for(5s);
  here.web_asks_npwg("");
  REQUIRE(here.sees([&] { return here.web_has({}); }));
  const auto calls = here.calls(cni::verb::del);
  REQUIRE(calls.size() == 2);
  REQUIRE(calls[0].what.type == "firewall");
  const auto input = json::parse(calls[0].what.input).value();
  REQUIRE(input.find("prevResult"));
  CHECK(*input.find("prevResult") == result);
}

TEST_CASE("cni row 23: an attachment whose record does not read is made anew, and no other suffers",
          "[cni]") {
  const std::size_t left = GENERATE(0, 30);
  metrics::registry numbers;
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  start_pod(here, "other", {{"networks", asking_for({"green"})}});
  REQUIRE(here.sees([&] { return here.inside("other") == texts{if_green}; }));
  here.run_for(5s);
  const auto file = file_of(here, if_red);
  here.kill(here.newest());
  here.node.files.place(file, here.node.files.read(file).value().substr(0, left));
  here.count_anew();
  here.start().here.numbers = &numbers;
  REQUIRE(here.sees([&] { return here.counted().adds == 1 && here.records().size() == 2; }, 10s));
  here.run_for(1min);
  CHECK(here.lines()
        == texts{"DEL bridge " + std::string{if_red}, "ADD bridge " + std::string{if_red}});
  CHECK(here.web_has({if_red}));
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.records().size() == 2);
  CHECK(here.node.files.list("corrupt").value().size() == 1);
  CHECK(numbers.exposition().find("\ncni_corrupt_records_total 1\n") != std::string::npos);
  CHECK(numbers.exposition().find("\ncni_attachments{state=\"attached\"} 2\n")
        != std::string::npos);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 23: an attachment that nobody wants and whose record does not read goes",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  const auto file = file_of(here, if_red);
  here.kill(here.newest());
  here.node.files.place(file, "");
  here.web_asks("[]");
  here.start();
  CHECK(here.sees([&] { return here.web_has({}) && here.records().empty(); }, 10s));
  CHECK(here.reserved("red") == texts{});
  CHECK(here.outer_ends() == 0);
}

TEST_CASE("cni 8.2: a record of which nobody can say what it stood for is kept for a person",
          "[cni]") {
  const std::string file = GENERATE("rubbish", "5d2f1a30-0000-4000-8000-000000000099-s1-net1.json");
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  here.kill(here.newest());
  here.node.files.place("results/" + file, "rubbish");
  here.count_anew();
  here.start();
  here.run_for(15min);
  CHECK(here.web_has({if_red}));
  CHECK(here.counted().execs() == 0);
  CHECK(traced(here, "does not read"));
  CHECK(here.node.files.list("results").value().size() == 1);
  CHECK(here.node.files.list("corrupt").value() == texts{file});
  CHECK(here.events(own_node, "AttachmentRecordLost") == 1);
  CHECK(here.newest_note("AttachmentRecordLost").find("corrupt/" + file) != std::string::npos);
  here.run_for(1h);
  CHECK(here.notices("AttachmentRecordLost") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 45: told to stop, the agent lets a plugin finish and leaves a record of it",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.node.inject(slow_plugin(5s, cni::verb::add));
  here.web_asks(asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  caf::anon_send_exit(here.newest().root, caf::exit_reason::user_shutdown);
  here.run_for(4s);
  REQUIRE(here.node.running() == 1);
  here.run_for(10s);
  CHECK_FALSE(here.ask<description>(here.newest().root, describe{}));
  CHECK(here.only_record().at == cni::phase::attached);
  CHECK(here.counted().execs() == 1);
  here.kill(here.newest());
  here.start();
  CHECK(here.sees([&] { return here.web_has({if_red, if_green}); }, 5s));
  CHECK(here.lines()
        == texts{"ADD bridge " + std::string{if_red}, "ADD bridge " + std::string{if_green}});
}

TEST_CASE("cni row 45: a plugin that does not finish does not keep the agent", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.node.inject(slow_plugin(25s, cni::verb::add));
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  caf::anon_send_exit(here.newest().root, caf::exit_reason::user_shutdown);
  here.run_for(11s);
  CHECK_FALSE(here.ask<description>(here.newest().root, describe{}));
  CHECK(here.only_record().at == cni::phase::adding);
  CHECK(here.only_record().group != 0);
  here.kill(here.newest());
  here.start();
  CHECK(here.sees([&] { return here.web_has({if_red}); }, 5s));
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("cni row 46: an agent that died between a removal and the status write makes up for it",
          "[cni]") {
  node_scene here;
  start_pod(here, "web",
            {{"networks", asking_for({"red"})},
             {std::string{cni::annotation::status},
              R"([{"name":"cbr0","interface":"eth0","default":true,"dns":{}}])"}});
  here.open();
  REQUIRE(here.told("web") == texts{"eth0", if_red});
  here.api->core().deny({"", "patch", "pods/status", ""});
  here.web_asks("[]");
  REQUIRE(here.sees([&] {
    const auto all = here.records();
    return all.size() == 1 && all.front().at == cni::phase::detached;
  }));
  here.kill(here.newest());
  here.api->core().allow_again();
  here.start();
  CHECK(here.sees([&] { return here.told("web") == texts{"eth0"}; }, 5s));
  CHECK(here.sees([&] { return here.records().empty(); }, 5s));
  CHECK(here.counted().execs() == 1);
}

TEST_CASE("cni row 51: after the machine's death old attachments are released and made anew",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  reboot(here);
  CHECK(here.sees([&] { return here.web_has({if_red, if_green}); }, 15s));
  here.run_for(1min);
  CHECK(here.counted().adds == 2);
  const auto dels = here.calls(cni::verb::del);
  CHECK(dels.size() == 2);
  for (const auto& one : dels)
    CHECK(one.told("CNI_NETNS").empty());
  CHECK(here.reserved("red").size() == 1);
  CHECK(here.reserved("green").size() == 1);
  CHECK(here.records().size() == 2);
  CHECK(here.blemishes() == texts{});
}
