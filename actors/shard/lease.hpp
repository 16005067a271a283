#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/k8s/client.hpp"
#include "protocol/k8s/lease.hpp"
#include "protocol/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <memory>
#include <optional>
#include <string>

namespace weft {

/// What an elector is given at birth.
struct elector_wiring {
  lease_settings rules; ///< with a name_space, unless disabled
  std::string identity; ///< unique per process start
  api_actor api;
  citizen_actor citizen;
  surroundings* world = nullptr; ///< outlives the actor
  /// Where a candidate watches the Lease, so that one given away is taken at once; null: nowhere.
  std::shared_ptr<k8s::client> server;
};

/// Leader election by Lease. Without `rules.enabled` this process leads from the start.
///
/// Expected flow: read until the Lease is free → write our name → renew with the version known,
/// reading again only when that fails → `step_down` clears the name. Whoever waits watches the
/// Lease as well as it can, and reads it from time to time all the same. An installation brings the
/// Lease along without a holder; one that is missing was deleted, and is made anew a whole duration
/// later.
///
/// Guarantees: the fence is open only until a renew deadline after the start of the last write that
/// succeeded, and others wait for a whole lease duration after they saw it; so no two processes may
/// write at once while their clocks' rates differ by less than duration / deadline. The citizen is
/// told once at the start and then whenever it changes; the fence closes before it is told to stop.
/// @see kubernetes.md 10
struct elector_state {
  static inline const char* name = "elector";

  enum class phase : std::uint8_t { standing_by, leading, releasing, retired };
  enum class purpose : std::uint8_t { attempt, deadline, watch };
  using time_point = caf::actor_clock::time_point;

  /// The Lease as we last saw it, on our own clock.
  struct sighting {
    k8s::object_meta meta;
    k8s::lease spec;
    time_point changed{}; ///< when we first saw this spec
    /// It bears our name again after another's, and not by our doing: a server restored from a
    /// backup tells the past, while the other may still write.
    bool returned = false;
  };

  explicit elector_state(elector_actor::pointer owner) : self(owner) {}

  elector_actor::behavior_type start(elector_wiring with);

  void on_wake(const wake& told);
  void attempt();
  void read();
  /// Sends a write and, when it succeeded, counts from its start.
  void write();
  void on_read(const k8s::response& answer);
  void on_unread(const fault& why);
  void on_written(const k8s::response& answer, time_point began, fence::instant boot);
  void on_unwritten(const fault& why);
  void note_missing();
  /// Notes that the Lease is read before it is written.
  void count_detour() const;
  void rest();
  void lead(time_point began, fence::instant boot);
  /// Stops leading when the deadline has passed on either clock.
  void check_deadline();
  void lose(phase next, const std::string& why);
  void tell(bool is);
  caf::result<stepped_down> leave();
  void retire();
  bool see(const k8s::response& answer);
  void see(k8s::projection found);
  /// When nobody else can be writing any more: a whole duration after the Lease last changed, or
  /// after it was first missed.
  time_point free_from() const;
  /// Until the Lease of another has run out, and a little longer.
  std::chrono::nanoseconds runs_out_in() const;
  /// Opens a watch of the Lease, unless there is one.
  void watch();
  void stop_watching();
  void on_told(const watch_told& news);
  bool ours() const;
  bool held_by_another() const;
  k8s::lease wanted() const;
  k8s::request bounded(k8s::request what) const;
  void enter(phase next);
  description describe_self() const;

  elector_actor::pointer self;
  elector_wiring wiring;
  object_key key;
  timers<purpose, 3> clock;
  std::optional<sighting> seen;
  std::optional<time_point> missing_since; ///< it does not exist
  k8s::lease sent;                         ///< as we last wrote it, or tried to
  std::optional<caf::typed_response_promise<stepped_down>> leaving;

  phase now = phase::standing_by;
  time_point since{};
  time_point renewed{};  ///< start of the last write that succeeded
  time_point patience{}; ///< when a release is given up
  fence::instant permitted_until{};
  bool busy = false;                   ///< an exchange is under way
  bool fresh = false;                  ///< this attempt has read the Lease
  bool stirred = false;                ///< the watch has told something during an exchange
  std::unique_ptr<k8s::stream> glance; ///< the watch of the Lease
  std::uint64_t round = 0;             ///< names it
  std::uint32_t failures = 0;          ///< consecutive
  std::string trouble;
  errc logged = errc::none; ///< the reason of it that has been logged
  std::uint64_t handled = 0;
};

/// What to spawn: `elector_state` as an actor.
elector_actor::behavior_type elector(elector_actor::stateful_pointer<elector_state> self,
                                     elector_wiring with);

} // namespace weft
