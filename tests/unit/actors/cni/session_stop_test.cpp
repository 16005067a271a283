#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

namespace weft::cni::testing {

using stop_way = sim::plugin_fault::way;

namespace {

/// A session that is told to stop in good order.
struct stopping_session : running_session {
  stopping_session() {
    networks["long"] = R"({"cniVersion":"1.0.0","name":"long","plugins":[{"type":"bridge",)"
                       R"("ipam":{"type":"host-local","subnet":"10.1.1.0/24"}},)"
                       R"({"type":"tuning"},{"type":"firewall"}]})";
  }

  void stop() {
    watcher->monitor(subject);
    caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
    settle();
  }

  bool has_ended() {
    bool out = false;
    watcher->receive(
      [&](caf::down_msg& msg) { out = msg.reason == caf::exit_reason::user_shutdown; },
      caf::after(0s) >> [] {});
    return out;
  }

  caf::scoped_actor watcher{sys};
};

} // namespace

TEST_CASE_METHOD(stopping_session, "an idle session that is told to stop stops", "[cni][session]") {
  run("web-01", "data@net1");
  stop();
  CHECK(has_ended());
}

TEST_CASE_METHOD(stopping_session,
                 "a session that is told to stop lets a plugin come to its end, and notes it",
                 "[cni][session]") {
  run("web-01", "data@net1");
  inject(stop_way::slow, verb::add, 4s);
  auto pending = begin_work("web-01");
  stop();
  CHECK_FALSE(has_ended());
  CHECK(look("web-02") == errc::unreachable);
  advance(3900ms);
  CHECK_FALSE(has_ended());
  advance(200ms);
  CHECK(has_ended());
  CHECK(phases("web-01") == texts{"attached"});
  CHECK(outcome_of(pending).code == errc::none);
}

TEST_CASE_METHOD(stopping_session,
                 "a session that is told to stop leaves a plugin that does not end to its record",
                 "[cni][session]") {
  run("web-01", "data@net1");
  inject(stop_way::hang);
  begin_work("web-01");
  stop();
  advance(9900ms);
  CHECK_FALSE(has_ended());
  advance(200ms);
  CHECK(has_ended());
  CHECK(node.running() == 1);
  CHECK(phases("web-01") == texts{"adding"});
}

TEST_CASE_METHOD(stopping_session, "a session that is told to stop begins no further plugin",
                 "[cni][session]") {
  run("web-01", "long@net1");
  inject(stop_way::slow, verb::add, 4s);
  begin_work("web-01");
  stop();
  advance(5s);
  CHECK(has_ended());
  CHECK(calls() == texts{"ADD bridge"});
  CHECK(phases("web-01") == texts{"adding"});
  subject = nullptr;
  restart();
  converge("web-01");
  CHECK(phases("web-01") == texts{"attached"});
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(stopping_session, "who waits for a slot when the session stops waits no longer",
                 "[cni][session]") {
  how.workers = 1;
  crash();
  run("web-01", "data@net1");
  run("web-02", "data@net1");
  inject(stop_way::slow, verb::add, 2s);
  auto first = begin_work("web-01");
  auto second = begin_work("web-02");
  stop();
  CHECK(outcome_of(second).code == errc::unreachable);
  advance(3s);
  CHECK(has_ended());
  CHECK(calls() == texts{"ADD bridge"});
  CHECK(outcome_of(first).code == errc::none);
}

} // namespace weft::cni::testing
