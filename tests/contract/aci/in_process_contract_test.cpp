#include "adapters/aci/in_process.hpp"
#include "tests/contract/aci/cases.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <map>

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// All in one thread, under a clock of its own.
class in_process_peer : public contract::peer {
public:
  in_process_peer() { contract::furnish(apic_, now_); }

  client& by_password() override { return password_; }
  client& by_signature() override { return signature_; }
  void with(std::function<void(sim::core&, sim::instant)> look) override { look(apic_, now_); }

  void advance(std::chrono::milliseconds time) override {
    const auto until = now_ + time;
    while (step(until)) {
    }
    now_ = until;
  }

  void set_up(std::size_t node, bool up) override { apic_.set_up(node, up, now_); }

  bool wait(contract::diary& in, std::size_t many) override {
    const auto until = now_ + 5min;
    while (in.all().size() < many)
      if (!step(until))
        return false;
    return true;
  }

private:
  /// @returns false when nothing happens until then.
  bool step(sim::instant until) {
    std::function<void()> next;
    if (!messages_.empty()) {
      next = std::move(messages_.front());
      messages_.pop_front();
    } else if (!alarms_.empty() && alarms_.begin()->first <= until) {
      now_ = std::max(now_, alarms_.begin()->first);
      next = std::move(alarms_.begin()->second);
      alarms_.erase(alarms_.begin());
    } else {
      return false;
    }
    next();
    return true;
  }

  sim::surroundings surroundings() {
    return {[this](std::function<void()> what) { messages_.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms_.emplace(now_ + delay, std::move(what));
            },
            [this] { return now_; }};
  }

  sim::instant now_{std::chrono::milliseconds{1'800'000'000'000}};
  std::deque<std::function<void()>> messages_;
  std::multimap<sim::instant, std::function<void()>> alarms_;
  sim::core apic_;
  sim::switchboard board_{apic_, surroundings()};
  in_process password_{board_, contract::password_credential()};
  in_process signature_{board_, contract::signing_credential()};
};

} // namespace

TEST_CASE("the way to an APIC without a wire keeps what it promises", "[aci][contract]") {
  for (const auto& one : contract::apic_cases())
    DYNAMIC_SECTION(one.name) {
      in_process_peer peer;
      one.holds(peer);
    }
}
