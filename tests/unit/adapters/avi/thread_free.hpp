#pragma once

#include "adapters/avi/in_process.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "tests/printing.hpp"

#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::avi::testing {

using namespace std::chrono_literals;

/// A client and the controller it talks to, in one thread: messages and time go when the test says
/// so.
struct thread_free {
  explicit thread_free(std::size_t nodes = 1, session_limits limits = {})
    : peer{make(now, nodes)}, client{peer,
                                     around(),
                                     {sim::demo_user, sim::demo_password, {}},
                                     std::move(limits)} {}

  static sim::core make(sim::instant now, std::size_t nodes) {
    sim::fixture_shape shape;
    shape.nodes = nodes;
    auto out = sim::make_controller(now, 1, shape);
    out.forget_counts();
    return out;
  }

  surroundings around() {
    return {[this](std::function<void()> what) { messages.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms.emplace(now + delay, std::move(what));
            },
            [this] { return now; }};
  }

  /// Everything that can happen within that time happens.
  void run(std::chrono::milliseconds time = 0ms) {
    const auto until = now + time;
    while (true) {
      while (!messages.empty()) {
        const auto next = std::move(messages.front());
        messages.pop_front();
        next();
      }
      if (alarms.empty() || alarms.begin()->first > until)
        break;
      now = std::max(now, alarms.begin()->first);
      const auto next = std::move(alarms.begin()->second);
      alarms.erase(alarms.begin());
      next();
    }
    now = until;
  }

  /// Sends it, and notes what comes of it under that name.
  void send(const wire::call& what, const std::string& name = "answer",
            std::chrono::milliseconds deadline = 60s) {
    client.send(what, deadline, [this, name](wire::answered<json::value> got) {
      heard.push_back(name + ": " + (got ? "ok" : std::string{to_string(got.error().kind)}));
      last = std::move(got);
    });
  }

  /// Sends it and lets happen what happens at once, or within that time.
  wire::answered<json::value> ask(const wire::call& what, std::chrono::milliseconds time = 0ms,
                                  std::chrono::milliseconds deadline = 60s) {
    last.reset();
    send(what, "answer", deadline);
    run(time);
    if (!last)
      throw std::runtime_error("no answer in time");
    return *last;
  }

  std::string outcome(const wire::call& what, std::chrono::milliseconds time = 0ms) {
    const auto got = ask(what, time);
    return got ? "ok" : std::string{to_string(got.error().kind)};
  }

  sim::instant now{std::chrono::milliseconds{1'800'000'000'000}};
  std::deque<std::function<void()>> messages;
  std::multimap<sim::instant, std::function<void()>> alarms;
  sim::core peer;
  in_process client;
  std::vector<std::string> heard;
  std::optional<wire::answered<json::value>> last;
};

} // namespace weft::avi::testing
