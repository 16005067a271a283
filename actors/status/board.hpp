#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/timer.hpp"
#include "adapters/status/vital_signs.hpp"
#include "protocol/state/filter.hpp"
#include "protocol/state/vitals.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace weft {

/// Takes the pieces of a dump, in order; `last` comes once per ticket that was not stopped.
/// Called on the board's thread; must not block.
using board_sink = std::function<void(std::uint64_t ticket, std::string piece, bool last)>;

/// What the board is given at birth.
struct board_wiring {
  parent_actor root;
  board_sink out;
  status::vital_signs* signs = nullptr; ///< outlives the actor
  std::string version;                  ///< of the program, for the dump
};

/// Walks the tree below the root: one walk for each dump asked for, at most four at once, and one
/// of its own now and then for the vital signs, so rare that it costs a twentieth of the time.
///
/// Guarantees: a walk never holds more than a window of questions and of pieces that were not
/// taken, however large the tree; an actor that does not answer is counted, not waited for. The
/// dump is one JSON object, "actors" first, one entry a line. It is not one instant: each entry is
/// true of the moment its actor was asked. Ends when the root does. @see kubernetes.md 13.4
struct board_state {
  static inline const char* name = "board";

  enum class purpose : std::uint8_t { beat };

  /// Somebody to be asked.
  struct visit {
    caf::actor whom;
    std::string parent;
    bool is_parent = false;
  };

  struct walk {
    state_filter which;
    bool silent = false; ///< for the vital signs only
    caf::actor_clock::time_point since{};
    std::deque<visit> ahead;
    std::uint32_t asked = 0; ///< questions without an answer yet
    std::int64_t room = 0;   ///< pieces that may be handed out
    std::string piece;
    vitals found;
    std::uint64_t seen = 0;
    std::uint64_t shown = 0;
    std::uint64_t answers = 0;
    std::uint64_t answers_at_beat = 0;
    std::uint32_t idle_beats = 0;
  };

  explicit board_state(board_actor::pointer owner) : self(owner) {}

  board_actor::behavior_type start(board_wiring with);

  void on_show(const show& wish);
  void on_more(const show_more& taken);
  void on_stop(std::uint64_t ticket);
  void on_beat();
  void begin(std::uint64_t ticket, const state_filter& which);
  void step(std::uint64_t ticket);
  void ask(std::uint64_t ticket, visit next);
  void ask_roll(std::uint64_t ticket, const caf::actor& whom, const std::string& parent);
  void on_answer(std::uint64_t ticket);
  void take(std::uint64_t ticket, walk& its, const description& one, const std::string& parent);
  void give_up_idle();
  void finish(std::uint64_t ticket);
  void write_tail(walk& its) const;
  void admit_waiting();
  void end();
  walk* find(std::uint64_t ticket);
  description describe_self() const;

  board_actor::pointer self;
  board_wiring wiring;
  std::map<std::uint64_t, walk> walks; ///< by ticket; the silent one under zero
  std::deque<show> waiting;
  timers<purpose, 1> clock;
  caf::actor_clock::time_point next_silent{};
  std::uint64_t handled = 0;
};

/// What to spawn: `board_state` as an actor.
board_actor::behavior_type board(board_actor::stateful_pointer<board_state> self,
                                 board_wiring with);

} // namespace weft
