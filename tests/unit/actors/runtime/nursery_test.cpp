#include "actors/runtime/nursery.hpp"
#include "tests/deterministic.hpp"
#include "tests/unit/actors/status/toy_tree.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::testing;
using namespace std::chrono_literals;

namespace {

/// A supervisor's children, of whom the test is told each death as a supervisor is.
struct one_nursery : deterministic_actors {
  using house = nursery<std::string, describable_actor>;

  describable_actor bear(const std::string& key) {
    auto child = sys.spawn(leaf, said("child", key));
    children->adopt(&*self, key, child);
    return child;
  }

  /// Ends the child and tells the nursery.
  std::optional<house::burial> lose(const std::string& key, caf::exit_reason how) {
    self->send_exit(children->find(key), how);
    settle();
    std::optional<house::burial> out;
    self->receive([&](const caf::down_msg& msg) {
      out = children->bury(msg.source, msg.reason, self->clock().now(), 1.0,
                           "death " + std::to_string(++deaths));
    });
    return out;
  }

  static constexpr auto crash = caf::exit_reason::unhandled_exception;

  std::unique_ptr<house> children = std::make_unique<house>(backoff{100ms, 1s}, 4);
  int deaths = 0;
};

} // namespace

TEST_CASE_METHOD(one_nursery, "each death in a row costs a longer pause, the last one the freedom",
                 "[nursery]") {
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 3; ++i) {
    bear("a");
    const auto lost = lose("a", crash);
    REQUIRE(lost);
    CHECK(lost->failed);
    REQUIRE(lost->respawn_after);
    pauses.push_back(*lost->respawn_after);
  }
  CHECK(pauses == std::vector{100ms, 200ms, 400ms});
  bear("a");
  CHECK_FALSE(lose("a", crash)->respawn_after);
  const auto* slot = children->slot_of("a");
  REQUIRE(slot);
  CHECK(slot->quarantined);
  CHECK(slot->history.operator*()
        == std::vector<std::string>{"death 1", "death 2", "death 3", "death 4"});
}

TEST_CASE_METHOD(one_nursery, "a life as long as the longest pause is a new story", "[nursery]") {
  for (int i = 0; i < 10; ++i) {
    bear("a");
    advance(1s);
    CHECK(lose("a", crash)->respawn_after == 100ms);
  }
  CHECK(children->slot_of("a")->history->size() == 5);
}

TEST_CASE_METHOD(one_nursery, "a pardon gives all its chances back", "[nursery]") {
  for (int i = 0; i < 4; ++i) {
    bear("a");
    lose("a", crash);
  }
  children->pardon("a");
  CHECK_FALSE(children->slot_of("a")->quarantined);
  bear("a");
  CHECK(lose("a", crash)->respawn_after == 100ms);
}

TEST_CASE_METHOD(one_nursery, "who ends in good order is not missed", "[nursery]") {
  bear("a");
  const auto lost = lose("a", caf::exit_reason::user_shutdown);
  REQUIRE(lost);
  CHECK_FALSE(lost->failed);
  CHECK(children->empty());
}

TEST_CASE_METHOD(one_nursery, "the death of a stranger is nobody's business here", "[nursery]") {
  bear("a");
  const auto stranger = spawn(leaf, said("stranger", ""));
  CHECK_FALSE(children->bury(stranger.address(), caf::make_error(crash), {}, 1.0, ""));
  CHECK(children->find("a"));
}

TEST_CASE_METHOD(one_nursery, "only who is dead can be forgotten", "[nursery]") {
  bear("a");
  children->forget("a");
  CHECK(children->find("a"));
  lose("a", crash);
  children->forget("a");
  CHECK(children->empty());
}

TEST_CASE_METHOD(one_nursery, "no child outlives whoever cares for it", "[nursery]") {
  const auto a = bear("a");
  const auto b = bear("b");
  children.reset();
  settle();
  CHECK_FALSE(ask<description>(a, describe{}));
  CHECK_FALSE(ask<description>(b, describe{}));
}
