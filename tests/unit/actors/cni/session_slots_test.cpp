#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

namespace weft::cni::testing {

using slot_way = sim::plugin_fault::way;

namespace {

/// A node on which one plugin runs at a time.
struct narrow_node : one_session {
  narrow_node() {
    how.workers = 1;
    world.numbers = &numbers;
    begin();
  }
  ~narrow_node() { world.numbers = nullptr; }

  bool shows(const std::string& line) const {
    return numbers.exposition().find(line) != std::string::npos;
  }

  /// One message of the node arrives, and no other.
  void step() {
    REQUIRE_FALSE(messages.empty());
    const auto next = std::move(messages.front());
    messages.pop_front();
    next();
    settle();
  }

  /// Begins what is planned, and goes on until a plugin is on its way to its gate; then nothing
  /// moves by itself.
  bool begins_to_start(const std::string& name) {
    REQUIRE(look(name) == errc::none);
    const auto next = plan(name);
    REQUIRE(next.work);
    holding = true;
    begin_write(next);
    settle();
    for (int most = 50; most > 0; --most) {
      const auto all = ask<roll>(caf::actor_cast<session_house_actor>(subject), call_roll{});
      REQUIRE(all);
      REQUIRE(all->living.size() == 1);
      const auto shown
        = ask<description>(caf::actor_cast<describable_actor>(all->living.front()), describe{});
      REQUIRE(shown);
      if (shown->state == "starting")
        return true;
      step();
    }
    return false;
  }

  metrics::registry numbers;
};

} // namespace

TEST_CASE_METHOD(narrow_node, "no more plugins run at once than there are slots, in their order",
                 "[cni][session]") {
  for (const auto* name : {"web-01", "web-02", "web-03"})
    run(name, "data@net1");
  inject(slot_way::slow, verb::add, 1s, 0);
  auto first = begin_work("web-01");
  auto second = begin_work("web-02");
  auto third = begin_work("web-03");
  CHECK(detail("plugins") == "1 running, 0 of them slow, 2 waiting");
  CHECK(shows("cni_plugins_waiting 2"));
  advance(10s);
  for (auto* one : {&first, &second, &third})
    CHECK(outcome_of(*one).code == errc::none);
  std::vector<const sim::plugin_call*> adds;
  for (const auto& one : node.calls())
    if (one.what.what == verb::add)
      adds.push_back(&one);
  REQUIRE(adds.size() == 3);
  CHECK(adds[1]->began == adds[0]->ended);
  CHECK(adds[2]->began == adds[1]->ended);
  CHECK(shows("cni_plugins_running 0"));
  CHECK(shows("cni_exec_seconds_count{verb=\"ADD\",type=\"bridge\",result=\"ok\"} 3"));
}

TEST_CASE_METHOD(narrow_node, "a plugin that takes long holds up others no longer than that",
                 "[cni][session]") {
  run("web-01", "data@net1");
  const auto id = run("web-02", "data@net1");
  inject(slot_way::hang);
  begin_work("web-01");
  auto second = begin_work("web-02");
  advance(4700ms);
  CHECK_FALSE(has(id));
  advance(400ms);
  CHECK(has(id));
  CHECK(outcome_of(second).code == errc::none);
  CHECK(node.running() == 1);
  CHECK(home.about_nodes().empty());
}

TEST_CASE_METHOD(narrow_node,
                 "where as many plugins hang as ever may run, others wait, and that is told once",
                 "[cni][session]") {
  for (const auto* name : {"web-01", "web-02", "web-03", "web-04"})
    run(name, "data@net1");
  inject(slot_way::hang, verb::add, {}, 2);
  begin_work("web-01");
  begin_work("web-02");
  auto third = begin_work("web-03");
  begin_work("web-04");
  advance(5100ms);
  CHECK(node.running() == 2);
  CHECK(shows("cni_slots_exhausted 1"));
  advance(20s);
  CHECK(node.running() == 2);
  REQUIRE(home.notices.size() == 1);
  CHECK(home.about_nodes() == texts{"PluginSlotsExhausted"});
  CHECK(home.notices[0].about.key.name == "n1");
  advance(5500ms); // the first of them is over
  CHECK(outcome_of(third).code == errc::none);
  CHECK(shows("cni_slots_exhausted 0"));
  CHECK(home.about_nodes().size() == 1);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(narrow_node, "a new life of the session counts the plugins of the one before",
                 "[cni][session]") {
  run("web-01", "data@net1");
  run("web-02", "data@net1");
  inject(slot_way::slow, verb::add, 3s);
  begin_work("web-01");
  crash();
  auto second = begin_work("web-02");
  CHECK(detail("plugins") == "1 running, 0 of them slow, 1 waiting");
  advance(4s);
  CHECK(outcome_of(second).code == errc::none);
  REQUIRE(node.calls().size() >= 2);
  CHECK(detail("plugins") == "0 running, 0 of them slow, 0 waiting");
}

TEST_CASE_METHOD(narrow_node, "I2: a plugin at its gate when the session dies holds up nobody",
                 "[cni][session]") {
  run("web-02", "data@net1");
  CHECK(work("web-02").code == errc::none); // the plugin's versions are known from now on
  node.forget_calls();
  const auto id = run("web-01", "data@net1");
  CHECK(begins_to_start("web-01"));
  const auto more = GENERATE(0, 1); // held, or being noted
  for (int i = 0; i < more; ++i)
    step();
  crash();
  holding = false;
  converge("web-01");
  CHECK(has(id));
  CHECK(calls() == texts{"DEL bridge", "ADD bridge"}); // its record cannot say that it has not run
  CHECK(node.violations().empty());
}

} // namespace weft::cni::testing
