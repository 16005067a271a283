#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace weft::tests;
using namespace std::chrono_literals;

namespace {

/// Without a Lease the next life begins at once instead of when the last one's has run out.
const std::vector<std::string> alone{"--lease-enabled=false",
                                     "--velocloud-min-write-interval=200ms"};

/// A user who never waits: creates, edits, moves and deletes, each at random.
class user {
public:
  user(installation& at, std::uint32_t seed) : here_(at), dice_(seed) {}

  void act() {
    const auto name = "app-" + std::to_string(dice_() % 12);
    const auto object = here_.read("ns1", name);
    if (!object.is_object())
      return void(here_.create("ns1", name, some_spec()));
    if (object.find_path({"metadata", "deletionTimestamp"}))
      return;
    if (dice_() % 3 == 0)
      here_.erase("ns1", name);
    else
      here_.edit("ns1", name, some_spec());
  }

  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(dice_()) % sides; }

private:
  std::string some_spec() {
    const char* profiles[] = {"Quick Start Profile", "Branch Gold"};
    const char* priorities[] = {"high", "normal", "low"};
    return std::string{R"({"profile":")"} + profiles[dice_() % 2] + R"(","priority":")"
           + priorities[dice_() % 3] + R"(","dport":)" + std::to_string(1 + dice_() % 65535) + "}";
  }

  installation& here_;
  std::mt19937 dice_;
};

std::vector<std::string> foreign_rules(installation& here) {
  std::vector<std::string> out;
  for (const auto& one : here.vco.rules())
    if (!one.ours())
      out.push_back(one.profile + "/" + one.name);
  return out;
}

} // namespace

TEST_CASE("row 10: a move that is killed anywhere leaves one rule, at its new place",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  here.vco.turn(R"({"latencyMs":[100,100]})");
  auto* weft = &here.start(alone);
  here.create("ns1", "nomad");
  here.await_ready("ns1", "nomad");
  std::string to = "Branch Gold";
  std::string from = "Quick Start Profile";
  for (int point = 1; point <= 7; point += 2) {
    const auto calls = here.vco.count("calls");
    here.edit("ns1", "nomad", R"({"profile":")" + to + "\"}");
    here.await("the move is under way", [&] { return here.vco.count("calls") >= calls + point; });
    installation::kill(*weft);
    weft = &here.start(alone);
    here.await_ready("ns1", "nomad");
    here.await("the old place is empty", [&] { return held_rules(here) == wanted_rules(here); });
    std::swap(to, from);
  }
  // Each time the new place was taken before the old one was left.
  int places = 0;
  for (const auto& line : here.vco.journal()) {
    places += static_cast<int>(line.added.size()) - static_cast<int>(line.removed.size());
    CHECK(places >= 1);
    CHECK(places <= 2);
  }
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE("SIGKILL at fifteen points under load leaves exactly what the objects ask for",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  here.vco.turn(R"({"latencyMs":[0,60]})");
  const auto foreign = foreign_rules(here);
  const auto seed = 20261121U;
  CAPTURE(seed);
  user somebody{here, seed};
  for (int life = 0; life < 15; ++life) {
    auto& weft = here.start(alone);
    const auto calls = here.vco.count("calls");
    const auto last = calls + 1 + somebody.roll(14);
    for (int i = 0; i < 4; ++i)
      somebody.act();
    here.await("it has worked a while", [&] {
      somebody.act();
      return here.vco.count("calls") >= last;
    });
    installation::kill(weft);
  }

  here.start(alone);
  here.await("the VCO holds what the objects ask for", [&] {
    const auto wanted = wanted_rules(here);
    for (const auto& object : here.objects())
      if (object.find_path({"metadata", "deletionTimestamp"})
          || here.ready("ns1", text_at(object, {"metadata", "name"})) != "True")
        return false;
    return held_rules(here) == wanted;
  });
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(foreign_rules(here) == foreign);
  CHECK(here.vco.count("lostUpdates") == 0);
  CHECK(here.vco.count("mostWritesInFlight") == 1);
}
