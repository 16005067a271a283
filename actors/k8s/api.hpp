#pragma once

#include "actors/catalogue.hpp"
#include "actors/k8s/waiting_line.hpp"
#include "actors/runtime/open_requests.hpp"
#include "actors/runtime/surroundings.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/k8s/client.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// What the API SESSION answers to; everybody else sees an `api_actor`.
using api_session_actor = api_actor::extend<
  // INTERNAL: an exchange is over.
  caf::reacts_to<api_done>,
  // INTERNAL: a pause is over, or a request is due for another attempt.
  caf::reacts_to<wake>>;

/// The only way to the API server besides the watch streams. Requests wait in their lane until one
/// of its places is free: namespaces are served in turn, and fresh changes overtake a backlog.
///
/// Guarantees: every request is answered; who reads what another waits to read shares its answer; a
/// write leaves only while this process may write (errc::expired otherwise), and leaves again only
/// if the server said that it was not applied. A pause the server asks for holds up every lane but
/// that of the leases. After one, and after silence, no more than half as many requests are under
/// way as before, and one more with each answer. Reads that found nobody are repeated, except in
/// the lane of the leases, whose sender has a rhythm of its own. Beyond a thousand waiting events
/// the newest is refused with errc::throttled. @see kubernetes.md 2.4, 2.5
struct api_session_state {
  static inline const char* name = "api";

  enum class purpose : std::uint8_t { resume, retry };

  /// A request that has not been answered yet.
  struct exchange {
    api_call ask;
    std::uint32_t retries = 0;          ///< after it found nobody
    std::uint32_t refusals = 0;         ///< times the server asked for a pause
    std::vector<std::uint64_t> alike{}; ///< who asked the same before it was sent
    caf::actor_clock::time_point lined_up{};
  };

  struct queue {
    waiting_line waiting;
    std::size_t in_flight = 0;
    std::size_t places = 0; ///< requests of this lane under way at once
  };

  explicit api_session_state(api_session_actor::pointer owner) : self(owner) {}

  api_session_actor::behavior_type start(std::shared_ptr<k8s::client> io, surroundings* here,
                                         std::size_t at_once);

  caf::result<api_answer> accept(const api_call& call);
  void pump();
  void send(std::uint64_t ticket);
  void on_done(const api_done& done);
  void on_answer(std::uint64_t ticket, const snapshot<k8s::response>& answer);
  /// No answer has come.
  void on_silence(std::uint64_t ticket, const fault& why);
  /// @param code Of the answer, or "<error>".
  void on_fault(std::uint64_t ticket, const fault& why, const std::string& code);
  void on_wake(const wake& told);
  /// Lets the lanes rest for `span` from now, or longer if they do already.
  void pause(std::chrono::milliseconds span);
  /// Lets a read wait for the answer of another that has not been sent. @returns whether it does.
  bool share(const api_call& call, std::uint64_t ticket);
  /// Puts the request back into its lane.
  void line_up(std::uint64_t ticket);
  void retry_later(std::uint64_t ticket, const std::string& code);
  void arm_retry();
  void fail(std::uint64_t ticket, const fault& why);
  template <class Answer>
  void settle(std::uint64_t ticket, const Answer& with);
  void measure_wait(const exchange& of) const;
  void count_retry(const exchange& of, const std::string& code);
  bool paused() const;
  bool has_place(lane through) const;
  std::size_t under_way() const; ///< in all lanes but that of the leases
  /// The server has too much to do, or cannot be reached.
  void ease();
  queue& queue_of(lane which);
  description describe_self() const;

  api_session_actor::pointer self;
  std::shared_ptr<k8s::client> client;
  surroundings* world = nullptr;
  timers<purpose, 2> clock;

  open_requests<api_answer> promises;
  std::map<std::uint64_t, exchange> exchanges;
  std::map<std::string, std::uint64_t> unsent_reads; ///< by what is read
  std::array<queue, 4> lanes;                        ///< by `lane`
  /// Reads that wait for another attempt, by when.
  std::set<std::pair<caf::actor_clock::time_point, std::uint64_t>> resting;
  std::size_t most = 0;      ///< requests under way at once, in all lanes but that of the leases
  std::size_t allowance = 0; ///< the same while the server has too much to do
  caf::actor_clock::time_point eased_at{};
  std::size_t turn = 0; ///< the lane that is served first
  caf::actor_clock::time_point paused_until{};
  caf::actor_clock::time_point paused_since{}; ///< the latest pause began
  std::uint64_t handled = 0;
  std::uint64_t retries = 0;
  std::uint64_t dropped = 0; ///< events
  std::string trouble;       ///< the last failure
};

/// @param io Outlives every exchange, being shared with it.
/// @param here Outlives the actor.
/// @param at_once Requests under way, those of the Lease not counted; at least 1.
api_session_actor::behavior_type
api_session(api_session_actor::stateful_pointer<api_session_state> self,
            std::shared_ptr<k8s::client> io, surroundings* here, std::size_t at_once);

} // namespace weft
