#include "tests/unit/actors/runtime/one_object.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

namespace {

constexpr auto said_here = "weft.test/said";

/// An object of a kind that others define and that waits for nobody when it is deleted; what is to
/// be said of it stands in an annotation.
struct plain_object : one_object {
  plain_object() {
    server.kind.group = "apps";
    server.kind.keeps_status = false;
    server.kind.annotations.emplace_back(said_here);
    server.kind.report_annotation = said_here;
    filling_.finalizer.clear();
    filling_.report = [](const report_request& request) {
      auto out = report(request);
      return out.as_object()->empty() ? json::value{} : out;
    };
    filling_.concerns = [](const k8s::projection& one) { return !one.meta.annotations.empty(); };
  }

  bool lives() { return !!ask<description>(subject, describe{}); }
};

} // namespace

TEST_CASE_METHOD(plain_object,
                 "what is said of an object whose status is not ours stands in its "
                 "annotation, once",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  CHECK(said("toy/t") == std::vector{wish::place});
  tell("toy/t", progress::placed);
  CHECK(server.annotation_of("a", said_here) == R"({"targets":{"toy/t":"placed@1"}})");
  CHECK(server.status_of("a").empty());
  CHECK(server.project("a")->meta.finalizers.empty());
  const auto calls = server.calls.size();
  tell("toy/t", progress::placed);
  advance(10min);
  CHECK(server.calls.size() == calls);
}

TEST_CASE_METHOD(plain_object, "an annotation that somebody has spoilt is written anew",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.objects.at("a")
    .find_path({"metadata", "annotations"})
    ->set(said_here, GENERATE(values({"{", "null", "{}"})));
  server.edit("a", {{"toy/t", "w"}});
  tell("toy/t", progress::placed, 2);
  advance(1min);
  CHECK(server.annotation_of("a", said_here) == R"({"targets":{"toy/t":"placed@2"}})");
}

TEST_CASE_METHOD(plain_object, "what others keep in an annotation that is shared stays there",
                 "[object]") {
  server.kind.report_shared = true;
  filling_.report = [](const report_request& request) {
    auto held = json::parse(request.object.status);
    auto out = held ? *std::move(held) : json::value{json::object{}};
    out.set("ours", request.object.meta.generation);
    return out;
  };
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  REQUIRE(server.annotation_of("a", said_here) == R"({"ours":1})");
  server.objects.at("a")
    .find_path({"metadata", "annotations"})
    ->set(said_here, R"({"ours":1,"theirs":"x"})");
  server.edit("a", {{"toy/t", "w"}});
  tell("toy/t", progress::placed, 2);
  advance(1min);
  CHECK(server.annotation_of("a", said_here) == R"({"ours":2,"theirs":"x"})");
}

TEST_CASE_METHOD(
  plain_object,
  "an annotation that is shared and does not read stays while there is nothing to say",
  "[object]") {
  server.kind.report_shared = true;
  filling_.report = [](const report_request&) { return json::value{}; };
  server.create("a", {{"toy/t", "w"}});
  server.objects.at("a").find_path({"metadata", "annotations"})->set(said_here, "junk");
  settle();
  tell("toy/t", progress::placed);
  advance(1min);
  CHECK(server.annotation_of("a", said_here) == "junk");
}

TEST_CASE_METHOD(plain_object,
                 "an object that wishes for nothing any more is cleared of its annotation and ends",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.edit("a", {});
  settle();
  CHECK(said("toy/t").back() == wish::remove);
  CHECK(lives());
  tell("toy/t", progress::absent, 2);
  CHECK(server.objects.at("a").find_path({"metadata", "annotations", said_here}) == nullptr);
  CHECK_FALSE(lives());
}

TEST_CASE_METHOD(plain_object,
                 "that an object has nothing outside any more is told each time it comes to that",
                 "[object]") {
  filling_.report = [](const report_request& request) {
    if (request.meaning.parts.empty() && request.outcomes.empty())
      return json::value{};
    return json::value::of({{"type", "Ready"}, {"status", "True"}, {"reason", "InPlace"}});
  };
  filling_.concerns = nullptr; // it lives from one turn to the next
  for (const std::int64_t turn : {1, 2}) {
    turn == 1 ? server.create("a", {{"toy/t", "w"}}) : server.edit("a", {{"toy/t", "w"}});
    settle();
    tell("toy/t", progress::placed, 2 * turn - 1);
    server.edit("a", {});
    settle();
    tell("toy/t", progress::absent, 2 * turn);
    CHECK(std::ranges::count(home.notices, "Removed", &notice::reason) == turn);
  }
  CHECK(std::ranges::count(home.notices, "InPlace", &notice::reason) == 2);
}

TEST_CASE_METHOD(plain_object,
                 "I4: without a finalizer an object goes at once, and what it placed goes after it",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.erase("a");
  settle();
  CHECK(said("toy/t").back() == wish::remove);
  CHECK(lives());
  tell("toy/t", progress::absent);
  CHECK_FALSE(lives());
}

TEST_CASE_METHOD(plain_object, "an object that only waits for its dependents still has its wish",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  filling_.interpret
    = [](const k8s::projection& one, const view& index, const contributions& past) {
        auto undeleted = one;
        undeleted.meta.deleting.reset();
        return interpret(undeleted, index, past);
      };
  server.objects.at("a")
    .find("metadata")
    ->set("finalizers", json::value::list({"foregroundDeletion"}));
  server.erase("a");
  settle();
  CHECK(said("toy/t") == std::vector{wish::place});
}

TEST_CASE_METHOD(plain_object, "interpretation is told what has been contributed before",
                 "[object]") {
  filling_.interpret
    = [](const k8s::projection& one, const view& index, const contributions& past) {
        auto out = interpret(one, index, past);
        const auto before = past({one.meta.key, one.meta.uid}, "toy/t");
        if (out.reason.empty() || !before)
          return out;
        out.parts.push_back(*before);
        return out;
      };
  server.create("a", {{"toy/t", "w"}});
  settle();
  server.edit("a", {{"toy/t", "nonsense"}});
  settle();
  CHECK(said("toy/t") == std::vector{wish::place});
}
