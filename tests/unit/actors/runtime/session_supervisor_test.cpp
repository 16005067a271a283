#include "actors/runtime/session_supervisor.hpp"
#include "tests/unit/actors/runtime/toy.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

namespace {

/// Two controllers, "a" and "b", behind one supervisor. A target lives on the controller that its
/// first letter names.
struct two_controllers : weft::testing::deterministic_actors {
  two_controllers() {
    session_supervisor_wiring its;
    its.domain = "toy";
    its.controllers = {"a", "b"};
    its.controller_of = [](const std::string& target) { return target.substr(0, 1); };
    its.spawn = [this](caf::local_actor* parent, const std::string& controller) -> session_actor {
      ++lives[controller];
      return newest[controller] = parent->spawn(session, &peers[controller]);
    };
    its.world = &world();
    subject = spawn(session_supervisor, std::move(its));
    settle();
  }

  /// "" when the target could be read, else the code of the failure.
  std::string read(const std::string& target) {
    const auto got = ask<observed>(subject, observe{target});
    return got ? "" : std::string{to_string(to_fault(got.error()).code)};
  }

  void end(const std::string& controller, caf::exit_reason how) {
    caf::anon_send_exit(newest.at(controller), how);
    settle();
  }

  bool lives_on(const session_actor& one) { return !!ask<description>(one, describe{}); }

  std::map<std::string, controller> peers;
  std::map<std::string, session_actor> newest;
  std::map<std::string, int> lives;
  session_house_actor subject;
};

} // namespace

TEST_CASE_METHOD(two_controllers, "a target is read by the session of its controller",
                 "[session]") {
  CHECK(read("a/1") == "");
  CHECK(peers["a"].reads == 1);
  CHECK(peers["b"].reads == 0);
  CHECK(read("c/1") == "unreachable");
}

TEST_CASE_METHOD(two_controllers, "a session that dies is unreachable and then back, no other",
                 "[session]") {
  end("a", crash);
  CHECK(read("a/1") == "unreachable");
  CHECK(read("b/1") == "");
  const auto names = ask<roll>(subject, call_roll{});
  CHECK(names->living.size() == 1);
  REQUIRE(names->dead.size() == 1);
  CHECK(names->dead[0].key == "a");
  CHECK(names->dead[0].state == "waiting for another life");
  CHECK_FALSE(names->dead[0].last_error.empty());
  advance(500ms);
  CHECK(read("a/1") == "");
  CHECK(lives == std::map<std::string, int>{{"a", 2}, {"b", 1}});
}

TEST_CASE_METHOD(two_controllers, "I6: a session that keeps dying is started ever more rarely",
                 "[session]") {
  const auto until = now() + 10min;
  while (now() < until) {
    end("a", crash);
    advance(100ms);
  }
  CHECK(lives["a"] > 10);
  CHECK(lives["a"] < 25);
  advance(1min);
  CHECK(read("a/1") == "");
}

TEST_CASE_METHOD(two_controllers, "told to stop it ends after its sessions, and starts none again",
                 "[session]") {
  weft::testing::deterministic_actors& here = *this;
  here.freeze({caf::actor_cast<caf::actor>(newest.at("b"))}); // it has something left to do
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  CHECK(ask<description>(subject, describe{})->state == "stopping");
  here.thaw();
  settle();
  CHECK_FALSE(ask<description>(subject, describe{}));
  advance(10min);
  CHECK(lives == std::map<std::string, int>{{"a", 1}, {"b", 1}});
}

TEST_CASE_METHOD(two_controllers, "no session outlives its supervisor", "[session]") {
  const auto held = newest;
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  CHECK_FALSE(lives_on(held.at("a")));
  CHECK_FALSE(lives_on(held.at("b")));
}
