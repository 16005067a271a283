#include "actors/status/board.hpp"
#include "protocol/json/value.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"
#include "tests/unit/actors/status/toy_tree.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

struct dump_text {
  std::string text;
  int pieces = 0;
  int lasts = 0;
};

/// What boards write to. Outlives them.
struct readers {
  std::map<std::uint64_t, dump_text> dumps;
  std::int64_t seconds = 0;
  status::vital_signs signs{
    [this] { return status::vital_signs::instant{std::chrono::seconds{seconds}}; }};
};

/// A root with an api and a supervisor of two objects, one of which has died.
struct one_board : readers, deterministic_actors {
  one_board() : root(plant()), subject(board_below(root)) { settle(); }

  board_actor board_below(const parent_actor& top) {
    auto out = [this](std::uint64_t ticket, const std::string& piece, bool last) {
      auto& got = dumps[ticket];
      got.text += piece;
      ++got.pieces;
      got.lasts += last ? 1 : 0;
    };
    return spawn(board, board_wiring{top, out, &signs, "1.2.3"});
  }

  parent_actor plant() {
    roll objects;
    objects.living = {actor_of(spawn(leaf, said("velo.object", "Pod/ns1/a")))};
    objects.dead = {said("velo.object", "Pod/ns2/b", "quarantined")};
    const auto house = spawn(branch, said("velo.supervisor", "velo", "complete"), objects);
    roll all;
    all.living = {actor_of(spawn(leaf, said("k8s.api", ""))), actor_of(house)};
    all.parents = {actor_of(house)};
    for (const auto& one : extra)
      all.living.push_back(one);
    return spawn(branch, said("root", "weft-0", "leading"), all);
  }

  template <class Handle>
  static caf::actor actor_of(const Handle& hdl) {
    return caf::actor_cast<caf::actor>(hdl);
  }

  void ask_for(std::uint64_t ticket, const std::string& query = {}) {
    caf::anon_send(subject, show{ticket, *read_filter(query)});
    settle();
  }

  json::value dump(std::uint64_t ticket) {
    REQUIRE(dumps[ticket].lasts == 1);
    const auto read = json::parse(dumps[ticket].text);
    REQUIRE(read);
    return *read;
  }

  static std::set<std::string> names(const json::value& dumped) {
    std::set<std::string> out;
    for (const auto& one : *dumped.find("actors")->as_array())
      out.insert(std::string{one.find("actor")->text_or("")} + " "
                 + std::string{one.find("key")->text_or("")});
    return out;
  }

  std::vector<caf::actor> extra; ///< more children of the root
  parent_actor root;
  board_actor subject;
};

/// The same with children of the test's choice, made before the tree is.
struct crowded : one_board {
  void crowd(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      extra.push_back(actor_of(spawn(leaf, said("velo.target", std::to_string(i)))));
    replant();
  }

  void replant() {
    caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
    settle();
    root = plant();
    subject = board_below(root);
    settle();
  }
};

} // namespace

TEST_CASE_METHOD(one_board, "a dump shows the living, the dead and the board itself") {
  ask_for(1);
  const auto all = dump(1);
  CHECK(*all.find("version") == json::value{"1.2.3"});
  CHECK(names(all)
        == std::set<std::string>{"board ", "root weft-0", "k8s.api ", "velo.supervisor velo",
                                 "velo.object Pod/ns1/a", "velo.object Pod/ns2/b"});
  CHECK(*all.find("seen") == json::value{6});
  CHECK(*all.find("unanswered") == json::value{0});
  for (const auto& one : *all.find("actors")->as_array())
    if (one.find("actor")->text_or("") == "velo.object")
      CHECK(one.find("parent")->text_or("") == "velo.supervisor velo");
}

TEST_CASE_METHOD(one_board, "a filter leaves the others out, and the counts tell") {
  ask_for(1, "namespace=ns2&kind=Pod&unhealthy=1");
  const auto all = dump(1);
  CHECK(names(all) == std::set<std::string>{"velo.object Pod/ns2/b"});
  CHECK(*all.find("seen") == json::value{6});
  CHECK(*all.find("shown") == json::value{1});
}

TEST_CASE_METHOD(one_board, "a summary counts instead of listing") {
  ask_for(1, "summary=1");
  const auto all = dump(1);
  CHECK(names(all).empty());
  CHECK(*all.find_path({"summary", "velo.object", "all"}) == json::value{2});
  CHECK(*all.find_path({"summary", "velo.object", "unhealthy"}) == json::value{1});
}

TEST_CASE_METHOD(one_board, "the vital signs are taken from the start") {
  const auto now = signs.latest();
  REQUIRE(now);
  CHECK(now->leading);
  CHECK(now->seats.at("velo") == "complete");
  CHECK(now->actors.at("velo.object").all == 2);
}

TEST_CASE_METHOD(one_board, "every beat hears of the root") {
  seconds = 7;
  CHECK(signs.silence() == 7s);
  advance(5s);
  CHECK(signs.silence() == 0s);
}

TEST_CASE_METHOD(crowded, "a large dump comes in pieces, and waits for its reader") {
  crowd(20000);
  ask_for(1);
  CHECK(dumps[1].lasts == 0);
  const auto ahead = dumps[1].pieces;
  CHECK(ahead >= 16);
  CHECK(ahead <= 20);
  while (dumps[1].lasts == 0) {
    caf::anon_send(subject, show_more{1, 4});
    settle();
  }
  CHECK(*dump(1).find("shown") == json::value{20006});
}

TEST_CASE_METHOD(crowded, "no more than four dumps are under way, and the others get their turn") {
  crowd(20000);
  for (std::uint64_t ticket = 1; ticket <= 5; ++ticket)
    ask_for(ticket);
  CHECK(dumps[4].pieces > 0);
  CHECK(dumps[5].pieces == 0);
  caf::anon_send(subject, stop_showing{1});
  settle();
  CHECK(dumps[5].pieces > 0);
  CHECK(dumps[1].lasts == 0);
}

TEST_CASE_METHOD(crowded, "an actor that does not answer is counted, not waited for") {
  extra.push_back(actor_of(spawn(mute)));
  replant();
  ask_for(1);
  CHECK(dumps[1].lasts == 0);
  advance(15s);
  const auto all = dump(1);
  CHECK(*all.find("unanswered") == json::value{1});
  CHECK(names(all).contains("velo.object Pod/ns1/a"));
}

TEST_CASE_METHOD(crowded, "a reader that takes nothing is given up after a minute") {
  crowd(20000);
  ask_for(1);
  advance(50s);
  CHECK(dumps[1].lasts == 0);
  advance(20s);
  CHECK(dumps[1].lasts == 1);
  CHECK(dump(1).find("unanswered")->int_or(0) > 0);
}

TEST_CASE_METHOD(one_board, "an actor that dies on the way is left out") {
  const auto mortal = spawn(leaf, said("velo.target", "x"));
  extra.push_back(actor_of(mortal));
  const auto house = plant();
  caf::anon_send_exit(mortal, caf::exit_reason::kill);
  settle();
  const auto another = board_below(house);
  caf::anon_send(another, show{1, {}});
  settle();
  CHECK(*dump(1).find("unanswered") == json::value{0});
  CHECK_FALSE(names(dump(1)).contains("velo.target x"));
}

TEST_CASE_METHOD(one_board, "the board ends when the root does, and dumps under way with it") {
  const auto held = spawn(mute);
  extra.push_back(actor_of(held));
  const auto house = plant();
  const auto another = board_below(house);
  caf::anon_send(another, show{1, {}});
  settle();
  CHECK(dumps[1].lasts == 0);
  caf::anon_send_exit(house, caf::exit_reason::user_shutdown);
  settle();
  CHECK(dumps[1].lasts == 1);
  CHECK_FALSE(ask<description>(another, describe{}));
}
