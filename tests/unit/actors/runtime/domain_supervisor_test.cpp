#include "tests/unit/actors/runtime/one_domain.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

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

TEST_CASE_METHOD(one_domain, "row 10: an object that crashes waits before its next life",
                 "[domain]") {
  server.create("bad", {{target_key, "crash"}});
  settle();
  REQUIRE(children().dead.size() == 1);
  CHECK(children().dead.front().state != "quarantined");
  CHECK(children().dead.front().details.size() == 1);
  advance(200ms);
  REQUIRE(children().dead.size() == 1);
  CHECK(children().dead.front().details.size() == 2);
}

TEST_CASE_METHOD(one_domain, "row 14: cycles and deaths are counted in controller-runtime's words",
                 "[domain]") {
  vco.read_faults = {errc::unreachable};
  vco.poison = "bad";
  vco.holding = true;
  server.create("a", {{target_key, "voice"}});
  advance(10s);
  REQUIRE(vco.held.size() == 1);
  const std::string of = R"({controller="toy"} )";
  const std::string queue = R"({name="toy",controller="toy"} )";
  const auto shows = [&](const std::string& what) {
    const auto all = numbers.exposition();
    return all.find("\n" + what + "\n") != all.npos;
  };
  CHECK(shows("controller_runtime_active_workers" + of + "1"));
  CHECK(shows(R"(controller_runtime_reconcile_total{controller="toy",result="error"} 1)"));
  caf::anon_send(sessions, wake{});
  advance(10s);
  CHECK(shows("controller_runtime_active_workers" + of + "0"));
  CHECK(shows(R"(controller_runtime_reconcile_total{controller="toy",result="success"} 1)"));
  CHECK(shows("controller_runtime_reconcile_time_seconds_count" + of + "2"));
  CHECK(shows("controller_runtime_reconcile_errors_total" + of + "1"));
  CHECK(shows("controller_runtime_reconcile_timeouts_total" + of + "1"));
  CHECK(shows("workqueue_adds_total" + queue + "1"));
  CHECK(shows("workqueue_retries_total" + queue + "1"));
  CHECK(shows("workqueue_queue_duration_seconds_count" + queue + "1"));
  CHECK(shows("workqueue_work_duration_seconds_count" + queue + "2"));
  server.edit("a", {{target_key, "bad"}});
  advance(10s);
  CHECK(shows("controller_runtime_terminal_reconcile_errors_total" + of + "1"));
  server.edit("a", {{target_key, "crash"}});
  advance(10s);
  CHECK(shows("controller_runtime_reconcile_panics_total" + of + "5"));
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
