#include "tests/unit/actors/runtime/one_object.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_object, "the finalizer is persisted before the first fragment leaves",
                 "[object]") {
  server.faults = {{errc::unreachable, "down", "", {}}};
  server.create("a", {{"toy/t", "w"}});
  settle();
  CHECK(said("toy/t").empty());
  advance(2s);
  CHECK(server.project("a")->meta.finalizers == std::vector<std::string>{"weft.test/toy"});
  CHECK(said("toy/t") == std::vector{wish::place});
}

TEST_CASE_METHOD(one_object, "an unchanged projection contributes nothing again", "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  for (int i = 0; i < 10; ++i)
    caf::anon_send(subject, object_seen{server.project("a"), nullptr});
  settle();
  CHECK(said("toy/t").size() == 1);
}

TEST_CASE_METHOD(one_object, "I3: an older version of the object is no news", "[object]") {
  server.create("a", {{"toy/t", "old"}});
  settle();
  const auto old = server.project("a");
  server.edit("a", {{"toy/t", "new"}});
  settle();
  caf::anon_send(subject, object_seen{old, nullptr});
  settle();
  CHECK(as<word_record>(home.contributed["toy/t"].back()->body).word == "new");
}

TEST_CASE_METHOD(one_object,
                 "a server restored from a backup is believed, whatever its numbers say",
                 "[object]") {
  server.create("a", {{"toy/t", "old"}});
  settle();
  const auto old = server.project("a");
  server.edit("a", {{"toy/t", "new"}});
  settle();
  caf::anon_send(subject, object_seen{old, server.project("a")});
  settle();
  // What was said of the newer spec is taken back, or the target would hold on to it.
  CHECK(said("toy/t") == std::vector{wish::place, wish::place, wish::none, wish::place});
  CHECK(home.contributed["toy/t"].back()->generation == 1);
  CHECK(as<word_record>(home.contributed["toy/t"].back()->body).word == "old");
}

namespace {

/// An object whose last status write the stream has not told of yet.
struct unechoed_object : one_object {
  unechoed_object() {
    server.create("a", {{"toy/t", "w"}});
    settle();
    before = server.project("a");
    server.on_change = nullptr;
    tell("toy/t", progress::placed);
    server.calls.clear();
  }

  snapshot<k8s::projection> before;
};

} // namespace

TEST_CASE_METHOD(unechoed_object,
                 "I3: a write of ours that the stream does not tell is read within a minute",
                 "[object]") {
  if (GENERATE(true, false)) { // the server was set up anew from what it held before
    server.version = 50;
    server.edit("a", {{"toy/t", "w"}});
  }
  advance(29s);
  CHECK(server.calls.empty());
  advance(31s);
  REQUIRE(server.calls.size() == 1);
  CHECK(server.calls.at(0) == "read a");
  server.edit("a", {{"toy/t", "next"}});
  caf::anon_send(subject, object_seen{server.project("a"), nullptr});
  settle();
  CHECK(as<word_record>(home.contributed["toy/t"].back()->body).word == "next");
}

TEST_CASE_METHOD(unechoed_object, "I3: what the stream comes to in time is not read", "[object]") {
  advance(20s);
  caf::anon_send(subject, object_seen{server.project("a"), before});
  advance(1min);
  CHECK(server.calls.empty());
}

TEST_CASE_METHOD(one_object, "the status is written when an outcome changes it, and not again",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  CHECK(server.status_of("a") == R"({"targets":{"toy/t":"placed@1"}})");
  const auto calls = server.calls.size();
  tell("toy/t", progress::placed);
  caf::anon_send(subject, look_again{});
  advance(1h);
  CHECK(server.calls.size() == calls);
}

TEST_CASE_METHOD(one_object, "I7: a restart of the object with nothing changed writes nothing",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  const auto calls = server.calls.size();
  subject = adopt(object(&*self, lent(shared), server.project("a")));
  settle();
  tell("toy/t", progress::placed);
  advance(1h);
  CHECK(server.calls.size() == calls);
}

TEST_CASE_METHOD(one_object, "an intent is answered once the API server has it", "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  outcome intended;
  intended.to = {{"Wish", "ns", "a"}, "weft-a"};
  intended.target = "toy/t";
  intended.how_far = progress::intended;
  intended.generation = 1;
  CHECK(ask<intent_recorded>(subject, record_intent{take_snapshot(intended)}));
  CHECK(server.status_of("a").find("recorded") != std::string::npos);
}

TEST_CASE_METHOD(one_object, "a status that the schema refuses does not hold up the target",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  server.faults = {{errc::refused, "spec.dport: required", "", {}}};
  outcome intended;
  intended.to = {{"Wish", "ns", "a"}, "weft-a"};
  intended.target = "toy/t";
  intended.how_far = progress::intended;
  intended.generation = 1;
  CHECK(ask<intent_recorded>(subject, record_intent{take_snapshot(intended)}));
  const auto calls = server.calls.size();
  advance(1h);
  CHECK(server.calls.size() == calls);
}

TEST_CASE_METHOD(one_object, "an object is described in the words of what it wishes", "[object]") {
  server.create("a", {{"toy/t", "w"}, {"toy/u", "v"}});
  settle();
  tell("toy/t", progress::placed);
  using details = std::vector<std::pair<std::string, std::string>>;
  CHECK(ask<description>(subject, describe{})->details
        == details{{"target", "toy/t"},
                   {"progress", "placed"},
                   {"word", "w"},
                   {"target", "toy/u"},
                   {"word", "v"}});
}

TEST_CASE_METHOD(one_object, "a move is made at the new target before it is broken at the old",
                 "[object]") {
  server.create("a", {{"toy/old", "w"}});
  settle();
  tell("toy/old", progress::placed);
  server.edit("a", {{"toy/new", "w"}});
  settle();
  CHECK(said("toy/new") == std::vector{wish::place});
  CHECK(said("toy/old") == std::vector{wish::place, wish::give_way});
  tell("toy/old", progress::declined, 2);
  CHECK(said("toy/old").size() == 2);
  tell("toy/new", progress::placed, 2);
  CHECK(said("toy/old") == std::vector{wish::place, wish::give_way, wish::remove});
  server.edit("a", {{"toy/new", "other"}});
  settle();
  CHECK(said("toy/old").back() == wish::remove); // what is being removed is not kept again
  tell("toy/old", progress::absent, 2);
  CHECK(said("toy/old").back() == wish::none);
}

TEST_CASE_METHOD(one_object, "a conflict is tried again on the newest state", "[object]") {
  server.create("a", {{"toy/t", "w"}});
  server.faults = {{errc::conflict, "modified", "", {}}};
  advance(1s);
  CHECK(said("toy/t") == std::vector{wish::place});
}

TEST_CASE_METHOD(one_object, "an Event tells each turn of Ready once, and none on a restart",
                 "[object]") {
  filling_.report = [](const report_request& request) {
    if (request.outcomes.empty() && !request.object.status.empty())
      return *json::parse(request.object.status);
    condition ready{"Ready", "Unknown", "Pending", "", 1, {}};
    for (const auto& [target, news] : request.outcomes)
      ready = news->how_far == progress::placed
                ? condition{"Ready", "True", "Programmed", "", 1, {}}
                : condition{"Ready", "False", news->reason, news->message, 1, {}};
    return json::value::of({{"conditions", write_conditions({ready})}});
  };
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  advance(2s);
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices[0].reason == "Programmed");
  CHECK_FALSE(home.notices[0].warning);
  subject = adopt(object(&*self, lent(shared), server.project("a")));
  settle();
  tell("toy/t", progress::placed);
  advance(2s);
  CHECK(home.notices.size() == 1);
}

TEST_CASE_METHOD(one_object, "what an object has to say is said once, whatever else it says",
                 "[object]") {
  std::vector<std::string> words{"odd"};
  filling_.interpret = [&](const k8s::projection& of, const view&, const contributions&) {
    interpretation out;
    for (const auto& word : words)
      out.notices.push_back({{of.meta.key, of.meta.uid}, true, "Odd", word});
    return out;
  };
  server.create("a", {});
  settle();
  const std::vector<std::vector<std::string>> later{{"odd", "odder"}, {"odder"}, {"odder", "odd"}};
  for (const auto& next : later) {
    words = next;
    caf::anon_send(subject, look_again{});
    settle();
  }
  std::vector<std::string> told;
  for (const auto& one : home.notices)
    told.push_back(one.note);
  CHECK(told == std::vector<std::string>{"odd", "odder", "odd"});
}

TEST_CASE_METHOD(one_object, "I4: no status is written over one that has not been seen",
                 "[object]") {
  filling_.report = [](const report_request& request) {
    const bool known = request.object.status.find("kept") != std::string::npos;
    return json::value::of({{"evidence", known ? "kept" : "lost"}});
  };
  server.create("a", {});
  const auto early = server.project("a");
  server.patch("a", true, *json::parse(R"({"status":{"evidence":"kept"}})"));
  server.calls.clear();
  subject = adopt(object(&*self, lent(shared), early));
  advance(5s);
  CHECK(server.calls == std::vector<std::string>{"status a", "read a"});
  CHECK(server.status_of("a") == R"({"evidence":"kept"})");
}

TEST_CASE_METHOD(one_object, "a write that finds nothing is tried again while the object is there",
                 "[object]") {
  server.faults = {{errc::not_found, "no such page", "", {}}};
  server.create("a", {{"toy/t", "w"}});
  advance(2s);
  CHECK(said("toy/t") == std::vector{wish::place});
}

TEST_CASE_METHOD(one_object, "I6: a server that refuses writes is asked less and less often",
                 "[object]") {
  server.faults = std::deque<fault>(100, {errc::unreachable, "down", "", {}});
  server.create("a", {{"toy/t", "w"}});
  advance(1h);
  CHECK(server.faults.size() > 75);
  CHECK(server.faults.size() < 90);
}

TEST_CASE_METHOD(one_object, "a status that the server prunes is not written for ever",
                 "[object]") {
  filling_.report = [](const report_request&) { return json::value::of({{"unknown", 1}}); };
  server.pruned = "unknown";
  server.create("a", {{"toy/t", "w"}});
  advance(1h);
  CHECK(server.calls == std::vector<std::string>{"meta a", "status a"});
}

TEST_CASE_METHOD(one_object, "I6: a status that another writer keeps undoing is damped",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  for (int i = 0; i < 600; ++i) {
    server.patch("a", true, *json::parse(R"({"status":{"targets":{}}})"));
    advance(100ms);
  }
  CHECK(server.calls.size() < 12);
  advance(10min);
  CHECK(server.status_of("a") == R"({"targets":{"toy/t":"placed@1"}})");
}

TEST_CASE_METHOD(one_object, "what somebody else makes of the status means nothing to the target",
                 "[object]") {
  filling_.interpret
    = [](const k8s::projection& object, const view& index, const contributions& before) {
        auto out = interpret(object, index, before);
        for (auto& part : out.parts)
          part.digest += object.status.find("placed") == object.status.npos ? "" : "/known";
        return out;
      };
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  tell("toy/t", progress::placed);
  const auto before = server.status_of("a");
  const auto contributions = said("toy/t").size();
  SECTION("by the one who wrote it") {}
  SECTION("by one who found it as it should be") {
    subject = adopt(object(&*self, lent(shared), server.project("a")));
    settle();
    tell("toy/t", progress::placed);
    REQUIRE(said("toy/t").size() == contributions + 1);
    advance(2min); // before that the view may lag
  }
  const auto said_so_far = said("toy/t").size();
  server.patch("a", true, *json::parse(R"({"status":{"targets":{}}})"));
  settle();
  CHECK(said("toy/t").size() == said_so_far);
  CHECK(server.status_of("a") == before);
}

TEST_CASE_METHOD(one_object,
                 "what another process has written is believed when the view tells it late",
                 "[object]") {
  filling_.interpret
    = [](const k8s::projection& object, const view& index, const contributions& before) {
        auto out = interpret(object, index, before);
        for (auto& part : out.parts)
          part.digest += object.status;
        return out;
      };
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  tell("toy/t", progress::placed);
  const auto early = server.project("a");
  subject = adopt(object(&*self, lent(shared), early));
  settle();
  tell("toy/t", progress::placed); // it finds everything as it should be
  server.patch("a", true, *json::parse(R"({"status":{"elsewhere":1}})"));
  settle();
  const auto& all = home.contributed["toy/t"];
  CHECK(std::any_of(all.begin(), all.end(), [](const snapshot<fragment>& one) {
    return one->digest.find(R"("elsewhere":1)") != one->digest.npos;
  }));
}

TEST_CASE_METHOD(one_object, "I5: an outcome that answers an earlier fragment is no news",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  outcome late;
  late.to = {{"Wish", "ns", "a"}, "weft-a"};
  late.target = "toy/t";
  late.generation = 1;
  late.how_far = progress::placed;
  late.answers = home.contributed["toy/t"].back()->digest;
  server.edit("a", {{"toy/t", "other"}});
  settle();
  caf::anon_send(subject, told{take_snapshot(late)});
  advance(1min);
  CHECK(server.status_of("a").find("placed") == std::string::npos);
}
