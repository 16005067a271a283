#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/aci/client.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace weft::aci {

/// What a refresher is given at birth.
struct refresher_wiring {
  std::shared_ptr<client> io;
  subscriber_actor home;                      ///< told of what has lapsed
  std::string fabric;                         ///< for the state dump
  std::chrono::milliseconds between{100};     ///< two calls, at least
  std::chrono::milliseconds patience{30'000}; ///< for one answer, at most
};

/// Keeps the subscriptions of one session alive: each is refreshed at a third of its lifetime, one
/// call at a time. The first timer starts with the first subscription.
///
/// Guarantees: `lapsed` is said once per subscription: when the APIC does not know it any more,
/// when two refreshes in a row have failed, or when its lifetime has passed without one. What is
/// let go is never spoken of again. @see aci.md 4.4
struct refresher_state {
  static inline const char* name = "aci.refresher";

  enum class purpose : std::uint8_t { next };

  explicit refresher_state(refresher_actor::pointer owner) : self(owner) {}

  refresher_actor::behavior_type start(refresher_wiring with);

  using instant = std::chrono::nanoseconds;
  struct entry {
    instant lifetime{};
    instant due{};
    instant until{};
    std::uint32_t failures = 0; ///< in a row
  };

  void take(const keep& what);
  void refresh_next();
  void schedule();
  void on_answer(const exchanged& news);
  void lapse(const std::string& id, const std::string& why);
  std::map<std::string, entry>::iterator soonest();
  description describe_self() const;
  instant now() const { return self->clock().now().time_since_epoch(); }

  refresher_actor::pointer self;
  refresher_wiring wiring;
  timers<purpose, 1> clock;
  speak_as way;
  std::map<std::string, entry> held; ///< by id
  std::optional<std::string> asked;  ///< the call under way is about this one
  std::uint64_t ticket = 0;          ///< of that call
  std::optional<instant> called;     ///< when the last call left
  std::uint64_t calls = 0;
  std::string trouble;
};

/// What to spawn: `refresher_state` as an actor.
refresher_actor::behavior_type refresher(refresher_actor::stateful_pointer<refresher_state> self,
                                         refresher_wiring with);

} // namespace weft::aci
