#include "actors/runtime/target.hpp"
#include "tests/unit/actors/runtime/toy.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t swept_at_once = 5;

/// Each word that an owner wishes is a thing of its own, and may be refused by itself.
proposal plan_words(const plan_request& asked) {
  const auto& before = as<words_record>(asked.observed.body).held;
  auto after = before;
  proposal out;
  for (const auto& [who, part] : asked.parts) {
    auto& said = out.verdicts[who];
    said.how_far = progress::placed;
    std::istringstream all{as<word_record>(part->body).word};
    for (std::string word; all >> word;) {
      const unit one{who, word};
      if (const auto refused = asked.refused.find(one); refused != asked.refused.end()) {
        said.how_far = progress::pending;
        said.reason = "Refused";
        said.message = word + ": " + refused->second;
      }
      const auto key = who.uid + "/" + word;
      if (before.contains(key) || asked.held.contains(one)
          || (asked.only && !asked.only->contains(one)))
        continue;
      after[key] = word;
      said.changes = true;
      said.units.push_back(word);
      out.units.push_back(one);
    }
  }
  for (const auto& [key, word] : before) {
    if (!asked.sweep || !key.starts_with("dead"))
      continue;
    out.sweeps.insert(key);
    const unit nobodys{{}, key};
    const bool free
      = !asked.held.contains(nobodys) && (!asked.only || asked.only->contains(nobodys));
    if (free && out.sweeps_here < swept_at_once) {
      ++out.sweeps_here;
      after.erase(key);
      out.units.push_back(nobodys);
    }
  }
  out.ours = before.size();
  if (after != before)
    out.work
      = take_snapshot(transaction{asked.target, std::make_shared<words_record>(after), 1, 0});
  return out;
}

struct target_of_units : weft::testing::deterministic_actors {
  target_of_units() {
    filling_.plan = plan_words;
    way = spawn(session, &vco);
    subject = spawn(
      target,
      target_wiring{"toy/t", lent(filling_), way, spawn(house, &home), spawn(recorder, &home),
                    &world(), [] { return std::optional{std::set<std::string>{}}; },
                    [this] { return std::optional{caf::actor_clock::time_point{now()}}; }});
  }

  void give(const snapshot<fragment>& part) { caf::anon_send(subject, contribute{part}); }

  domain filling_ = filling();
  controller vco;
  household home;
  session_actor way;
  target_actor subject;
};

std::string all_words(const words& held) {
  std::string out;
  for (const auto& [key, word] : held)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

} // namespace

TEST_CASE_METHOD(target_of_units,
                 "I6: of what one owner wishes only the part that is refused stays out",
                 "[target]") {
  vco.poison = "d";
  give(wants("a", "a b c d e f g h"));
  advance(1min);
  CHECK(all_words(vco.truth) == "a b c e f g h");
  REQUIRE_FALSE(home.told["a"].empty());
  CHECK(home.told["a"].back()->reason == "Refused");
  CHECK_THAT(home.told["a"].back()->message, Catch::StartsWith("d: "));
  CHECK(home.notices.empty()); // nobody has interfered
}

TEST_CASE_METHOD(target_of_units, "a part that was refused is not tried again for a newer wish",
                 "[target]") {
  vco.poison = "d";
  give(wants("a", "c d"));
  advance(1min);
  const auto writes = vco.writes.size();
  give(wants("a", "c d e", 2));
  advance(1min);
  CHECK(all_words(vco.truth) == "c e");
  CHECK(vco.writes.size() == writes + 1);
  vco.poison.clear();
  advance(11min); // on parole
  CHECK(all_words(vco.truth) == "c d e");
}

TEST_CASE_METHOD(target_of_units, "a sweep that takes several transactions passes the brake as one",
                 "[target]") {
  for (int i = 0; i < 30; ++i)
    vco.truth["dead" + std::to_string(i)] = "w";
  caf::anon_send(subject, view_complete{true});
  advance(50s);
  CHECK(vco.truth.size() == 30);
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices.front().reason == "RemovalBraked");
  advance(40s);
  CHECK(vco.truth.empty());
  CHECK(vco.writes.size() == 6);
  CHECK(home.notices.size() == 1);
}

TEST_CASE_METHOD(
  target_of_units,
  "I6: of what is swept only the part that is refused stays, and nobody waits for it", "[target]") {
  for (int i = 0; i < 4; ++i)
    vco.truth["dead" + std::to_string(i)] = "w";
  vco.clinging = "dead2";
  give(wants("a", "b"));
  caf::anon_send(subject, view_complete{true});
  advance(1min);
  CHECK(vco.truth == words{{"dead2", "w"}, {"weft-a/b", "b"}});
  const auto writes = vco.writes.size();
  vco.clinging.clear();
  advance(11min); // on parole
  CHECK(vco.truth == words{{"weft-a/b", "b"}});
  CHECK(vco.writes.size() == writes + 1);
}

namespace {

/// Of a controller that is asked about what is wished.
struct target_by_wish : weft::testing::deterministic_actors {
  target_by_wish() {
    filling_.observes_by_wish = true;
    way = spawn(session, &vco);
    subject = spawn(target, target_wiring{"toy/t",
                                          lent(filling_),
                                          way,
                                          spawn(house, &home),
                                          spawn(recorder, &home),
                                          &world(),
                                          [this] { return alive; },
                                          {}});
  }

  domain filling_ = filling();
  controller vco;
  household home;
  std::optional<std::set<std::string>> alive{std::in_place};
  session_actor way;
  target_actor subject;
};

} // namespace

TEST_CASE_METHOD(target_by_wish,
                 "where nobody can say what lives, not every question asks for a close look",
                 "[target]") {
  alive.reset();
  caf::anon_send(subject, view_complete{true});
  for (int i = 0; i < 10; ++i) {
    caf::anon_send(subject, contribute{wants("a", std::to_string(i), i + 1)});
    advance(3s);
  }
  CHECK(vco.reads >= 20);
  CHECK(vco.close_looks == 1);
}

TEST_CASE_METHOD(target_by_wish, "a question carries the wishes, and what comes meanwhile waits",
                 "[target]") {
  bool once = false;
  vco.before_read = [&] {
    if (!std::exchange(once, true))
      caf::anon_send(subject, contribute{wants("b", "video")});
  };
  caf::anon_send(subject, contribute{wants("a", "voice")});
  advance(10s);
  CHECK(vco.asked_with.front() == 1);
  CHECK(vco.asked_with.back() == 2);
  REQUIRE(vco.writes.size() == 2);
  CHECK(vco.writes.front().after == words{{"weft-a", "voice"}});
  CHECK(vco.truth == words{{"weft-a", "voice"}, {"weft-b", "video"}});
  CHECK(home.last("b") == "placed@1");
}

TEST_CASE_METHOD(target_by_wish,
                 "I3: an answer about an earlier wish says nothing of the present one",
                 "[target]") {
  caf::anon_send(subject, contribute{wants("a", "voice")});
  advance(10s);
  REQUIRE(home.last("a") == "placed@1");
  bool once = false;
  vco.before_read = [&] {
    if (!std::exchange(once, true))
      caf::anon_send(subject, contribute{wants("a", "video", 2)});
  };
  std::vector<std::string> at_writes;
  vco.before_probe = [&] { at_writes.push_back(home.last("a")); };
  caf::anon_send(subject, stirred{"toy/t"});
  advance(10s);
  CHECK(at_writes == std::vector<std::string>{"placed@1"});
  CHECK(home.last("a") == "placed@2");
  CHECK(vco.truth.at("weft-a") == "video");
}

TEST_CASE_METHOD(target_by_wish, "a target that has stirred is read again soon, and mended",
                 "[target]") {
  caf::anon_send(subject, contribute{wants("a", "voice")});
  advance(10s);
  const bool busy = GENERATE(false, true);
  CAPTURE(busy);
  if (busy) {
    bool once = false;
    vco.before_verify = [&] {
      if (std::exchange(once, true))
        return;
      caf::anon_send(subject, stirred{"toy/t"});
    };
    caf::anon_send(subject, contribute{wants("b", "video")});
    advance(10s);
    CHECK(vco.reads == 5); // two for each write, and one more
  } else {
    vco.edit("weft-a", "else");
    caf::anon_send(subject, stirred{"toy/t"});
    advance(2s);
    CHECK(vco.truth.at("weft-a") == "voice");
  }
}
