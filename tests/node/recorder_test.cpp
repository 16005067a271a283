#include "adapters/cni/plugin_runner.hpp"
#include "adapters/cni/process_table.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/folder.hpp"
#include "tests/node/recording.hpp"
#include "tests/node/stage.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <thread>

using namespace weft;
using namespace weft::cni;
using namespace std::chrono_literals;
using tests::recording;
using words = std::vector<std::string>;

namespace {

/// A runner with recorders.
struct recorded_runs {
  execution run(const std::string& type, verb what = verb::add,
                std::string input = R"({"cniVersion":"1.1.0","name":"data"})",
                std::chrono::milliseconds deadline = cni::testing::patience) {
    cni::testing::awaited<process_group> held;
    cni::testing::awaited<execution> ended;
    const auto plugin = runner.start({what,
                                      type,
                                      {{"CNI_COMMAND", std::string{to_string(what)}},
                                       {"CNI_CONTAINERID", "s1"},
                                       {"CNI_NETNS", netns},
                                       {"CNI_IFNAME", "net1"},
                                       {"CNI_PATH", record.path()}},
                                      std::move(input)},
                                     deadline, {held.callback(), ended.callback()});
    held.get();
    plugin->release();
    return ended.get();
  }

  folder here;
  recording record{here.path() / "bin"};
  std::string netns = "/run/netns/none";
  net::transport io;
  plugin_runner runner{io, {}};
};

} // namespace

TEST_CASE_METHOD(recorded_runs, "a recorder writes down what it was told", "[node]") {
  record.add("red");
  CHECK(run("red").output == R"({"cniVersion":"1.1.0"})");
  CHECK(run("red", verb::version).output.find("1.1.0") != std::string::npos);
  CHECK(run("red", verb::del).output.empty());
  const auto calls = record.calls();
  REQUIRE(calls.size() == 3);
  CHECK(record.summary() == words{"ADD red", "VERSION red", "DEL red"});
  CHECK(calls[0].variable("CNI_CONTAINERID") == "s1");
  CHECK(calls[0].input.text_at({"name"}) == "data");
  REQUIRE(calls[0].ended_ns);
  CHECK(*calls[0].ended_ns > calls[0].began_ns);
  CHECK(calls[1].began_ns > *calls[0].ended_ns);
  CHECK(tests::overlaps_in_one_container(calls) == 0);
}

TEST_CASE_METHOD(recorded_runs, "a recorder does what its control file says", "[node]") {
  record.add("red", {"ADD@1 code 11 not yet", R"(ADD@2 result {"cniVersion":"1.0.0"})",
                     "ADD@3 say rubbish", "ADD@4 flood 2000000", "ADD@5 signal 9", "ADD@6 hang",
                     "CHECK delay 1"});
  const auto refused = run("red");
  CHECK(refused.status == 1);
  CHECK(refused.output == R"({"cniVersion":"1.1.0","code":11,"msg":"not yet"})");
  CHECK(run("red").output == R"({"cniVersion":"1.0.0"})");
  CHECK(run("red").output == "rubbish");
  CHECK(run("red").flooded);
  CHECK(run("red").status == SIGKILL);
  CHECK(run("red", verb::add, "{}", 1s).how == execution::ending::timed_out);
  CHECK(run("red", verb::check).status == 0);
  const auto calls = record.calls();
  REQUIRE(calls.size() == 7);
  CHECK_FALSE(calls[5].ended_ns);
  CHECK(tests::overlaps_in_one_container(calls) == 3); // two that were killed have no end
}

TEST_CASE_METHOD(recorded_runs, "a recorder in a chain passes on what came before", "[node]") {
  record.add("red");
  const std::string before = R"({"cniVersion":"1.0.0","dns":{"search":["a}b","c"]}})";
  CHECK(run("red", verb::add, R"({"name":"x","prevResult":)" + before + R"(,"type":"red"})").output
        == before);
}

TEST_CASE_METHOD(recorded_runs, "a recorder that runs a plugin answers and fails as that does",
                 "[node]") {
  record.add("red", {R"(ADD@1 result {"cniVersion":"1.0.0"})", "ADD@2 code 11 not yet"});
  record.add("green", {"ADD run " + record.path() + "/red"});
  CHECK(run("green").output == R"({"cniVersion":"1.0.0"})");
  const auto refused = run("green");
  CHECK(refused.status == 1);
  CHECK(refused.output == R"({"cniVersion":"1.1.0","code":11,"msg":"not yet"})");
  CHECK(record.summary() == words{"ADD green", "ADD red", "ADD green", "ADD red"});
}

TEST_CASE_METHOD(recorded_runs, "a recorder leaves children, in its group or out of it", "[node]") {
  record.add("red", {"ADD child group"});
  record.add("green", {"ADD child session"});
  for (const auto* type : {"red", "green"}) {
    const auto out = run(type);
    CHECK(out.how == execution::ending::exited);
    CHECK(out.output == R"({"cniVersion":"1.1.0"})");
  }
  const auto group = record.calls()[0].pid;
  CHECK(members_of(group).size() == 1);
  const auto outside = record.calls()[1].pid;
  const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
  while (!members_of(outside).empty() && std::chrono::steady_clock::now() < until)
    std::this_thread::yield(); // it leaves the group by itself, when its parent may have gone
  CHECK(members_of(outside).empty());
  ::kill(static_cast<pid_t>(-group), SIGKILL);
  tests::end_strays("CNI_PATH=" + record.path());
}

TEST_CASE("a recorder makes the interface that it tells of, and removes it", "[node]") {
  tests::stage node;
  recorded_runs one;
  one.netns = node.add_namespace("p1");
  one.record.add("red", {"ADD link 02:00:00:00:00:05 10.1.1.5/24", "DEL unlink"});
  const auto added = one.run("red");
  CHECK(added.status == 0);
  const auto result = json::parse(added.output);
  REQUIRE(result.has_value());
  CHECK(json::write(*result->find("interfaces"))
        == R"([{"name":"net1","mac":"02:00:00:00:00:05","sandbox":"/run/netns/p1"}])");
  CHECK(json::write(*result->find("ips")) == R"([{"interface":0,"address":"10.1.1.5/24"}])");
  CHECK(node.sh_in("p1", "ip -br addr show net1").find("10.1.1.5/24") != std::string::npos);
  CHECK(node.sh_in("p1", "ip -br link show net1").find("02:00:00:00:00:05") != std::string::npos);
  const auto again = one.run("red");
  CHECK(again.output.find("already exists") != std::string::npos);
  CHECK(one.run("red", verb::del).status == 0);
  CHECK(node.sh_in("p1", "ip -br link").find("net1") == std::string::npos);
  CHECK(node.sh("ip -br link").find("r") == std::string::npos);
}
