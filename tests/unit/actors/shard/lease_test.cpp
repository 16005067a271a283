#include "actors/shard/lease.hpp"
#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/deterministic.hpp"
#include "tests/unit/actors/k8s_script.hpp"
#include "tests/unit/actors/shard/lease_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <vector>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

citizen_actor::behavior_type listen(citizen_actor::pointer, std::vector<bool>* heard) {
  return {[heard](leading news) { heard->push_back(news.is); }};
}

/// One process that would like to lead.
struct candidate {
  surroundings world;
  std::chrono::nanoseconds slept{}; ///< time that only the boot clock counted
  std::function<fate()> decide = [] { return fate::prompt; };
  std::vector<bool> heard;
  std::shared_ptr<scripted_server> watched = std::make_shared<scripted_server>();
  elector_actor subject;

  bool may_write() const { return world.permit.may_write(world.boot()); }
  bool leads() const { return !heard.empty() && heard.back(); }
};

struct election : deterministic_actors {
  election() {
    log::show(log::level::error);
    server.install();
  }
  ~election() { log::show(log::level::info); }

  candidate& join(const std::string& identity) {
    auto& one = candidates.emplace_back();
    one.world.wall = [this] { return timestamp{std::chrono::floor<std::chrono::seconds>(now())}; };
    one.world.boot = [this, &one] { return now() + one.slept; };
    one.world.spread = [this] { return std::uniform_real_distribution<double>{}(random); };
    const auto api = spawn(lease_api, &server, [&one] { return one.decide(); });
    one.subject = spawn(elector, elector_wiring{rules, identity, api, spawn(listen, &one.heard),
                                                &one.world, one.watched});
    settle();
    return one;
  }

  /// A watch tells how the Lease is now.
  void say(candidate& to, const std::string& type = "MODIFIED") {
    auto object = *server.held;
    object.set("kind", "Lease");
    to.watched->last_watch().say(
      {json::write(json::value::of({{"type", type}, {"object", std::move(object)}}))});
    settle();
  }

  std::string state_of(const candidate& one) {
    return ask<description>(one.subject, describe{})->state;
  }

  lease_settings rules = [] {
    lease_settings how;
    how.name_space = "ns";
    return how;
  }();
  std::mt19937 random{7};
  lease_server server;
  std::deque<candidate> candidates;
};

} // namespace

TEST_CASE_METHOD(election, "a Lease that nobody has held yet is taken at once", "[lease]") {
  auto& a = join("a");
  CHECK(server.holder() == "a");
  CHECK(a.may_write());
  CHECK(a.heard == std::vector<bool>{false, true});
  CHECK(state_of(a) == "leading");
}

TEST_CASE_METHOD(election, "I2: a missing Lease is made when whoever held it can no longer write",
                 "[lease]") {
  server.held.reset();
  auto& a = join("a");
  advance(14900ms);
  CHECK_FALSE(server.held);
  CHECK_FALSE(a.may_write());
  advance(4500ms);
  CHECK(server.holder() == "a");
  CHECK(server.transitions() == 0);
  CHECK(a.may_write());
}

TEST_CASE_METHOD(election, "I2: a Lease deleted under its holder stays his, whoever starts then",
                 "[lease]") {
  auto& a = join("a");
  advance(1s);
  server.held.reset();
  auto& b = join("b");
  CHECK_FALSE(b.may_write());
  advance(1min);
  CHECK(server.holder() == "a");
  CHECK(a.heard == std::vector<bool>{false, true});
  CHECK_FALSE(b.may_write());
}

TEST_CASE_METHOD(election, "a Lease of nobody is taken at once", "[lease]") {
  server.plant("", 15);
  auto& a = join("a");
  CHECK(server.holder() == "a");
  CHECK(server.transitions() == 8);
  CHECK(a.may_write());
}

TEST_CASE_METHOD(election, "a Lease of another is taken when it has not changed for its duration",
                 "[lease]") {
  server.plant("other", 15);
  auto& a = join("a");
  advance(14900ms);
  CHECK(server.holder() == "other");
  CHECK_FALSE(a.may_write());
  CHECK(a.heard == std::vector<bool>{false});
  advance(4500ms);
  CHECK(server.holder() == "a");
  CHECK(a.leads());
}

TEST_CASE_METHOD(election, "a Lease that keeps changing is never taken", "[lease]") {
  server.plant("other", 15);
  auto& a = join("a");
  for (int i = 0; i < 100; ++i) {
    advance(10s);
    server.held->find("spec")->set("renewTime",
                                   "2026-01-01T00:00:" + std::to_string(10 + i % 50) + ".000000Z");
  }
  CHECK(server.holder() == "other");
  CHECK_FALSE(a.leads());
}

TEST_CASE_METHOD(election, "a holder renews by writing only, with the version it knows",
                 "[lease]") {
  auto& a = join("a");
  server.calls.clear();
  advance(1h);
  CHECK(server.calls == std::vector<std::string>(1800, "PUT"));
  CHECK(a.heard == std::vector<bool>{false, true});
  CHECK(server.transitions() == 0);
}

TEST_CASE_METHOD(election, "a renewal that meets a newer version reads and writes again",
                 "[lease]") {
  metrics::registry numbers;
  auto& a = join("a");
  a.world.numbers = &numbers;
  server.version += 10;
  server.held->find("metadata")->set("resourceVersion", std::to_string(server.version));
  server.calls.clear();
  advance(2s);
  CHECK(server.calls == std::vector<std::string>{"PUT", "GET", "PUT"});
  CHECK(a.leads());
  CHECK_THAT(numbers.exposition(),
             Catch::Contains("\nleader_election_slowpath_total{name=\"weft\"} 1\n"));
}

TEST_CASE_METHOD(election, "failing renewals lose the leadership at the deadline", "[lease]") {
  auto& a = join("a");
  advance(2s);
  a.decide = [] { return fate::refused; };
  advance(9999ms);
  CHECK(a.may_write());
  CHECK(a.leads());
  advance(1ms);
  CHECK_FALSE(a.may_write());
  CHECK(a.heard == std::vector<bool>{false, true, false});
  a.decide = [] { return fate::prompt; };
  advance(5s);
  CHECK(a.leads());
}

TEST_CASE_METHOD(election, "a reason for which renewals fail is logged once, until one succeeds",
                 "[lease]") {
  std::vector<std::string> lines;
  auto& a = join("a");
  log::start({}, [&](std::string_view one) { lines.emplace_back(one); });
  for (int times = 1; times <= 2; ++times) {
    a.decide = [] { return fate::refused; };
    advance(8s);
    CHECK(std::count_if(lines.begin(), lines.end(),
                        [](const auto& one) { return one.find("Lease out of reach") != one.npos; })
          == times);
    a.decide = [] { return fate::prompt; };
    advance(4s);
  }
  log::start({});
}

TEST_CASE_METHOD(election, "permission counts from the start of the renewal, not from its answer",
                 "[lease]") {
  auto& a = join("a");
  a.decide = [] { return fate::late; };
  advance(6s); // sent after 2 s, answered after 6
  a.decide = [] { return fate::refused; };
  advance(5999ms);
  CHECK(a.may_write());
  advance(1ms);
  CHECK_FALSE(a.may_write());
}

TEST_CASE_METHOD(election, "a late answer gives no more time to a holder that freezes after it",
                 "[lease]") {
  auto& a = join("a");
  a.decide = [] { return fate::late; };
  advance(6s); // sent after 2 s, answered after 6
  a.slept += 5999ms;
  CHECK(a.may_write());
  a.slept += 1ms;
  CHECK_FALSE(a.may_write());
}

TEST_CASE_METHOD(election, "a frozen holder may not write when it thaws", "[lease]") {
  auto& a = join("a");
  a.slept += 60s;
  CHECK_FALSE(a.may_write());
  a.decide = [] { return fate::refused; };
  advance(2s);
  CHECK(a.heard == std::vector<bool>{false, true, false});
}

TEST_CASE_METHOD(election, "a holder that sees another name stops at once", "[lease]") {
  auto& a = join("a");
  server.plant("other", 15);
  advance(2s);
  CHECK_FALSE(a.may_write());
  CHECK(a.heard == std::vector<bool>{false, true, false});
  CHECK(server.holder() == "other");
}

TEST_CASE_METHOD(election, "a Lease that is torn away is not taken over its holder's head",
                 "[lease]") {
  server.plant("other", 15);
  auto& a = join("a");
  server.held.reset();
  advance(10s);
  CHECK_FALSE(a.may_write());
  CHECK_FALSE(server.held);
  advance(10s);
  CHECK(a.may_write());
}

TEST_CASE_METHOD(election,
                 "I2: a Lease that bears one's name again is not taken over its holder's head",
                 "[lease]") {
  auto& a = join("a");
  server.plant("other", 15);
  advance(2s);
  REQUIRE_FALSE(a.may_write());
  server.plant("a", 15); // the server has been restored from a backup; the other may still write
  advance(14s);
  CHECK_FALSE(a.may_write());
  advance(6s);
  CHECK(a.may_write());
}

TEST_CASE_METHOD(election, "a released Lease changes hands at the next attempt", "[lease]") {
  auto& a = join("a");
  auto& b = join("b");
  advance(1min);
  REQUIRE(a.leads());
  REQUIRE(ask<stepped_down>(a.subject, step_down{}));
  CHECK_FALSE(a.may_write());
  CHECK_FALSE(a.leads());
  CHECK(server.holder().empty());
  CHECK(server.held->find_path({"spec", "leaseDurationSeconds"})->int_or(0) == 1);
  advance(4400ms);
  CHECK(b.leads());
  CHECK(server.transitions() == 1);
  advance(1h);
  CHECK(server.holder() == "b");
  CHECK(state_of(a) == "retired");
}

TEST_CASE_METHOD(election, "a release is tried again when the Lease has moved on", "[lease]") {
  auto& a = join("a");
  server.version += 10;
  server.held->find("metadata")->set("resourceVersion", std::to_string(server.version));
  REQUIRE(ask<stepped_down>(a.subject, step_down{}));
  CHECK(server.holder().empty());
}

TEST_CASE_METHOD(election, "a release that finds nobody is given up at the deadline", "[lease]") {
  auto& a = join("a");
  a.decide = [] { return fate::refused; };
  auto pending = self->request(a.subject, caf::infinite, step_down{});
  advance(5s);
  CHECK(state_of(a) == "releasing");
  advance(5s);
  CHECK(state_of(a) == "retired");
  pending.receive([](stepped_down) {}, [](const caf::error& why) { FAIL(explain(why)); });
}

TEST_CASE_METHOD(election, "a candidate that is asked to step down leaves the Lease alone",
                 "[lease]") {
  auto& a = join("a");
  auto& b = join("b");
  REQUIRE(ask<stepped_down>(b.subject, step_down{}));
  advance(1min);
  CHECK(server.holder() == "a");
  CHECK(a.leads());
  CHECK(b.heard == std::vector<bool>{false});
}

TEST_CASE_METHOD(election, "without an election this process leads at once", "[lease]") {
  rules.enabled = false;
  auto& a = join("a");
  advance(1h);
  CHECK(server.calls.empty());
  CHECK(a.may_write());
  CHECK(a.heard == std::vector<bool>{true});
  REQUIRE(ask<stepped_down>(a.subject, step_down{}));
  CHECK_FALSE(a.may_write());
}

TEST_CASE_METHOD(election, "two candidates never both may write, whatever fails", "[lease]") {
  auto& a = join("a");
  auto& b = join("b");
  std::chrono::nanoseconds led{};
  for (auto* one : {&a, &b})
    one->decide = [this, until = 0ns, mood = fate::prompt]() mutable {
      if (now() >= until) {
        until = now() + std::chrono::seconds{random() % 40};
        mood = random() % 2 == 0 ? fate::prompt : static_cast<fate>(random() % 5);
      }
      return mood;
    };
  constexpr auto step = 100ms;
  for (std::chrono::nanoseconds past{}; past < 6h; past += step) {
    advance(step);
    const bool both = a.may_write() && b.may_write();
    if (both)
      FAIL("both may write after " << std::chrono::duration<double>(past).count() << " s");
    if (a.may_write() || b.may_write())
      led += step;
    if (random() % 3000 == 0)
      (random() % 2 == 0 ? a : b).slept += std::chrono::seconds{random() % 60};
  }
  CHECK(led > 3h);
  CHECK(a.heard.size() > 20);
  CHECK(b.heard.size() > 20);
}

namespace {

/// One that waits for a Lease of another, and watches it.
struct waiting : election {
  waiting() : subject(wait()) { subject.watched->last_watch().open(); }

  candidate& wait() {
    server.plant("other", 15);
    return join("a");
  }

  candidate& subject;
};

} // namespace

TEST_CASE_METHOD(waiting, "a Lease that is given away is taken at once by whoever watches it",
                 "[lease]") {
  REQUIRE(subject.watched->watches.size() == 1);
  CHECK_THAT(subject.watched->last_watch().asked.target,
             Catch::Contains("/namespaces/ns/leases?")
               && Catch::Contains("fieldSelector=metadata.name%3Dweft"));
  SECTION("without a name") {
    server.plant("", 1);
    say(subject);
  }
  SECTION("as a whole") {
    say(subject, "DELETED");
    CHECK(server.holder() == "other"); // it is read before that is believed
    server.plant("", 1);
    say(subject);
  }
  CHECK(server.holder() == "a");
  CHECK(subject.may_write());
  CHECK(subject.watched->last_watch().stopped);
}

TEST_CASE_METHOD(waiting, "a bookmark says nothing of a Lease that is gone", "[lease]") {
  server.held.reset();
  subject.decide = [] { return fate::refused; }; // nor can it be made anew
  advance(20s);
  subject.watched->last_watch().say(
    {R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}})"});
  settle();
  CHECK_FALSE(subject.may_write());
}

TEST_CASE_METHOD(waiting, "who watches takes a Lease within half a second of its end", "[lease]") {
  advance(3s);
  server.plant("other", 15);
  say(subject);
  advance(14990ms);
  CHECK(server.holder() == "other");
  advance(510ms);
  CHECK(server.holder() == "a");
}

TEST_CASE_METHOD(waiting, "a Lease that cannot be watched is read from time to time", "[lease]") {
  SECTION("for lack of a right") {
    subject.watched->last_watch().events.on_open({403, "{}", {}, {}});
  }
  SECTION("for the connection is lost") {
    subject.watched->last_watch().end(fault{errc::unreachable, "gone", "", {}});
  }
  SECTION("for what it tells is no Lease") {
    subject.watched->last_watch().say({"{}"});
  }
  settle();
  server.plant("", 1);
  advance(4400ms);
  CHECK(server.holder() == "a");
}

TEST_CASE_METHOD(waiting, "a watch of the Lease that has ended is opened again, not at once",
                 "[lease]") {
  subject.watched->last_watch().end();
  advance(4900ms);
  CHECK(subject.watched->watches.size() == 1);
  server.plant("other", 15);
  advance(5s);
  CHECK(subject.watched->watches.size() == 2);
}
