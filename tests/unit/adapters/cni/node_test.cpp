#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/in_process_cri.hpp"
#include "adapters/cni/in_process_namespaces.hpp"
#include "adapters/cni/in_process_records.hpp"
#include "adapters/cni/in_process_runner.hpp"
#include "adapters/cni/sim/node.hpp"
#include "tests/contract/cni/in_one_thread.hpp"
#include "tests/printing.hpp"
#include "tests/unit/adapters/cni/one_record.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace weft;
using namespace weft::cni;
using namespace std::chrono_literals;
using ending = execution::ending;
using way = sim::plugin_fault::way;

namespace {

/// An agent's ends on a node, and what they have told.
struct inhabited_node {
  /// Starts a plugin, and releases it once it is held.
  void start(const std::string& id, verb what = verb::add, const std::string& type = "bridge") {
    groups.clear();
    ends.clear();
    plugin = runner->start(
      {what,
       type,
       {{"CNI_COMMAND", std::string{to_string(what)}},
        {"CNI_CONTAINERID", id},
        {"CNI_NETNS", node.netns_of(id)},
        {"CNI_IFNAME", "net1"},
        {"CNI_PATH", "/opt/cni/bin"}},
       R"({"cniVersion":"1.0.0","name":"data","ipam":{"type":"host-local","subnet":"10.1.1.0/24"}})"},
      1s,
      {[this](process_group which) { groups.push_back(which); },
       [this](execution got) { ends.push_back(std::move(got)); }});
    world.settle();
  }

  execution run(const std::string& id, verb what = verb::add, const std::string& type = "bridge") {
    start(id, what, type);
    plugin->release();
    world.wait([&] { return !ends.empty(); });
    REQUIRE(ends.size() == 1);
    return ends.front();
  }

  bool has(const std::string& id) const {
    const auto seen = node.network.look(node.netns_of(id));
    return find(seen.interfaces, "net1") != nullptr;
  }

  void fail(way how) {
    sim::plugin_fault one;
    one.how = how;
    one.duration = 500ms;
    node.inject(one);
  }

  std::string pod() { return node.run_pod("default", "web", "u1"); }

  cni::testing::in_one_thread world;
  sim::node node{world.surroundings()};
  std::unique_ptr<cni::runner> runner
    = std::make_unique<in_process_runner>(node, world.surroundings());
  std::unique_ptr<plugin_start> plugin;
  std::vector<process_group> groups;
  std::vector<execution> ends;
};

} // namespace

TEST_CASE_METHOD(inhabited_node, "a plugin on a simulated node acts once it is released",
                 "[cni][sim]") {
  const auto id = pod();
  start(id);
  REQUIRE(groups.size() == 1);
  world.advance(5s);
  CHECK_FALSE(has(id));
  CHECK(node.calls().empty());
  plugin->release();
  world.advance(5ms);
  CHECK(has(id));
  CHECK(ends.empty());
  world.advance(5ms);
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].status == 0);
  CHECK(node.pools.count("data") == 1);
  REQUIRE(node.calls().size() == 1);
  CHECK(*node.calls()[0].ended - node.calls()[0].began == 10ms);
}

TEST_CASE_METHOD(inhabited_node,
                 "a simulated agent that dies takes along what it held, and nothing "
                 "that it released",
                 "[cni][sim]") {
  const auto id = pod();
  start(id);
  plugin = nullptr;
  world.advance(5s);
  CHECK_FALSE(has(id));
  start(id);
  plugin->release();
  world.settle();
  plugin = nullptr;
  runner = nullptr;
  CHECK(node.running() == 1);
  world.advance(1s);
  CHECK(has(id));
  CHECK(ends.empty());
  CHECK(node.running() == 0);
}

TEST_CASE_METHOD(inhabited_node, "what a simulated plugin has done by its end is left",
                 "[cni][sim]") {
  const auto id = pod();
  fail(way::hang);
  const auto hung = run(id);
  CHECK(hung.how == ending::timed_out);
  CHECK(*node.calls().back().ended - node.calls().back().began == 1s);
  CHECK(has(id));
  CHECK(node.pools.count("data") == 0);
  run(id, verb::del);
  fail(way::die);
  CHECK(run(id).how == ending::killed);
  CHECK(has(id));
  run(id, verb::del);
  fail(way::fail);
  CHECK(run(id).output == R"({"code":999,"msg":"something else"})");
  CHECK_FALSE(has(id));
  fail(way::fail_half);
  CHECK(run(id).status == 1);
  CHECK(has(id));
  run(id, verb::del);
  fail(way::fail_late);
  CHECK(run(id).status == 1);
  CHECK(node.pools.count("data") == 1);
  run(id, verb::del);
  fail(way::garbage);
  CHECK(run(id).output == "panic: runtime error");
  run(id, verb::del);
  fail(way::flood);
  CHECK(run(id).flooded);
  run(id, verb::del);
  fail(way::slow);
  CHECK(run(id).status == 0);
  CHECK(*node.calls().back().ended - node.calls().back().began == 500ms);
}

TEST_CASE_METHOD(inhabited_node, "a fault strikes whom it means, as often as it says",
                 "[cni][sim]") {
  const auto first = pod();
  const auto second = pod();
  sim::plugin_fault one;
  one.container = second;
  one.of = verb::add;
  one.times = 2;
  one.code = 11;
  node.inject(one);
  CHECK(run(first).status == 0);
  CHECK(run(second).status == 1);
  CHECK(run(second, verb::del).status == 0);
  CHECK(run(second).status == 1);
  CHECK(run(second).status == 0);
}

TEST_CASE_METHOD(inhabited_node, "a group is ended by its number and birth", "[cni][sim]") {
  const auto id = pod();
  start(id);
  plugin->release();
  world.settle();
  plugin = nullptr;
  const auto end = [&](process_group which) {
    std::optional<bool> out;
    runner->end_group(which, id, [&](result<bool> how) { out = how.value(); });
    world.settle();
    return out.value();
  };
  CHECK_FALSE(end({groups[0].id, groups[0].born + 1}));
  CHECK(node.running() == 1);
  CHECK(end(groups[0]));
  CHECK(node.running() == 0);
  CHECK(node.calls().back().was_ended);
  CHECK_FALSE(end(groups[0]));
  world.advance(1s);
  CHECK(has(id));
  CHECK(node.pools.count("data") == 0);
}

TEST_CASE_METHOD(inhabited_node, "a simulated node tells what may never be", "[cni][sim]") {
  const auto id = pod();
  start(id);
  const auto first = std::move(plugin);
  first->release();
  world.settle();
  start(id, verb::check);
  plugin->release();
  world.settle();
  REQUIRE(node.violations().size() == 1);
  CHECK(node.violations()[0].find("two plugins at once for " + id) == 0);
  world.advance(1s);
  node.network.place(node.netns_of(id), netns_view::standing::nodes_own);
  run(id);
  CHECK(node.violations().size() == 2);
}

TEST_CASE_METHOD(inhabited_node, "a plugin that is not installed is not started", "[cni][sim]") {
  runner->start({verb::add, "ipvlan", {{"CNI_PATH", "/opt/cni/bin"}}, "{}"}, 1s, {});
  plugin = runner->start({verb::add, "ipvlan", {{"CNI_PATH", "/opt/cni/bin"}}, "{}"}, 1s,
                         {[this](process_group which) { groups.push_back(which); },
                          [this](execution got) { ends.push_back(std::move(got)); }});
  world.settle();
  REQUIRE(ends.size() == 1);
  CHECK(groups.empty());
  CHECK(ends[0].how == ending::not_started);
  CHECK(ends[0].status == ENOENT);
  CHECK(ends[0].tried == std::vector<std::string>{"/opt/cni/bin/ipvlan"});
}

TEST_CASE_METHOD(inhabited_node, "a machine that starts again has its disk and its addresses",
                 "[cni][sim]") {
  in_process_records records{node.files, world.surroundings()};
  const auto before = node.boot_id();
  const auto id = pod();
  const auto path = node.netns_of(id);
  records.read_all([](const result<kept_records>&) {});
  records.write(cni::testing::some_attached(), [](const std::optional<fault>&) {});
  run(id);
  start(id, verb::del);
  plugin->release();
  world.settle();
  node.reboot();
  CHECK(node.boot_id() != before);
  CHECK(node.running() == 0);
  CHECK(node.network.look(path).stands == netns_view::standing::missing);
  CHECK(node.containers.all().empty());
  CHECK(node.network.host().size() == 2);
  CHECK(node.pools.count("data") == 1);
  world.advance(5s);
  std::optional<kept_records> left;
  records.read_all([&](result<kept_records> got) { left = got.value(); });
  world.settle();
  REQUIRE(left);
  CHECK(left->whole == std::vector{cni::testing::some_attached()});
}

TEST_CASE_METHOD(inhabited_node, "a simulated node shows its Pods as a runtime does",
                 "[cni][sim]") {
  cri_runtime runtime{carry_in_process(node.containers, world.surroundings())};
  in_process_namespaces eyes{node, world.surroundings()};
  const auto inspect = [&](const std::string& id) {
    std::optional<sandbox> out;
    runtime.inspect_sandbox(id, [&](result<sandbox> got) { out = got.value(); });
    world.settle();
    return out.value();
  };
  const auto stands = [&](const std::string& path) {
    std::optional<netns_view::standing> out;
    eyes.look(path, [&](const namespace_look& got) { out = got.view.stands; });
    world.settle();
    return out.value();
  };
  const auto first = pod();
  const auto path = inspect(first).netns;
  CHECK(stands(path) == netns_view::standing::open);
  node.kill_pause(first);
  CHECK_FALSE(inspect(first).ready);
  CHECK(stands(path) == netns_view::standing::open);
  const auto second = node.run_pod("default", "web", "u1", 1);
  CHECK(inspect(second).netns != path);
  CHECK(inspect(second).attempt == 1);
  node.stop_pod(first);
  CHECK(inspect(first).netns == path);
  CHECK(stands(path) == netns_view::standing::missing);
  const auto host = node.run_pod("default", "host", "u2", 0, sandbox::network::node);
  CHECK(inspect(host).mode == sandbox::network::node);
  CHECK(inspect(host).netns.empty());
}
