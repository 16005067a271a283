#include "adapters/log/log.hpp"
#include "tests/unit/actors/runtime/one_target.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

TEST_CASE_METHOD(one_target, "a wish is read, planned, written, read back and told", "[target]") {
  give(wants("a", "voice"));
  cycle();
  CHECK(vco.truth == words{{"weft-a", "voice"}});
  CHECK(vco.writes.size() == 1);
  CHECK(vco.reads == 2);
  CHECK(vco.probes == 1);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "contributions in a burst cost one transaction", "[target]") {
  for (int i = 0; i < 100; ++i)
    give(wants(std::to_string(i), "w"));
  cycle();
  CHECK(vco.writes.size() == 1);
  CHECK(vco.truth.size() == 100);
}

TEST_CASE_METHOD(one_target,
                 "a hundred contributions during a transaction cost one more transaction",
                 "[target]") {
  vco.holding = true;
  give(wants("first", "w"));
  cycle();
  for (int i = 0; i < 100; ++i)
    give(wants(std::to_string(i), "w"));
  advance(10s);
  CHECK(vco.writes.empty());
  caf::anon_send(way, wake{});
  advance(10s);
  CHECK(vco.writes.size() == 2);
  CHECK(vco.truth.size() == 101);
}

TEST_CASE_METHOD(one_target,
                 "row 9: a hundred changes of one object during a cycle cost exactly one more",
                 "[target]") {
  vco.holding = true;
  give(wants("a", "w"));
  cycle();
  REQUIRE(vco.held.size() == 1);
  const auto reads = vco.reads;
  for (int i = 2; i <= 101; ++i)
    give(wants("a", "w" + std::to_string(i), i));
  caf::anon_send(way, wake{});
  advance(1min);
  CHECK(vco.writes.size() == 2);
  CHECK(vco.reads == reads + 2); // after each write
  CHECK(vco.truth.at("weft-a") == "w101");
  CHECK(home.last("a") == "placed@101");
}

TEST_CASE_METHOD(one_target, "I3: an older generation never replaces a newer one", "[target]") {
  give(wants("a", "new", 2));
  give(wants("a", "old", 1));
  cycle();
  CHECK(vco.truth.at("weft-a") == "new");
  give(wants("a", "old", 1));
  advance(10s);
  CHECK(vco.truth.at("weft-a") == "new");
  CHECK(vco.writes.size() == 1);
}

TEST_CASE_METHOD(one_target, "I7: a target that holds what is wished is read and not written",
                 "[target]") {
  vco.edit("weft-a", "voice");
  give(wants("a", "voice"));
  all_have_spoken();
  cycle();
  CHECK(vco.writes.empty());
  CHECK(vco.reads == 1);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "I7: what others made is carried through every write", "[target]") {
  vco.edit("human", "theirs");
  give(wants("a", "voice"));
  all_have_spoken();
  cycle();
  give(wants("a", "", 2, wish::remove));
  cycle();
  CHECK(vco.truth == words{{"human", "theirs"}});
}

TEST_CASE_METHOD(one_target, "I3: told to give way it writes no more of what it had been given",
                 "[target]") {
  give(wants("a", "old"));
  all_have_spoken();
  cycle();
  give(wants("a", "new", 2));
  give(wants("a", "new", 2, wish::give_way));
  cycle();
  CHECK(vco.truth.at("weft-a") == "old");
  CHECK(home.last("a") == "declined@2");
  give(wants("a", "", 2, wish::remove));
  cycle();
  CHECK_FALSE(vco.truth.contains("weft-a"));
}

TEST_CASE_METHOD(one_target, "I7: nothing is removed before every source has spoken", "[target]") {
  vco.edit("weft-a", "voice");
  give(wants("a", "", 1, wish::remove));
  advance(60s);
  CHECK(vco.truth.contains("weft-a"));
  CHECK(home.last("a") == "pending@1");
  all_have_spoken();
  cycle();
  CHECK_FALSE(vco.truth.contains("weft-a"));
  CHECK(home.last("a") == "absent@1");
}

TEST_CASE_METHOD(one_target, "an unreachable controller is retried with the newest state",
                 "[target]") {
  vco.read_faults = {errc::unreachable, errc::unreachable};
  give(wants("a", "old", 1));
  advance(300ms);
  CHECK(vco.reads == 1);
  give(wants("a", "new", 2));
  advance(10s);
  CHECK(vco.truth.at("weft-a") == "new");
  CHECK(vco.writes.size() == 1);
}

TEST_CASE_METHOD(one_target, "I6: retries slow down to the cap and never stop", "[target]") {
  vco.read_faults = std::deque<errc>(50, errc::unreachable);
  give(wants("a", "w"));
  advance(60s);
  CHECK(vco.reads <= 15);
  CHECK(vco.reads >= 4);
  CHECK(home.last("a") == "pending@1 Toyunreachable");
  advance(24h);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "an owner that is placed keeps its word through an outage",
                 "[target]") {
  give(wants("a", "w"));
  cycle();
  vco.read_faults = std::deque<errc>(5, errc::unreachable);
  give(wants("b", "w"));
  advance(60s);
  CHECK(home.told.at("a").size() == 1);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "a lost answer to a write is settled by reading, not by writing again",
                 "[target]") {
  vco.write_faults = {errc::unreachable};
  vco.lands_anyway = true;
  give(wants("a", "w"));
  advance(1h);
  CHECK(vco.truth.contains("weft-a"));
  CHECK(vco.writes.size() == 1);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "a refused batch is halved until the culprit stands alone",
                 "[target]") {
  vco.poison = "bad";
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g"})
    give(wants(name, "good"));
  give(wants("h", "bad"));
  advance(30s);
  CHECK(vco.truth.size() == 7);
  CHECK_FALSE(vco.truth.contains("weft-h"));
  CHECK(home.last("h") == "declined@1 Toyrefused");
  CHECK(home.last("a") == "placed@1");
  SECTION("and does not delay later batches") {
    const auto writes = vco.writes.size();
    give(wants("later", "good"));
    advance(5s);
    CHECK(home.last("later") == "placed@1");
    CHECK(vco.writes.size() == writes + 1);
  }
  SECTION("and waits for new input") {
    vco.poison.clear();
    advance(9min);
    CHECK_FALSE(vco.truth.contains("weft-h"));
    give(wants("h", "better", 2));
    advance(5s);
    CHECK(home.last("h") == "placed@2");
  }
  SECTION("or for its parole") {
    vco.poison.clear();
    advance(11min);
    CHECK(home.last("h") == "placed@1");
  }
}

TEST_CASE_METHOD(one_target, "a version that moved sends the cycle back to its read", "[target]") {
  bool once = true;
  vco.before_probe = [&] {
    if (std::exchange(once, false))
      vco.edit("human", "theirs");
  };
  give(wants("a", "w"));
  cycle();
  CHECK(vco.truth == words{{"human", "theirs"}, {"weft-a", "w"}});
  CHECK(vco.writes.size() == 1);
}

TEST_CASE_METHOD(one_target, "a writer that undoes our change is named and corrected", "[target]") {
  bool once = true;
  vco.before_verify = [&] {
    if (std::exchange(once, false)) {
      vco.truth.erase("weft-a");
      ++vco.version;
    }
  };
  give(wants("a", "w"));
  advance(5s);
  CHECK(vco.truth.contains("weft-a"));
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices.front().reason == "ConcurrentWriter");
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "what an owner wishes during its own write is no interference",
                 "[target]") {
  vco.holding = true;
  give(wants("a", "old"));
  cycle();
  REQUIRE(vco.held.size() == 1);
  give(wants("a", "new", 2));
  caf::anon_send(way, wake{});
  advance(10s);
  CHECK(vco.truth.at("weft-a") == "new");
  CHECK(home.last("a") == "placed@2");
  CHECK(home.notices.empty());
}

TEST_CASE_METHOD(one_target, "an intent is recorded before an owner's first write, and once",
                 "[target]") {
  give(wants("a", "w"));
  cycle();
  CHECK(home.intents == std::vector<std::string>{"a"});
  give(wants("a", "w2", 2));
  advance(5s);
  CHECK(home.intents.size() == 1);
  CHECK(vco.truth.at("weft-a") == "w2");
}

TEST_CASE_METHOD(one_target, "I6: an owner that cannot record its intent holds up nobody",
                 "[target]") {
  home.unable = {"a"};
  give(wants("a", "w"));
  give(wants("b", "w"));
  cycle();
  CHECK(vco.truth == words{{"weft-b", "w"}});
  CHECK(home.last("b") == "placed@1");
}

TEST_CASE_METHOD(one_target, "I6: an intent that fails is not asked for again and again",
                 "[target]") {
  home.unable = {"a"};
  give(wants("a", "w"));
  advance(4min);
  CHECK(home.intents.size() == 1);
  CHECK(vco.reads < 5);
  home.unable.clear();
  give(wants("a", "w")); // its owner has come back
  cycle();
  CHECK(vco.truth == words{{"weft-a", "w"}});
}

TEST_CASE_METHOD(one_target, "I6: an intent without an answer holds up nobody for long",
                 "[target]") {
  home.silent = {"a"};
  give(wants("a", "w"));
  give(wants("b", "w"));
  advance(10s);
  CHECK(vco.truth == words{{"weft-b", "w"}});
  advance(10min);
  CHECK(vco.reads < 15);
}

TEST_CASE_METHOD(one_target, "two writes start at least the pause apart", "[target]") {
  give(wants("a", "w"));
  cycle();
  give(wants("b", "w"));
  advance(1s);
  CHECK(vco.writes.size() == 1);
  advance(1s);
  CHECK(vco.writes.size() == 2);
}

TEST_CASE_METHOD(one_target, "a removal that somebody waits for skips the pause", "[target]") {
  all_have_spoken();
  give(wants("a", "w"));
  cycle();
  give(wants("a", "", 2, wish::remove));
  advance(500ms);
  CHECK(vco.truth.empty());
  CHECK(home.last("a") == "absent@2");
}

TEST_CASE_METHOD(one_target, "drift is repaired at the next comparison and said", "[target]") {
  give(wants("a", "w"));
  cycle();
  vco.edit("weft-a", "changed by hand");
  advance(331s);
  CHECK(vco.truth.at("weft-a") == "w");
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices.front().reason == "DriftRepaired");
}

TEST_CASE_METHOD(one_target, "what somebody else took away is put back and said", "[target]") {
  give(wants("a", "w"));
  cycle();
  vco.truth.erase("weft-a");
  ++vco.version;
  advance(331s);
  CHECK(vco.truth.at("weft-a") == "w");
  REQUIRE(home.notices.size() == 1);
  CHECK(home.notices.front().reason == "DriftRepaired");
}

TEST_CASE_METHOD(one_target,
                 "where a session tells what it does a write is no news, and a repair has a name",
                 "[target]") {
  std::string said;
  log::start({}, [&said](std::string_view line) { said += line; });
  const bool by_session = filling_.told_by_session = GENERATE(true, false);
  give(wants("a", "w"));
  cycle();
  const bool is_news = said.find("Wrote a target.") != said.npos;
  CHECK(is_news != by_session);
  vco.truth.erase("weft-a"); // of which the toy's plan names no repair
  ++vco.version;
  advance(331s);
  CHECK(vco.truth.at("weft-a") == "w");
  CHECK(home.notices.size() == (by_session ? 0 : 1));
  vco.edit("weft-a", "changed by hand");
  advance(331s);
  REQUIRE(home.notices.size() == (by_session ? 1 : 2));
  CHECK(home.notices.back().note == "repaired word");
  log::start({});
}

TEST_CASE_METHOD(one_target, "what an owner wishes anew is no drift", "[target]") {
  give(wants("a", "w"));
  cycle();
  give(wants("a", "w2", 2));
  advance(5s);
  CHECK(vco.truth.at("weft-a") == "w2");
  CHECK(home.notices.empty());
}

TEST_CASE_METHOD(one_target, "an intent that was taken out of the status is recorded again",
                 "[target]") {
  give(wants("a", "w"));
  cycle();
  vco.truth.erase("weft-a");
  ++vco.version;
  give(wants("a", "w2", 2));
  advance(5s);
  CHECK(home.intents == std::vector<std::string>{"a", "a"});
}

TEST_CASE_METHOD(one_target, "a repeated fragment is answered at once and costs nothing",
                 "[target]") {
  give(wants("a", "w", 1));
  cycle();
  const auto reads = vco.reads;
  give(wants("a", "w", 3));
  settle();
  CHECK(home.last("a") == "placed@3");
  cycle();
  CHECK(vco.reads == reads);
}

TEST_CASE_METHOD(one_target, "a throttled controller is nobody's failure", "[target]") {
  vco.write_faults = {errc::throttled, errc::throttled, errc::throttled};
  give(wants("a", "w"));
  advance(20s);
  CHECK(home.last("a") == "placed@1");
  CHECK(ask<description>(subject, describe{})->retries == 0);
}

TEST_CASE_METHOD(one_target, "what nobody wishes anything of may be in any state", "[target]") {
  vco.trouble = "ToyAbsent";
  auto state = [this] {
    advance(10s);
    return ask<description>(subject, describe{})->state;
  };
  CHECK(state() == "idle");
  give(wants("a", "w"));
  CHECK(state() == "backing_off");
}

TEST_CASE_METHOD(one_target, "a way that opens again ends the waiting", "[target]") {
  vco.read_faults = {errc::expired};
  give(wants("a", "w"));
  cycle();
  CHECK(home.last("a") == "pending@1 Toyexpired");
  caf::anon_send(subject, way_open{});
  advance(100ms);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "an idle target reads once per comparison and writes nothing",
                 "[target]") {
  give(wants("a", "w"));
  cycle();
  const auto reads = vco.reads;
  advance(24h);
  CHECK(vco.writes.size() == 1);
  CHECK(vco.reads - reads <= 24 * 3600 / 270);
  CHECK(vco.reads - reads >= 24 * 3600 / 331);
}

TEST_CASE_METHOD(one_target, "I2: a way that opens during a pause leaves one cycle, not two",
                 "[target]") {
  vco.read_faults = {errc::expired};
  give(wants("a", "w"));
  cycle();
  vco.holding = true;
  caf::anon_send(subject, way_open{});
  advance(60s);
  CHECK(vco.held.size() == 1);
  CHECK(vco.reads == 2);
}

TEST_CASE_METHOD(one_target, "I5: whoever asks again is not given the answer to an earlier wish",
                 "[target]") {
  give(wants("a", "voice"));
  cycle();
  REQUIRE(home.last("a") == "placed@1");
  give(wants("a", "video", 2));
  give(wants("a", "video", 3));
  settle();
  CHECK(home.last("a") == "placed@1");
  advance(10s);
  CHECK(vco.truth.at("weft-a") == "video");
  CHECK(home.last("a") == "placed@3");
}

TEST_CASE_METHOD(one_target, "I5: whoever wishes something else and then the same again is told",
                 "[target]") {
  give(wants("a", "voice"));
  cycle();
  REQUIRE(home.told["a"].back()->how_far == progress::placed);
  const auto before = home.told["a"].size();
  SECTION("before the other was begun") {
    give(wants("a", "video"));
    give(wants("a", "voice"));
  }
  SECTION("while the other was being written") {
    vco.before_probe = [&] { give(wants("a", "voice")); };
    give(wants("a", "video"));
  }
  advance(30s);
  CHECK(vco.truth == words{{"weft-a", "voice"}});
  CHECK(home.told["a"].size() > before);
  CHECK(home.last("a") == "placed@1");
}

TEST_CASE_METHOD(one_target, "I5: a refusal of an earlier wish says nothing of the present one",
                 "[target]") {
  vco.poison = "bad";
  vco.before_probe = [&] { give(wants("a", "good", 2)); };
  give(wants("a", "bad"));
  advance(10s);
  CHECK(vco.truth == words{{"weft-a", "good"}});
  for (const auto& one : home.told["a"])
    CHECK(one->how_far != progress::declined);
  CHECK(home.last("a") == "placed@2");
}
