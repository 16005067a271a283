#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

namespace weft::cni::testing {

using sim_way = sim::plugin_fault::way;

namespace {

/// Lets a plugin go, and takes whoever asked for it down.
class fatal_start : public plugin_start {
public:
  explicit fatal_start(std::unique_ptr<plugin_start> what) : what_(std::move(what)) {}
  void release() override {
    what_->release();
    throw std::logic_error("a bug");
  }

private:
  std::unique_ptr<plugin_start> what_;
};

/// A runner of which the first start is fatal for the invoker.
class fatal_runner : public in_process_runner {
public:
  using in_process_runner::in_process_runner;

  std::unique_ptr<plugin_start> start(invocation what, std::chrono::milliseconds deadline,
                                      plugin_events events) override {
    const bool fatal = what.what != verb::version && !std::exchange(done_, true);
    auto out = in_process_runner::start(std::move(what), deadline, std::move(events));
    if (fatal)
      return std::make_unique<fatal_start>(std::move(out));
    return out;
  }

private:
  bool done_ = false;
};

} // namespace

TEST_CASE_METHOD(running_session, "what is planned for a Pod is carried out, and its record kept",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  CHECK(work("web-01").code == errc::none);
  CHECK(has(id));
  CHECK(calls() == texts{"ADD bridge"});
  CHECK(phases("web-01") == texts{"attached"});
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().records.size() == 1);
  CHECK(view().records[0].host_master == "br0");
  CHECK_FALSE(plan("web-01").work);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(running_session,
                 "what has failed rests, is told of once, and stirs when it need rest no longer",
                 "[cni][session]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  run("web-01", "data@net1");
  advance(11s); // its sandbox has been listed
  inject(sim_way::fail);
  CHECK(work("web-01", 50ms).code == errc::none);
  CHECK(numbers.exposition().find("\ncni_retries_total{reason=\"retry\"} 1\n")
        != std::string::npos);
  REQUIRE(look("web-01") == errc::none);
  CHECK(view().at_rest.contains({"net1", verb::add}));
  CHECK(home.about_pods() == texts{"FailedAddingInterface"});
  CHECK_FALSE(plan("web-01").work);
  CHECK(detail("pods_resting") == "1");
  home.stirs.clear();
  advance(300ms);
  CHECK(stirs_of("web-01") == 1);
  REQUIRE(look("web-01") == errc::none);
  CHECK(view().at_rest.empty());
  CHECK(home.notices.size() == 1);
  CHECK(work("web-01").code == errc::none);
  CHECK(phases("web-01") == texts{"attached"});
  advance(20s);
  CHECK(stirs_of("web-01") == 1);
  world.numbers = nullptr;
}

TEST_CASE_METHOD(running_session, "what happens is told each time, though in the same words",
                 "[cni][session]") {
  run("web-01", "small@net1");
  for (int i = 0; i < 2; ++i) {
    wish("web-01", "small@net1");
    CHECK(work("web-01").code == errc::none);
    wish("web-01", "");
    CHECK(work("web-01").code == errc::none);
  }
  CHECK(home.about_pods()
        == texts{"AddedInterface", "RemovedInterface", "AddedInterface", "RemovedInterface"});
  CHECK(home.notices[3].about == owner{{"Pod", "shop", "web-01"}, uid_of("web-01")});
  CHECK(home.notices[3].note == home.notices[1].note);
}

TEST_CASE_METHOD(running_session,
                 "a DEL wakes at once whoever waits for an address of that network",
                 "[cni][session]") {
  networks["small"] = R"({"cniVersion":"1.0.0","name":"small","plugins":[{"type":"bridge",)"
                      R"("ipam":{"type":"host-local","subnet":"10.1.1.0/24",)"
                      R"("rangeStart":"10.1.1.5","rangeEnd":"10.1.1.5"}}]})";
  run("web-01", "small@net1");
  const auto second = run("web-02", "small@net1");
  CHECK(work("web-01").code == errc::none);
  for (int i = 0; i < 6; ++i) { // its rest grows
    work("web-02", 100ms);
    advance(40s);
  }
  work("web-02", 100ms);
  REQUIRE(look("web-02") == errc::none);
  REQUIRE(view().at_rest.contains({"net1", verb::add}));
  wish("web-01", "");
  home.stirs.clear();
  CHECK(work("web-01", 100ms).code == errc::none);
  CHECK(stirs_of("web-02") == 1);
  CHECK(work("web-02", 100ms).code == errc::none);
  CHECK(has(second));
}

TEST_CASE_METHOD(running_session, "a question about a Pod at work is answered once that has ended",
                 "[cni][session]") {
  run("web-01", "data@net1");
  inject(sim_way::slow, verb::add, 3s);
  auto work_under_way = begin_work("web-01");
  auto question = begin_look("web-01");
  advance(2s);
  CHECK(detail("questions") == "1");
  advance(2s);
  CHECK(outcome_of(work_under_way).code == errc::none);
  question.receive([&](observed& got) { seen = got.what; }, [](caf::error&) { FAIL(); });
  REQUIRE(view().records.size() == 1);
  CHECK(view().records[0].at == phase::attached);
}

TEST_CASE_METHOD(running_session,
                 "no plugin is sent into another namespace than the one that was planned for",
                 "[cni][session]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  const auto id = run("web-01", "data@net1");
  REQUIRE(look("web-01") == errc::none);
  const auto next = plan("web-01");
  const auto path = node.netns_of(id);
  node.network.remove_namespace(path);
  node.network.make_namespace(path);
  auto pending = begin_write(next);
  advance(1s);
  CHECK(outcome_of(pending).code == errc::none);
  CHECK(calls().empty());
  CHECK(phases("web-01").empty());
  CHECK(numbers.exposition().find("cni_netns_guard_rejections_total 1") != std::string::npos);
  converge("web-01");
  CHECK(has(id));
  world.numbers = nullptr;
}

TEST_CASE_METHOD(running_session, "a sandbox in the node's own namespace is counted once",
                 "[cni][session]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  const auto id = run("web-01", "data@net1");
  node.network.place(node.netns_of(id), netns_view::standing::nodes_own);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(look("web-01") == errc::none);
    CHECK_FALSE(plan("web-01").work);
  }
  CHECK(numbers.exposition().find("cni_netns_guard_rejections_total 1") != std::string::npos);
  world.numbers = nullptr;
}

TEST_CASE_METHOD(one_session,
                 "a plugin whose invoker has died is waited for before anything else is done",
                 "[cni][session]") {
  begin();
  ends.plugins = std::make_shared<fatal_runner>(node, around());
  crash();
  const auto id = run("web-01", "data@net1");
  inject(sim_way::slow, verb::add, 3s);
  auto pending = begin_work("web-01");
  CHECK(outcome_of(pending).code == errc::unreachable);
  CHECK(node.running() == 1);
  REQUIRE(look("web-01") == errc::none);
  if (const auto next = plan("web-01"); next.work) {
    auto refused = begin_write(next);
    settle();
    CHECK(outcome_of(refused).code == errc::unreachable);
  }
  CHECK(detail("plugins") == "1 running, 0 of them slow, 0 waiting");
  advance(4s);
  CHECK(detail("plugins") == "0 running, 0 of them slow, 0 waiting");
  converge("web-01");
  CHECK(has(id));
  CHECK(calls() == texts{"ADD bridge", "DEL bridge", "ADD bridge"});
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(running_session, "a session that dies in the middle of a run leaves it to its end",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  const auto other = run("web-02", "data@net1");
  inject(sim_way::slow, verb::add, 3s);
  auto pending = begin_work("web-01");
  REQUIRE(node.running() == 1);
  crash();
  CHECK(outcome_of(pending).code == errc::unreachable);
  CHECK(node.running() == 1);
  CHECK(detail("plugins") == "1 running, 0 of them slow, 0 waiting");
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().records.size() == 1);
  CHECK(view().records[0].at == phase::adding);
  const auto next = plan("web-01");
  REQUIRE(next.work);
  auto early = begin_write(next);
  settle();
  CHECK(outcome_of(early).code == errc::unreachable);
  CHECK(work("web-02", 100ms).code == errc::none);
  CHECK(has(other));
  converge("web-01");
  CHECK(has(id));
  CHECK(phases("web-01") == texts{"attached"});
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(running_session,
                 "what has survived an agent is ended before anything else is done",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  inject(sim_way::hang);
  begin_work("web-01");
  REQUIRE(node.running() == 1);
  restart();
  CHECK(node.running() == 1);
  converge("web-01");
  const auto first = std::ranges::find_if(
    node.calls(), [](const sim::plugin_call& one) { return one.what.what == verb::add; });
  REQUIRE(first != node.calls().end());
  CHECK(first->was_ended);
  CHECK(calls() == texts{"ADD bridge", "DEL bridge", "ADD bridge"});
  CHECK(has(id));
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(running_session, "an agent that comes back to healthy Pods runs nothing",
                 "[cni][session]") {
  run("web-01", "data@net1");
  work("web-01");
  node.forget_calls();
  restart();
  REQUIRE(home.inventories.size() >= 2);
  CHECK(home.inventories.back().targets == texts{target("web-01")});
  REQUIRE(look("web-01") == errc::none);
  CHECK_FALSE(plan("web-01").work);
  CHECK(node.calls().empty());
}

TEST_CASE_METHOD(running_session, "what a Pod that is gone has left is taken away",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  work("web-01");
  REQUIRE(node.pools.count("data") == 1);
  node.remove_pod(id);
  restart();
  vanish("web-01");
  converge("web-01");
  CHECK(node.pools.count("data") == 0);
  CHECK(phases("web-01").empty());
  advance(10s);
  CHECK(home.inventories.back().targets.empty());
}

TEST_CASE_METHOD(running_session, "I4: records that somebody removes are written anew",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  work("web-01");
  SECTION("as soon as one is to be written") {
    const auto other = run("web-02", "data@net1");
    node.files.wipe();
    converge("web-02");
    CHECK(has(other));
    CHECK(phases("web-02") == texts{"attached"});
    CHECK(home.about_pods().back() == "AddedInterface");
  }
  SECTION("or before long") {
    node.files.wipe();
    advance(how.sweep + 1s);
  }
  SECTION("also of whom something is done for meanwhile") {
    inject(sim_way::slow, verb::del, 5s);
    wish("web-01", "");
    advance(how.sweep - now() - 2s);
    auto pending = begin_work("web-01");
    wish("web-01", "data@net1");
    node.files.wipe();
    advance(10s);
    CHECK(outcome_of(pending).code == errc::none);
    converge("web-01");
  }
  CHECK(phases("web-01") == texts{"attached"});
  restart();
  CHECK(has(id));
  REQUIRE(look("web-01") == errc::none);
  CHECK_FALSE(plan("web-01").work);
}

TEST_CASE_METHOD(running_session,
                 "a full disk stops what cannot be recorded, and nothing else is lost",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  node.files.fill_up(true);
  CHECK(work("web-01").code == errc::none);
  CHECK(calls().empty());
  node.files.fill_up(false);
  converge("web-01");
  CHECK(has(id));
  CHECK(phases("web-01") == texts{"attached"});
}

} // namespace weft::cni::testing
