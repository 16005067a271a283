#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "protocol/k8s/event.hpp"
#include "protocol/k8s/kind.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace weft {

/// What a recorder is given at birth.
struct recorder_wiring {
  std::map<std::string, k8s::kind> kinds; ///< by name: those that Events can be about
  std::string controller;                 ///< "weft.dev/velocloud"
  std::string instance;                   ///< pod name
  api_actor api;
  surroundings* world = nullptr; ///< outlives the actor
};

/// Publishes notices as Events and logs each of them. Notices that agree in object, part, type and
/// reason are one series, whatever their notes say: the first creates the Event, the second makes
/// it a series, and from then on only the count moves, half-hourly and when the series ends.
///
/// Guarantees: nothing waits for it and nothing fails because of it; what cannot be published is
/// counted. Notices about no object, or about a kind it was not given, are logged only.
/// @see kubernetes.md 9
struct recorder_state {
  static inline const char* name = "recorder";

  enum class purpose : std::uint8_t { sweep, retry };
  using time_point = caf::actor_clock::time_point;
  /// Object, part of it, warning, reason.
  using series_key = std::tuple<owner, std::string, bool, std::string>;

  struct series {
    k8s::event what;
    std::int64_t count = 1;
    std::int64_t told = 0; ///< the count that the API server knows; 0: it has no Event yet
    time_point last{};     ///< occurrence
    time_point refreshed{};
    k8s::micro_timestamp observed{}; ///< `last` for people
    std::uint32_t attempts = 0;      ///< failed since the last success
    bool unsure = false;             ///< the answer to its creation got lost
    bool busy = false;               ///< a request is under way, or waits for another attempt
  };

  explicit recorder_state(recorder_actor::pointer owner) : self(owner) {}

  recorder_actor::behavior_type start(recorder_wiring with);

  void take(const notice& news);
  void begin(const series_key& key, const notice& news, const k8s::kind& kind);
  void publish(const series_key& key);
  void on_published(const series_key& key, std::int64_t count);
  void on_fault(const series_key& key, const fault& why);
  /// Publishes under another name.
  void rename(const series_key& key);
  void retry_later(const series_key& key, const fault& why);
  void forget(const series_key& key, const fault& why);
  void on_wake(const wake& told);
  void sweep();
  void retry();
  void arm_retry();
  k8s::micro_timestamp stamp();
  description describe_self() const;

  recorder_actor::pointer self;
  recorder_wiring wiring;
  timers<purpose, 2> clock;
  std::map<series_key, series> running;
  std::set<std::pair<time_point, series_key>> resting; ///< by when they are tried again
  std::size_t open = 0;                                ///< series that are busy
  k8s::micro_timestamp last_stamp{};
  std::uint64_t handled = 0;
  std::uint64_t dropped = 0; ///< there were too many
  std::uint64_t lost = 0;    ///< could not be published
  std::string trouble;
};

/// What to spawn: `recorder_state` as an actor.
recorder_actor::behavior_type recorder(recorder_actor::stateful_pointer<recorder_state> self,
                                       recorder_wiring with);

} // namespace weft
