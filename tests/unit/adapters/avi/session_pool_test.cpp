#include "protocol/avi/wire/replies.hpp"
#include "tests/unit/adapters/avi/thread_free.hpp"

#include <algorithm>

namespace weft::avi::testing {

namespace {

using words_heard = std::vector<std::string>;

wire::call pool_creation(const std::string& name) {
  return wire::create("pool",
                      json::write(json::value::of({{"name", name}, {"created_by", "ako-S1-AZ1"}})));
}

sim::disturbance trouble(sim::disturbance::way how, int status = 503, std::string text = {}) {
  sim::disturbance out;
  out.how = how;
  out.status = status;
  out.text = std::move(text);
  return out;
}

} // namespace

TEST_CASE("one log-in serves all that wait for it", "[avi][client]") {
  thread_free site{1, {"", 1, 30s}};
  for (int i = 0; i < 5; ++i)
    site.send(pool_creation("S1-AZ1--p" + std::to_string(i)));
  site.run();
  CHECK(site.heard == words_heard(5, "answer: ok"));
  CHECK(site.peer.seen().logins == 1);
  CHECK(site.peer.seen().most_at_once == 1);
  CHECK(site.peer.violations().empty());
  CHECK(site.client.words().version == "22.1.3");
  CHECK(site.client.words().spoken == "22.1.3");
  CHECK(site.client.words().license_tier == "ENTERPRISE");
}

TEST_CASE("requests under way are bounded by the sessions, each with one at a time",
          "[avi][client]") {
  thread_free site{1, {"", 20, 30s}};
  site.peer.settings.least_latency = 20ms;
  for (int i = 0; i < 100; ++i)
    site.send(wire::ask_cluster());
  site.run(5s);
  CHECK(site.heard.size() == 100);
  CHECK(site.peer.live_sessions() == 8);
  CHECK(site.peer.seen().most_at_once == 8);
  CHECK(site.peer.seen().most_per_session == 1);
}

TEST_CASE("a configured version is spoken, and the tenant of the call named", "[avi][client]") {
  thread_free site{1, {"20.1.2", 1, 30s}};
  auto what = wire::ask_cluster();
  what.tenant = "*";
  CHECK(site.outcome(what) == "ok");
  CHECK(site.peer.requests().back().version == "20.1.2");
  CHECK(site.peer.requests().back().tenant == "*");
}

TEST_CASE(
  "A46: a session that ends in the middle of a batch costs one log-in, and the batch goes on",
  "[avi][client]") {
  for (const int status : {401, 419}) {
    thread_free site{1, {"", 1, 30s}};
    CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "ok");
    site.peer.end_sessions(status);
    for (const auto* name : {"S1-AZ1--b", "S1-AZ1--c", "S1-AZ1--d"})
      site.send(pool_creation(name), name);
    site.run();
    CHECK(site.heard
          == words_heard{"answer: ok", "S1-AZ1--b: ok", "S1-AZ1--c: ok", "S1-AZ1--d: ok"});
    CHECK(site.peer.seen().logins == 2);
    CHECK(site.peer.seen().writes == 4);
    CHECK(site.peer.violations().empty());
  }
}

TEST_CASE("a request whose fresh session ends as well is not sent a third time", "[avi][client]") {
  thread_free site{1, {"", 1, 30s}};
  auto how = trouble(sim::disturbance::way::say, 401, "Session expired");
  how.part = "/api/cluster";
  how.times = 0;
  site.peer.inject(how);
  CHECK(site.outcome(wire::ask_cluster()) == "session ended");
  CHECK(site.peer.seen().requests == 4);
}

TEST_CASE("A47: while the controller fails over requests are transient, and go on in a new session",
          "[avi][client]") {
  thread_free site;
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.fail_over(20s, site.now);
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "transient");
  site.run(20s);
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "ok");
  CHECK(site.peer.seen().writes == 1);
}

TEST_CASE("A47: log-ins at a controller that is away are 1 s apart, then 2, up to 60",
          "[avi][client]") {
  thread_free site;
  site.peer.settings.unavailable_until = site.now + 24h;
  const auto requests_within = [&](std::chrono::seconds time) {
    const auto before = site.peer.seen().requests;
    for (auto i = 0s; i < time; i += 1s) {
      CHECK(site.outcome(wire::ask_cluster()) == "transient");
      site.run(1s);
    }
    return site.peer.seen().requests - before;
  };
  CHECK(requests_within(1s) == 1);
  CHECK(requests_within(2s) == 1);
  CHECK(requests_within(4s) == 1);
  requests_within(120s);
  CHECK(requests_within(600s) == 10);
  const auto why = site.ask(wire::ask_cluster()).error().why;
  CHECK(why.retry_after > 0ms);
  CHECK(why.retry_after <= 60s);
}

TEST_CASE("A48: an upgrade refuses a write for now and asks for a pause", "[avi][client]") {
  thread_free site;
  site.peer.settings.upgrading = true;
  const auto got = site.ask(pool_creation("S1-AZ1--a"));
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().kind == wire::setback::refused_wait);
  CHECK(got.error().why.retry_after == 60s);
  site.peer.settings.upgrading = false;
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "ok");
}

TEST_CASE("rejected credentials are tried no more than once in 10 s, and at once when they change",
          "[avi][client]") {
  thread_free site;
  std::size_t told = 0;
  site.client.on_new_credential([&] { ++told; });
  site.peer.change_password("admin", "fresh");
  for (int i = 0; i < 9; ++i) {
    CHECK(site.outcome(wire::ask_cluster()) == "credentials rejected");
    site.run(1s);
  }
  CHECK(site.peer.seen().failed_logins == 1);
  site.run(1s);
  CHECK(site.outcome(wire::ask_cluster()) == "credentials rejected");
  CHECK(site.peer.seen().failed_logins == 2);
  site.client.change_credential({"admin", "fresh", {}});
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  CHECK(told == 1);
}

TEST_CASE("new credentials end the sessions of the old ones", "[avi][client]") {
  thread_free site;
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.add_user({"second", "secret", ""});
  site.client.change_credential({"second", "secret", {}});
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  CHECK(site.peer.seen().logouts == 1);
  CHECK(site.peer.live_sessions() == 1);
  CHECK(site.peer.requests().back().who == "second");
}

TEST_CASE("an API token logs in", "[avi][client]") {
  thread_free site;
  site.peer.add_token("admin", "t0ken", 240h, site.now);
  site.client.change_credential({"admin", "", "t0ken"});
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
}

TEST_CASE("a session cap leaves one session to do the work, and is no failed log-in",
          "[avi][client]") {
  thread_free site{1, {"", 4, 30s}};
  site.peer.settings.max_sessions = 1;
  site.peer.settings.least_latency = 10ms;
  for (int i = 0; i < 20; ++i)
    site.send(wire::ask_cluster());
  site.run(10s);
  CHECK(site.heard == words_heard(20, "answer: ok"));
  CHECK(site.peer.seen().capped_logins > 0);
  CHECK(site.peer.seen().failed_logins == 0);
  thread_free late;
  late.peer.settings.max_sessions = 1;
  CHECK(late.outcome(wire::ask_cluster()) == "ok");
  late.client.change_credential({"admin", "password01", ""});
  CHECK(late.outcome(wire::ask_cluster()) == "ok");
}

TEST_CASE("a CSRF token is taken from every answer", "[avi][client]") {
  thread_free site;
  site.peer.settings.rotate_csrf = true;
  for (int i = 0; i < 3; ++i)
    CHECK(site.outcome(pool_creation("S1-AZ1--p" + std::to_string(i))) == "ok");
  CHECK(site.peer.violations().empty());
}

TEST_CASE("A20: a write that is answered 500 is transient, and was not done", "[avi][client]") {
  thread_free site;
  auto how = trouble(sim::disturbance::way::say, 500);
  how.method = "POST";
  how.part = "/api/pool";
  how.times = 2;
  site.peer.inject(how);
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "transient");
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "transient");
  CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "ok");
  CHECK(site.peer.seen().writes == 1);
}

TEST_CASE("A21: a write whose answer is lost is sent once and is of unknown outcome",
          "[avi][client]") {
  for (const auto how : {sim::disturbance::way::reset_after, sim::disturbance::way::cut_off}) {
    thread_free site;
    CHECK(site.outcome(wire::ask_cluster()) == "ok");
    site.peer.inject(trouble(how));
    const auto got = site.ask(pool_creation("S1-AZ1--a"));
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().kind == wire::setback::transient);
    CHECK(got.error().why.code == errc::unreachable);
    CHECK(site.peer.seen().writes == 1);
    CHECK(site.outcome(pool_creation("S1-AZ1--a")) == "name conflict");
  }
}

TEST_CASE("what is not answered in time fails when its time is up", "[avi][client]") {
  thread_free site{1, {"", 1, 30s}};
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.inject(trouble(sim::disturbance::way::hang));
  site.send(wire::ask_cluster(), "hung", 5s);
  site.send(wire::ask_cluster(), "waits in vain", 3s);
  site.send(wire::ask_cluster(), "waits", 30s);
  site.run(4s);
  CHECK(site.heard == words_heard{"answer: ok", "waits in vain: transient"});
  site.run(1s);
  CHECK(site.heard
        == words_heard{"answer: ok", "waits in vain: transient", "hung: transient", "waits: ok"});
}

TEST_CASE("a web page in front of the controller is transient", "[avi][client]") {
  thread_free site;
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.inject(trouble(sim::disturbance::way::page, 502));
  CHECK(site.outcome(wire::ask_cluster()) == "transient");
  site.peer.inject(trouble(sim::disturbance::way::page, 200));
  CHECK(site.outcome(wire::ask_cluster()) == "transient");
}

TEST_CASE("another node takes over from one that cannot be reached", "[avi][client]") {
  thread_free site{3};
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.set_up(0, false, site.now);
  CHECK(site.outcome(wire::ask_cluster()) == "transient");
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  site.peer.set_up(1, false, site.now);
  site.peer.set_up(2, false, site.now);
  CHECK(site.outcome(wire::ask_cluster()) == "transient");
  CHECK(site.outcome(wire::ask_cluster()) == "transient");
  site.peer.set_up(0, true, site.now);
  site.run(60s);
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
}

TEST_CASE("who leaves ends every session and starts nothing more, until he begins anew",
          "[avi][client]") {
  thread_free site{1, {"", 2, 30s}};
  site.peer.settings.least_latency = 10ms;
  for (int i = 0; i < 4; ++i)
    site.send(wire::ask_cluster(), "request " + std::to_string(i));
  site.run(35ms);
  std::size_t gone = 0;
  site.client.leave(10s, [&] { ++gone; });
  site.send(wire::ask_cluster(), "too late");
  site.run(1s);
  CHECK(gone == 1);
  CHECK(site.peer.live_sessions() == 0);
  CHECK(site.peer.seen().logouts == site.peer.seen().logins);
  CHECK(site.heard.size() == 5);
  CHECK(std::ranges::find(site.heard, "too late: transient") != site.heard.end());
  CHECK(site.outcome(wire::ask_cluster(), 1s) == "ok");
  CHECK(gone == 1);
  CHECK(site.peer.violations().empty());
}

TEST_CASE("who leaves a controller that is silent is gone at the deadline", "[avi][client]") {
  thread_free site;
  CHECK(site.outcome(wire::ask_cluster()) == "ok");
  auto how = trouble(sim::disturbance::way::hang);
  how.part = "/logout";
  site.peer.inject(how);
  std::size_t gone = 0;
  site.client.leave(5s, [&] { ++gone; });
  site.run(4s);
  CHECK(gone == 0);
  site.run(100s);
  CHECK(gone == 1);
}

} // namespace weft::avi::testing
