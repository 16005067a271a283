#include "actors/runtime/domain_supervisor.hpp"
#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/runtime/toy_cluster.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

namespace {

/// What the toy's controller has: targets by name.
struct names_record : record {
  explicit names_record(std::vector<std::string> all) : names(std::move(all)) {}
  std::vector<std::string> names;
};

/// The toy's domain between a toy API server and a toy controller, under a fake clock.
struct one_domain : weft::testing::deterministic_actors {
  explicit one_domain(result<k8s::standing> kind_is = k8s::standing::served) {
    server.kind_is = std::move(kind_is);
    log::start({}, [](std::string_view) {});
    here.wall = world().wall;
    here.boot = world().boot;
    here.spread = world().spread;
    here.permit.open();
    here.numbers = &numbers;
    auto whole = filling();
    whole.kinds = {wish_kind()};
    whole.interpret = interpret;
    whole.report = report;
    whole.targets = [](const snapshot<record>& known) { return as<names_record>(known).names; };
    wiring = {std::make_shared<const domain>(std::move(whole)),
              &objects,
              spawn(api, &server),
              spawn(recorder, &home),
              &here,
              [this](domain_actor::pointer house) -> session_house_actor {
                return sessions = house->spawn(session, &vco);
              },
              {&metrics::names::velo_rules, nullptr, nullptr, nullptr, nullptr, nullptr}};
    server.on_change = [this](const std::string&, auto before, auto now) {
      if (now)
        objects.put(now);
      else
        objects.take(before->meta.key);
      caf::anon_send(subject, objects_changed{{{before, now}}});
    };
    begin();
    settle();
  }
  ~one_domain() { log::start({}); }

  void begin() {
    subject = spawn(domain_supervisor, wiring);
    caf::anon_send(subject, source_changed{"Wish", true, ""});
  }

  void list(std::vector<std::string> names) {
    caf::anon_send(subject, learned{std::make_shared<names_record>(std::move(names))});
    settle();
  }

  std::string state() { return std::string{ask<description>(subject, describe{})->state}; }
  roll children() { return *ask<roll>(subject, call_roll{}); }

  /// What the living child of that sort and key says of itself; nothing when there is none.
  std::optional<description> find(const std::string& actor, const std::string& key) {
    for (const auto& one : children().living)
      if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
          told && told->actor == actor && told->key == key)
        return *told;
    return std::nullopt;
  }

  caf::actor handle_of(const std::string& actor, const std::string& key) {
    for (const auto& one : children().living)
      if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
          told && told->actor == actor && told->key == key)
        return one;
    return nullptr;
  }

  bool alive(const caf::actor& one) {
    return !!ask<description>(caf::actor_cast<describable_actor>(one), describe{});
  }

  metrics::registry numbers;
  surroundings here;
  weft::index objects;
  household home;
  cluster server;
  controller vco;
  domain_wiring wiring;
  session_house_actor sessions;
  domain_actor subject;
};

constexpr auto* target_key = "toy/t";

} // namespace

TEST_CASE_METHOD(one_domain, "a target that dies is followed by one that knows every wish",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  server.create("b", {{target_key, "video"}});
  advance(5s);
  const words both{{"weft-a", "voice"}, {"weft-b", "video"}};
  REQUIRE(vco.truth == both);
  caf::anon_send_exit(handle_of("toy.target", target_key), crash);
  vco.truth.clear();
  ++vco.version;
  advance(10s);
  CHECK(vco.truth == both);
}

TEST_CASE_METHOD(one_domain, "an object that keeps crashing is put aside until it is changed",
                 "[domain]") {
  server.create("good", {{target_key, "voice"}});
  server.create("bad", {{target_key, "crash"}});
  advance(10min);
  REQUIRE(children().dead.size() == 1);
  const auto dead = children().dead.front();
  CHECK(dead.key == "Wish/ns/bad");
  CHECK(dead.state == "quarantined");
  CHECK(dead.details.size() == 5); // every death is told
  CHECK(vco.truth == words{{"weft-good", "voice"}});
  server.edit("bad", {{target_key, "video"}});
  advance(10s);
  CHECK(children().dead.empty());
  CHECK(vco.truth == words{{"weft-bad", "video"}, {"weft-good", "voice"}});
}

TEST_CASE_METHOD(one_domain, "a target that keeps crashing is put aside until its input is changed",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  while (const auto child = handle_of("toy.target", target_key)) {
    caf::anon_send_exit(child, crash);
    advance(5s);
  }
  REQUIRE(children().dead.size() == 1);
  CHECK(children().dead.front().state == "quarantined");
  server.edit("a", {{target_key, "video"}});
  advance(10s);
  CHECK(children().dead.empty());
  CHECK(vco.truth == words{{"weft-a", "video"}});
}

TEST_CASE_METHOD(one_domain, "I4: an object that is put aside when it goes takes its wish along",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  server.edit("a", {{target_key, "crash"}});
  advance(10min);
  REQUIRE(children().dead.size() == 1);
  REQUIRE(vco.truth == words{{"weft-a", "voice"}});
  server.tear_out("a");
  advance(2h);
  CHECK(children().dead.empty());
  CHECK(vco.truth.empty());
}

TEST_CASE_METHOD(one_domain, "I7: nothing is swept before every object has spoken", "[domain]") {
  server.create("a", {{target_key, "voice"}});
  server.create("b", {{target_key, "video"}});
  advance(5s);
  vco.edit("weft-dead", "left behind");
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  begin();
  sched.run_once(); // the doors open, and nobody has had a turn yet
  const auto last
    = caf::actor_cast<caf::actor>(dynamic_cast<caf::abstract_actor*>(sched.jobs.back()));
  freeze({last});
  advance(2h);
  CHECK(vco.truth.contains("weft-dead"));
  CHECK(ask<description>(subject, describe{})->state == "counting");
  thaw();
  advance(2h);
  CHECK(vco.truth == words{{"weft-a", "voice"}, {"weft-b", "video"}});
}

TEST_CASE_METHOD(one_domain, "a way that opens again is told to every target", "[domain]") {
  vco.read_faults = {errc::expired};
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  REQUIRE(find("toy.target", target_key)->state == "backing_off");
  caf::anon_send(subject, way_open{});
  settle();
  CHECK(vco.truth == words{{"weft-a", "voice"}});
}

TEST_CASE_METHOD(one_domain, "told to stop it ends after all of its children", "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  freeze({caf::actor_cast<caf::actor>(sessions)}); // it has something left to do
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  CHECK(ask<description>(subject, describe{})->state == "stopping");
  CHECK(children().living.size() == 1);
  thaw();
  settle();
  CHECK_FALSE(ask<description>(subject, describe{}));
}

TEST_CASE_METHOD(one_domain, "a domain without its sessions ends with an error", "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  self->monitor(subject);
  caf::anon_send_exit(sessions, crash);
  settle();
  self->receive([](const caf::down_msg& msg) { CHECK(msg.reason == crash); });
}

TEST_CASE_METHOD(one_domain, "no child outlives a domain that is killed", "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto before = children().living;
  REQUIRE(before.size() == 3);
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  for (const auto& one : before)
    CHECK_FALSE(alive(one));
}

TEST_CASE_METHOD(one_domain, "a target that is neither listed nor wished for ends", "[domain]") {
  list({target_key, "toy/other"});
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  REQUIRE(find("toy.target", "toy/other"));
  list({"toy/third"});
  CHECK_FALSE(find("toy.target", "toy/other"));
  REQUIRE(find("toy.target", target_key)); // it is wished for
  CHECK(numbers.exposition().find("profile=\"toy/t\"") != std::string::npos);
  CHECK(numbers.exposition().find("profile=\"toy/other\"") == std::string::npos);

  server.erase("a");
  advance(5s);
  CHECK(vco.truth.empty()); // nothing ends before it has seen its things gone
  CHECK_FALSE(find("toy.target", target_key));
  CHECK(numbers.exposition().find("profile=\"toy/t\"") == std::string::npos);

  server.create("a", {{target_key, "voice"}});
  advance(5s);
  CHECK(vco.truth == words{{"weft-a", "voice"}});
}

TEST_CASE_METHOD(one_domain, "a target whose inventory is not known does not end", "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  server.erase("a");
  advance(5s);
  CHECK(find("toy.target", target_key));
}

TEST_CASE_METHOD(one_domain, "a target that waits for another life is not given one in vain",
                 "[domain]") {
  list({target_key});
  advance(5s);
  caf::anon_send_exit(handle_of("toy.target", target_key), crash);
  settle();
  list({"toy/other"});
  advance(1min);
  CHECK_FALSE(find("toy.target", target_key));
  CHECK(children().dead.empty());
}

TEST_CASE_METHOD(one_domain, "an inventory that lists nothing may be one that could not be read",
                 "[domain]") {
  list({target_key});
  list({});
  CHECK(find("toy.target", target_key));
}

TEST_CASE_METHOD(one_domain, "a server restored from a backup is obeyed, whatever its numbers say",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto backup = server.objects;
  const auto version = server.version;
  server.edit("a", {{target_key, "video"}});
  advance(5s);
  REQUIRE(vco.truth == words{{"weft-a", "video"}});
  const auto last = server.project("a");
  server.objects = backup;
  server.version = version;
  server.on_change("a", last, server.project("a")); // as a new snapshot tells it
  advance(10s);
  CHECK(vco.truth == words{{"weft-a", "voice"}});
  CHECK(server.status_of("a").find("placed@1") != std::string::npos);
}

TEST_CASE_METHOD(one_domain, "an object that a backup brings back under its uid is there again",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto last = server.project("a");
  const auto backup = server.objects;
  server.tear_out("a");
  server.objects = backup; // while the object sees to it that its things go
  server.on_change("a", nullptr, last);
  advance(1min);
  CHECK(find("toy.object", "Wish/ns/a"));
  CHECK(vco.truth == words{{"weft-a", "voice"}});
}

TEST_CASE_METHOD(one_domain, "children of a killed domain may still be at work", "[domain]") {
  vco.holding = true;
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto before = children().living;
  REQUIRE(find("toy.target", target_key)->state == "writing");
  freeze({before.begin(), before.end()});
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  subject = nullptr;
  settle();
  server.edit("a", {{target_key, "video"}});
  thaw();
  settle();
  for (const auto& one : before)
    CHECK_FALSE(alive(one));
}

TEST_CASE_METHOD(one_domain, "I7: nothing is swept of a kind in doubt until it is served again",
                 "[domain]") {
  server.create("a", {{target_key, "voice"}});
  advance(5s);
  const auto why = GENERATE(values<std::string>({"left", "vanished", "absent"}));
  CAPTURE(why);
  if (why == "left")
    caf::anon_send(subject, left_behind{"Wish"});
  else if (why == "vanished")
    caf::anon_send(subject, objects_changed{{{server.project("a"), nullptr, true}}});
  else
    caf::anon_send(subject, source_changed{"Wish", true, "not found", false, true});
  advance(59min);
  CHECK_FALSE(objects.live_uids({"Wish"}));
  SECTION("an hour later") {
    advance(1min);
    CHECK(objects.live_uids({"Wish"}));
  }
  SECTION("not while its definition is being deleted, or nobody knows") {
    server.kind_is = GENERATE(result<k8s::standing>{k8s::standing::ending},
                              result<k8s::standing>{fault{errc::unreachable, "down", "", {}}});
    advance(5h);
    CHECK_FALSE(objects.live_uids({"Wish"}));
    server.kind_is = k8s::standing::served;
    advance(1h);
    CHECK(objects.live_uids({"Wish"}));
  }
  SECTION("an hour after it has come back") {
    caf::anon_send(subject, source_changed{"Wish", true, "gone", false, true});
    caf::anon_send(subject, source_changed{"Wish", true, "", false, false});
    advance(59min);
    CHECK_FALSE(objects.live_uids({"Wish"}));
    advance(1min);
    CHECK(objects.live_uids({"Wish"}));
  }
}

TEST_CASE("I7: nothing is removed before the server has said that it goes on serving the kind",
          "[domain]") {
  one_domain here{fault{errc::unreachable, "down", "", {}}};
  CHECK(here.state() == "counting");
  SECTION("it does") {
    here.server.kind_is = k8s::standing::served;
    here.advance(5s);
    CHECK(here.objects.live_uids({"Wish"}));
  }
  SECTION("it does not") {
    here.server.kind_is = k8s::standing::ending;
    here.advance(5s);
    CHECK_FALSE(here.objects.live_uids({"Wish"}));
  }
  CHECK(here.state() == "complete");
}

namespace {

/// A domain that starts anew with an object that dies at once.
struct died_at_the_start : one_domain {
  died_at_the_start() {
    server.create("a", {{target_key, "voice"}});
    advance(5s);
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    server.edit("a", {{target_key, "crash"}});
    begin();
    settle();
    REQUIRE(state() == "counting");
  }
};

} // namespace

TEST_CASE_METHOD(died_at_the_start,
                 "I7: nothing is removed while an object that died may yet speak", "[domain]") {
  SECTION("until it does") {
    server.edit("a", {{target_key, "video"}});
    advance(10s);
    CHECK(vco.truth == words{{"weft-a", "video"}});
  }
  SECTION("until it is put aside") {
    advance(10min);
  }
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(died_at_the_start,
                 "I4: an object that dies at the start and goes keeps nobody waiting", "[domain]") {
  server.tear_out("a");
  advance(10s);
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(one_domain, "I4: whoever takes over lifts the doubts of those before",
                 "[domain]") {
  server.kind_is = GENERATE(result<k8s::standing>{k8s::standing::served},
                            result<k8s::standing>{fault{errc::not_found, "no", "", {}}});
  objects.doubt("Wish", true);
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  begin();
  settle();
  CHECK(state() == "complete");
  advance(59min);
  CHECK_FALSE(objects.live_uids({"Wish"}));
  server.kind_is = k8s::standing::served;
  advance(1h);
  CHECK(objects.live_uids({"Wish"}));
}

TEST_CASE_METHOD(one_domain, "I3: who takes over waits until no source is disturbed", "[domain]") {
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  subject = spawn(domain_supervisor, wiring);
  caf::anon_send(subject, source_changed{"Wish", true, "disturbed"});
  advance(1min);
  CHECK(state() == "syncing");
  CHECK(children().living.size() == 1);      // its sessions
  const bool absent = GENERATE(false, true); // which is a word of the present
  caf::anon_send(subject,
                 source_changed{"Wish", true, absent ? "no such kind" : "", false, absent});
  settle();
  CHECK(state() == "complete");
}

TEST_CASE_METHOD(one_domain, "a source that stumbles does not put off what a doubt has put off",
                 "[domain]") {
  caf::anon_send(subject, left_behind{"Wish"});
  for (int i = 0; i < 12; ++i) {
    caf::anon_send(subject, source_changed{"Wish", true, i % 2 ? "" : "disturbed"});
    advance(5min);
  }
  CHECK(objects.live_uids({"Wish"}));
}

namespace {

/// A domain to which most objects mean nothing.
struct choosy_domain : one_domain {
  choosy_domain() {
    auto whole = *wiring.filling;
    whole.concerns = [](const k8s::projection& one) { return !one.meta.annotations.empty(); };
    wiring.filling = std::make_shared<const domain>(std::move(whole));
    begin();
    settle();
  }

  std::size_t actors() {
    std::size_t count = 0;
    for (const auto& one : children().living)
      if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
          told && told->actor == "toy.object")
        ++count;
    return count;
  }
};

} // namespace

TEST_CASE_METHOD(choosy_domain, "an object that concerns nobody costs no actor until it does",
                 "[domain]") {
  server.create("a", {});
  server.create("b", {{target_key, "voice"}});
  advance(5s);
  CHECK(actors() == 1);
  server.edit("a", {{target_key, "video"}});
  advance(5s);
  CHECK(actors() == 2);
  CHECK(vco.truth == words{{"weft-a", "video"}, {"weft-b", "voice"}});
}

TEST_CASE_METHOD(choosy_domain, "an object that has left something of ours in itself is seen to",
                 "[domain]") {
  server.create("a", {});
  auto& meta = *server.objects.at("a").find("metadata");
  meta.set("finalizers", json::value::list({"weft.test/toy"}));
  objects.put(server.project("a"));
  begin(); // whoever takes over
  advance(5s);
  CHECK(actors() == 1);
}
