#include "protocol/cni/setbacks.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

using namespace std::chrono_literals;

setback setback_of(verb what, reaction calls_for) {
  setback out;
  out.why.what = what;
  out.why.container = "s1";
  out.calls_for = calls_for;
  out.network_name = "data";
  return out;
}

/// How long the n-th failure in a row rests.
std::chrono::nanoseconds rest_after(int failures, reaction calls_for, verb what = verb::add,
                                    double spread = 1) {
  setbacks all{settings{}};
  for (int i = 0; i < failures; ++i)
    all.failed("t", "net1", setback_of(what, calls_for), 0s, spread);
  const auto until = all.next("t", 0s);
  REQUIRE(until);
  return *until;
}

} // namespace

TEST_CASE("failures rest twice as long each time, from half a second to a minute", "[cni]") {
  CHECK(rest_after(1, reaction::retry) == 500ms);
  CHECK(rest_after(2, reaction::retry) == 1s);
  CHECK(rest_after(5, reaction::retry) == 8s);
  CHECK(rest_after(9, reaction::retry) == 60s);
  CHECK(rest_after(100, reaction::retry) == 60s);
  CHECK(rest_after(1, reaction::retry, verb::add, 0) == 250ms);
}

TEST_CASE("who is told to come later does not come within a second", "[cni]") {
  CHECK(rest_after(1, reaction::later, verb::add, 0) == 1s);
  CHECK(rest_after(4, reaction::later, verb::add, 1) == 4s);
}

TEST_CASE("a missing plugin is looked for every half minute, then less often", "[cni]") {
  CHECK(rest_after(1, reaction::missing) == 30s);
  CHECK(rest_after(9, reaction::missing) == 5min);
}

TEST_CASE("what time does not cure is tried every five minutes", "[cni]") {
  CHECK(rest_after(1, reaction::permanent) == 5min);
}

TEST_CASE("a DEL that has failed ten times is tried once more soon, then it is permanent",
          "[cni]") {
  CHECK(rest_after(10, reaction::retry, verb::del) == 60s);
  CHECK(rest_after(11, reaction::retry, verb::del) == 5min);
}

TEST_CASE("another element, configuration or sandbox begins anew", "[cni]") {
  setbacks all{settings{}};
  auto what = setback_of(verb::add, reaction::retry);
  all.failed("t", "net1", what, 0s, 1);
  all.failed("t", "net1", what, 0s, 1);
  CHECK(all.next("t", 0s) == 1s);
  what.why.digest = "another";
  all.failed("t", "net1", what, 0s, 1);
  CHECK(all.next("t", 0s) == 500ms);
}

TEST_CASE("what rests is told until its time has come", "[cni]") {
  setbacks all{settings{}};
  all.failed("t", "net1", setback_of(verb::add, reaction::retry), 0s, 1);
  all.failed("t2", "net1", setback_of(verb::add, reaction::retry), 0s, 1);
  CHECK(all.at("t", 499ms).contains({"net1", verb::add}));
  CHECK(all.at("t", 500ms).empty());
  CHECK_FALSE(all.next("t", 500ms));
  all.forget("t2");
  CHECK(all.at("t2", 0s).empty());
  all.succeeded("t", "net1", verb::del);
  CHECK_FALSE(all.at("t", 0s).empty());
  all.succeeded("t", "net1", verb::add);
  CHECK(all.at("t", 0s).empty());
}

TEST_CASE("an ADD and a DEL of one interface rest each for itself", "[cni]") {
  setbacks all{settings{}};
  const auto add = setback_of(verb::add, reaction::retry);
  const auto remove = setback_of(verb::del, reaction::retry);
  all.failed("t", "net1", add, 0s, 1);
  all.failed("t", "net1", remove, 0s, 1);
  all.failed("t", "net1", remove, 0s, 1);
  CHECK(all.at("t", 500ms).contains({"net1", verb::del}));
  CHECK_FALSE(all.at("t", 500ms).contains({"net1", verb::add}));
  all.succeeded("t", "net1", verb::del); // what could not be made is cleaned at last
  all.failed("t", "net1", add, 0s, 1);
  CHECK(all.next("t", 0s) == 1s);
  all.succeeded("t", "net1", verb::add);
  all.failed("t", "net1", add, 0s, 1);
  CHECK(all.next("t", 0s) == 500ms);
}

TEST_CASE("an address that may be free wakes who waits for the network, and nobody else", "[cni]") {
  setbacks all{settings{}};
  all.failed("t1", "net1", setback_of(verb::add, reaction::retry), 0s, 1);
  all.failed("t1", "net2", setback_of(verb::add, reaction::retry), 0s, 1);
  all.failed("t2", "net1", setback_of(verb::add, reaction::permanent), 0s, 1);
  all.failed("t3", "net1", setback_of(verb::del, reaction::retry), 0s, 1);
  auto other = setback_of(verb::add, reaction::retry);
  other.network_name = "other";
  all.failed("t4", "net1", other, 0s, 1);
  CHECK(all.wake("data") == std::vector<std::string>{"t1"});
  CHECK(all.at("t1", 0s).empty());
  for (const auto* target : {"t2", "t3", "t4"})
    CHECK_FALSE(all.at(target, 0s).empty());
}
