#include "actors/runtime/lean_actor.hpp"
#include "actors/runtime/open_requests.hpp"
#include "tests/deterministic.hpp"
#include "tests/unit/actors/status/toy_tree.hpp"

#include <caf/event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace weft;
using namespace weft::testing;

namespace {

// clang-format off
using parrot_actor = caf::typed_actor<
  // Remember the round, or throw when the purpose is 1 or 2.
  caf::reacts_to<wake>,
  // Keep the promise open, or refuse without an intent.
  caf::replies_to<record_intent>::with<intent_recorded>,
  // Ask the teacher how it is.
  caf::reacts_to<learn>,
  // Answer at once, by way of a result.
  caf::replies_to<step_down>::with<stepped_down>,
  // Throw.
  caf::replies_to<count_off>::with<counted>>
  ::extend_with<describable_actor>;
// clang-format on

/// What a parrot has heard.
struct heard {
  std::vector<std::uint64_t> rounds;
  std::vector<std::string> answers;
  std::size_t behind = 0; ///< the longest backlog it has had
};

class parrot final : public lean_actor {
public:
  using behavior_type = parrot_actor::behavior_type;

  parrot(caf::actor_config& with, heard* into, describable_actor teacher)
    : lean_actor(with), into_(into), teacher_(std::move(teacher)) {}

  void on_exit() override { open_ = nullptr; }

private:
  void on_message(caf::type_erased_tuple& what) override {
    into_->behind = std::max(into_->behind, backlog());
    dispatch<parrot_actor>(
      what, [&](const wake& due) { hear(due); },
      [&](const record_intent& wish) { return keep(wish); },
      [&](learn) { ask(teacher_, describe{}); },
      [](step_down) -> caf::result<stepped_down> { return stepped_down{}; },
      [](count_off) -> counted { throw std::runtime_error("cannot count"); },
      [](describe) { return said("parrot", "polly"); });
  }

  void on_answer(caf::type_erased_tuple& what) override {
    into_->answers.push_back(what.match_elements<description>()
                               ? what.get_as<description>(0).key
                               : explain(what.get_as<caf::error>(0)));
  }

  void hear(const wake& due) {
    if (due.purpose == 1)
      throw std::runtime_error("not that one");
    if (due.purpose == 2)
      throw 7;
    into_->rounds.push_back(due.round);
  }

  caf::result<intent_recorded> keep(const record_intent& wish) {
    if (!wish.intended)
      return to_error({errc::not_found, "no intent", "polly", {}});
    auto promise = make_response_promise<intent_recorded>();
    open_->add(promise);
    return promise;
  }

  heard* into_;
  describable_actor teacher_;
  std::unique_ptr<open_requests<intent_recorded>> open_
    = std::make_unique<open_requests<intent_recorded>>();
};

struct an_aviary : deterministic_actors {
  an_aviary() { self->monitor(bird); }
  ~an_aviary() { caf::anon_send_exit(bird, caf::exit_reason::kill); }

  /// Sends a request and leaves it unanswered for now.
  template <class Message>
  auto begin(Message what) {
    return self->request(bird, caf::infinite, std::move(what));
  }

  /// Why the request failed.
  template <class Answer, class Pending>
  std::string failure(Pending pending) {
    std::string out;
    pending.receive([](Answer&) {}, [&](caf::error& why) { out = explain(why); });
    return out;
  }

  /// Why the bird has died.
  std::string death() {
    settle();
    std::string out = "alive";
    self->receive([&](const caf::down_msg& msg) { out = explain(msg.reason); },
                  caf::after(std::chrono::seconds(0)) >> [] {});
    return out;
  }

  heard of;
  describable_actor teacher = spawn(leaf, said("teacher", "ada"));
  parrot_actor bird = sys.spawn<parrot>(&of, teacher);
};

const auto gone = explain(caf::make_error(caf::sec::request_receiver_down));

} // namespace

TEST_CASE_METHOD(an_aviary, "a lean actor takes messages in the order they came", "[lean_actor]") {
  for (std::uint64_t round = 1; round <= 5; ++round)
    self->send(bird, wake{0, round});
  settle();
  CHECK(of.rounds == std::vector<std::uint64_t>{1, 2, 3, 4, 5});
  CHECK(of.behind > 0);
}

TEST_CASE_METHOD(an_aviary, "a lean actor answers with a value, an error, or later",
                 "[lean_actor]") {
  CHECK(ask<description>(bird, describe{})->key == "polly");
  const auto refused = ask<intent_recorded>(bird, record_intent{nullptr});
  REQUIRE_FALSE(refused);
  CHECK(explain(refused.error()).find("no intent") != std::string::npos);

  auto later = begin(record_intent{take_snapshot(outcome{})});
  settle();
  self->send_exit(bird, caf::exit_reason::user_shutdown);
  settle();
  CHECK(failure<intent_recorded>(std::move(later))
        == explain(caf::make_error(caf::exit_reason::unknown)));
}

TEST_CASE_METHOD(an_aviary, "a lean actor hears what became of its own requests", "[lean_actor]") {
  self->send(bird, learn{});
  settle();
  self->send_exit(teacher, caf::exit_reason::kill);
  settle();
  self->send(bird, learn{});
  settle();
  CHECK(of.answers == std::vector<std::string>{"ada", gone});
}

TEST_CASE_METHOD(an_aviary, "what a lean actor throws ends it, and whoever waits hears so",
                 "[lean_actor]") {
  auto first = begin(count_off{});
  auto second = begin(describe{});
  CHECK(death().find("cannot count") != std::string::npos);
  CHECK(failure<counted>(std::move(first)).find("cannot count") != std::string::npos);
  CHECK(failure<description>(std::move(second)) == gone);
  CHECK(explain(ask<description>(bird, describe{}).error()) == gone);
}

TEST_CASE_METHOD(an_aviary, "what nobody waits for ends a lean actor alike", "[lean_actor]") {
  const auto purpose = GENERATE(std::uint8_t{1}, std::uint8_t{2});
  self->send(bird, wake{purpose, 1});
  self->send(bird, wake{0, 2});
  CHECK(death().find(purpose == 1 ? "not that one" : "no std::exception") != std::string::npos);
  CHECK(of.rounds.empty());
}

TEST_CASE_METHOD(an_aviary, "a lean actor answers for others, and to requests that ask for nothing",
                 "[lean_actor]") {
  CHECK(ask<stepped_down>(bird, step_down{}));
  bool taken = false;
  auto pending = self->request(bird, caf::infinite, wake{0, 9});
  settle();
  pending.receive([&] { taken = true; }, [](const caf::error& why) { FAIL(explain(why)); });
  CHECK(taken);
  const auto deputy = sys.spawn([this](caf::event_based_actor* who) -> caf::behavior {
    return {[this, who](describe what) { return who->delegate(bird, what); }};
  });
  const auto told = ask<description>(caf::actor_cast<describable_actor>(deputy), describe{});
  REQUIRE(told);
  CHECK(told->key == "polly");
  self->send_exit(deputy, caf::exit_reason::kill);
}

TEST_CASE_METHOD(an_aviary, "a request behind the end of a lean actor hears of it",
                 "[lean_actor]") {
  self->send_exit(bird, caf::exit_reason::user_shutdown);
  auto pending = begin(describe{});
  settle();
  CHECK(failure<description>(std::move(pending)) == gone);
}

TEST_CASE_METHOD(an_aviary, "a lean actor is ended like any other", "[lean_actor]") {
  self->send_exit(bird, caf::error{});
  CHECK(death() == "alive");
  self->send_exit(bird, caf::exit_reason::user_shutdown);
  CHECK(death() == explain(caf::make_error(caf::exit_reason::user_shutdown)));
}

TEST_CASE_METHOD(an_aviary, "a lean actor refuses a request that it has no answer to",
                 "[lean_actor]") {
  const auto foreign = caf::actor_cast<parent_actor>(caf::actor_cast<caf::actor>(bird));
  const auto answer = ask<roll>(foreign, call_roll{});
  CHECK(explain(answer.error()) == explain(caf::make_error(caf::sec::unexpected_message)));
  CHECK(death() == "alive");
}

TEST_CASE("a lean actor loses nothing that several threads tell it at once", "[lean_actor]") {
  constexpr std::uint64_t each = 20'000;
  constexpr std::uint64_t senders = 4;
  runtime_config config{2};
  caf::actor_system system{config};
  heard of;
  auto bird = system.spawn<parrot>(&of, describable_actor{});
  std::vector<std::jthread> threads;
  for (std::uint64_t sender = 0; sender < senders; ++sender)
    threads.emplace_back([&, sender] {
      for (std::uint64_t i = 0; i < each; ++i)
        caf::anon_send(bird, wake{0, sender * each + i});
    });
  threads.clear();
  caf::scoped_actor self{system};
  self->request(bird, caf::infinite, describe{})
    .receive([](const description&) {}, [](const caf::error& why) { FAIL(explain(why)); });
  REQUIRE(of.rounds.size() == senders * each);
  std::map<std::uint64_t, std::uint64_t> next;
  for (const auto round : of.rounds)
    CHECK(round % each == next[round / each]++);
  self->send_exit(bird, caf::exit_reason::user_shutdown);
  self->wait_for(bird);
}
