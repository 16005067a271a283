#include "adapters/velocloud/in_process.hpp"
#include "tests/printing.hpp"

#include <deque>

using namespace weft;
using namespace weft::velocloud;
using namespace std::chrono_literals;

namespace {

/// Messages and timers that go when the test says so.
struct by_hand {
  sim::core vco;
  std::deque<std::function<void()>> messages;
  std::vector<std::function<void()>> deadlines;
  std::vector<errc> heard;
  in_process client{vco, wiring()};

  in_process_wiring wiring() {
    in_process_wiring out;
    out.post = [this](std::function<void()> what) { messages.push_back(std::move(what)); };
    out.after = [this](std::chrono::milliseconds, std::function<void()> what) {
      deadlines.push_back(std::move(what));
    };
    out.now = [] { return sim::instant{500'000h}; };
    return out;
  }

  void call() {
    client.call("enterprise/getEnterprise", json::object{}, 1s, [this](result<json::value> got) {
      heard.push_back(got ? errc::none : got.error().code);
    });
  }

  void step() {
    const auto next = std::move(messages.front());
    messages.pop_front();
    next();
  }
};

} // namespace

TEST_CASE_METHOD(by_hand, "request and answer travel only when they are let", "[velocloud]") {
  call();
  CHECK(vco.seen().calls == 0);
  step();
  CHECK(vco.seen().calls == 1);
  CHECK(heard.empty());
  step();
  CHECK(heard == std::vector{errc::none});
  deadlines.front()();
  CHECK(heard.size() == 1);
}

TEST_CASE_METHOD(by_hand, "a lost request or answer is heard of at the deadline, once",
                 "[velocloud]") {
  call();
  if (GENERATE(false, true))
    step();
  messages.clear();
  CHECK(heard.empty());
  deadlines.front()();
  CHECK(heard == std::vector{errc::unreachable});
}

TEST_CASE_METHOD(by_hand, "a request that arrives after its deadline is applied all the same",
                 "[velocloud]") {
  call();
  deadlines.front()();
  step();
  CHECK(vco.seen().calls == 1);
  CHECK(heard == std::vector{errc::unreachable});
  CHECK(messages.empty());
}

TEST_CASE_METHOD(by_hand, "a call that hangs is in flight until its deadline", "[velocloud]") {
  vco.settings.limit.at_once = 1;
  vco.inject("*", sim::misbehaviour::hang);
  call();
  step();
  CHECK(messages.empty());
  deadlines.front()();
  CHECK(heard == std::vector{errc::unreachable});
  call();
  step();
  step();
  CHECK(heard.back() == errc::none);
}

TEST_CASE_METHOD(by_hand, "a new token is told and used", "[velocloud]") {
  int told = 0;
  client.on_new_credential([&told] { ++told; });
  client.change_token("wrong");
  call();
  while (!messages.empty())
    step();
  CHECK(told == 1);
  CHECK(heard == std::vector{errc::expired});
}

TEST_CASE_METHOD(by_hand, "who listens for a new credential takes the place of who did before",
                 "[velocloud]") {
  std::vector<int> told;
  for (int life = 1; life <= 3; ++life)
    client.on_new_credential([&told, life] { told.push_back(life); });
  client.change_token("fresh");
  while (!messages.empty())
    step();
  CHECK(told == std::vector{3});
}
