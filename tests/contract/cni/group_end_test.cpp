#include "adapters/cni/process_table.hpp"
#include "tests/contract/cni/scripts.hpp"

#include <sys/wait.h>

#include <csignal>
#include <fstream>

using namespace weft;
using namespace weft::cni;

namespace {

/// A plugin whose agent has died: nobody of ours waits for it any more.
struct survivor : cni::testing::scripts {
  /// @param script Says "ready" by making the file.
  process_group leave(const std::string& script) { return leave(script, call("plugin")); }
  process_group leave(const std::string& script, invocation what) {
    add("plugin", script + "\n: > " + at("ready") + "\nwait"); // without one process more
    start(std::move(what));
    const auto group = held.get();
    plugin->release();
    plugin = nullptr;
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (!exists("ready") && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    REQUIRE(exists("ready"));
    return group;
  }

  /// @returns whether there was anything to end.
  bool end(process_group which, const std::string& container_id = "s1") {
    cni::testing::awaited<result<bool>> told;
    runner.end_group(which, container_id, told.callback());
    return told.get().value();
  }

  /// Ends the leader alone.
  void behead(process_group which) {
    ::kill(static_cast<pid_t>(which.id), SIGKILL);
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (find_process(which.id) && std::chrono::steady_clock::now() < until)
      std::this_thread::yield();
    REQUIRE_FALSE(find_process(which.id));
  }
};

} // namespace

TEST_CASE_METHOD(survivor, "what a former life left running is ended, its children too", "[cni]") {
  const auto group = leave("sleep 1000 &");
  CHECK(members_of(group.id).size() == 2);
  CHECK(end(group));
  CHECK(members_of(group.id).empty());
  CHECK_FALSE(end(group));
}

TEST_CASE_METHOD(survivor, "who does not hear the first signal does not survive the second",
                 "[cni]") {
  const auto group = leave("trap '' TERM; sleep 1000 &");
  CHECK(end(group));
  CHECK(members_of(group.id).empty());
}

TEST_CASE_METHOD(survivor, "a number that was given to somebody else is left alone", "[cni]") {
  auto group = leave("sleep 1000 &");
  ++group.born;
  CHECK_FALSE(end(group));
  CHECK(members_of(group.id).size() == 2);
  --group.born;
  CHECK(end(group));
}

TEST_CASE_METHOD(survivor, "children without their leader count if they bear the container's id",
                 "[cni]") {
  const auto group = leave("sleep 1000 &");
  behead(group);
  CHECK(members_of(group.id).size() == 1);
  CHECK_FALSE(end(group, "s2"));
  CHECK(members_of(group.id).size() == 1);
  CHECK(end(group, "s1"));
  CHECK(members_of(group.id).empty());
}

TEST_CASE_METHOD(survivor, "children of a plugin that collects count by its verb", "[cni]") {
  auto collecting = call("plugin");
  collecting.what = verb::gc;
  collecting.environment.front().second = "GC";
  std::erase_if(collecting.environment,
                [](const auto& one) { return one.first == "CNI_CONTAINERID"; });
  const auto group = leave("sleep 1000 &", collecting);
  behead(group);
  CHECK_FALSE(end(group));
  CHECK(end(group, ""));
  CHECK(members_of(group.id).empty());
}

TEST_CASE("what is no group of a plugin is never signalled", "[cni]") {
  cni::testing::scripts none;
  for (const std::int64_t id : {-1, 0, 1}) {
    cni::testing::awaited<result<bool>> told;
    none.runner.end_group({id, 0}, "s1", told.callback());
    CHECK_FALSE(told.get().value());
  }
}
