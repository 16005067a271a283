#include "tests/unit/actors/runtime/one_object.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_object, "a deleted object leaves its targets before its finalizer goes",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.erase("a");
  advance(1h);
  CHECK(said("toy/t") == std::vector{wish::place, wish::remove});
  CHECK(server.objects.contains("a"));
  tell("toy/t", progress::absent);
  CHECK_FALSE(server.objects.contains("a"));
}

TEST_CASE_METHOD(one_object, "that an object has gone is told once, whoever says so first",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.erase("a");
  advance(1min);
  tell("toy/t", progress::absent);
  CHECK_FALSE(server.objects.contains("a"));
  CHECK(std::count_if(home.notices.begin(), home.notices.end(),
                      [](const notice& one) { return one.reason == "Removed"; })
        == 1);
}

TEST_CASE_METHOD(one_object, "I4: an object torn out lingers until its things are gone",
                 "[object]") {
  server.create("a", {{"toy/t", "w"}});
  settle();
  tell("toy/t", progress::placed);
  server.tear_out("a");
  advance(1s);
  CHECK(said("toy/t").back() == wish::remove);
  CHECK(ask<description>(subject, describe{})->state == "lingering");
  tell("toy/t", progress::absent);
  CHECK(said("toy/t").back() == wish::none);
  CHECK_FALSE(ask<description>(subject, describe{}));
}

namespace {

/// An object that has placed something, and whose kind may go.
struct placed_object : one_object {
  placed_object() {
    server.create("a", {{"toy/t", "w"}});
    settle();
    tell("toy/t", progress::placed);
    home.notices.clear();
  }

  bool left_in_place() const {
    return home.left == 1 && home.notices.size() == 1 && home.notices[0].reason == "LeftInPlace"
           && home.notices[0].warning;
  }
};

} // namespace

TEST_CASE_METHOD(placed_object, "I7: an object that goes with its kind leaves what it placed",
                 "[object]") {
  server.kind_is = k8s::standing::ending;
  const bool waits = GENERATE(true, false); // for its finalizer
  waits ? server.erase("a") : server.tear_out("a");
  advance(1h);
  CHECK_FALSE(server.objects.contains("a"));
  CHECK(said("toy/t") == std::vector{wish::place, wish::none});
  CHECK(left_in_place());
  CHECK_FALSE(ask<description>(subject, describe{}));
}

TEST_CASE_METHOD(placed_object, "I7: nothing goes before somebody says how its kind stands",
                 "[object]") {
  server.kind_is = GENERATE(result<k8s::standing>{k8s::standing::absent},
                            result<k8s::standing>{fault{errc::unreachable, "down", "", {}}});
  server.erase("a");
  advance(10min);
  CHECK(said("toy/t") == std::vector{wish::place});
  CHECK(server.objects.contains("a"));
  server.kind_is = k8s::standing::served;
  advance(5min);
  CHECK(said("toy/t") == std::vector{wish::place, wish::remove});
}

TEST_CASE_METHOD(placed_object, "I7: an object torn out while its kind is absent leaves everything",
                 "[object]") {
  server.kind_is = k8s::standing::absent;
  server.tear_out("a");
  advance(1min);
  CHECK(said("toy/t") == std::vector{wish::place, wish::none});
  CHECK(left_in_place());
}

TEST_CASE_METHOD(placed_object, "I7: a write that fails does not hurry the question of the kind",
                 "[object]") {
  server.faults = {{errc::conflict, "modified", "", {}}};
  server.kind_is = k8s::standing::served; // as a server says that has not heard yet
  server.erase("a");
  caf::anon_send(subject, look_again{});
  advance(900ms);
  server.kind_is = k8s::standing::ending;
  advance(1min);
  CHECK(said("toy/t") == std::vector{wish::place, wish::none});
}

TEST_CASE_METHOD(placed_object, "a server restored from a backup knows of no deletion",
                 "[object]") {
  const auto before = server.project("a");
  server.kind_is = GENERATE(k8s::standing::served, k8s::standing::ending);
  server.objects.at("a").find("metadata")->set("finalizers", json::value::list({"x.io/other"}));
  server.erase("a");
  advance(10s);
  caf::anon_send(subject, object_seen{before, server.project("a")});
  settle();
  CHECK(said("toy/t").back() == wish::place);
}

TEST_CASE_METHOD(placed_object, "I7: an object that vanishes with most others leaves everything",
                 "[object]") {
  caf::anon_send(subject, object_gone{server.project("a"), true});
  settle();
  CHECK(said("toy/t") == std::vector{wish::place, wish::none});
  CHECK(left_in_place());
}

TEST_CASE_METHOD(one_object, "an object that places nothing leaves without a question",
                 "[object]") {
  server.kind_is = fault{errc::unreachable, "down", "", {}};
  server.create("a", {});
  settle();
  server.tear_out("a");
  settle();
  CHECK_FALSE(ask<description>(subject, describe{}));
  CHECK(home.notices.empty());
}
