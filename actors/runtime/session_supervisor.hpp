#pragma once

#include "actors/catalogue.hpp"
#include "actors/runtime/nursery.hpp"
#include "actors/runtime/surroundings.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace weft {

/// What a session supervisor is given at birth.
struct session_supervisor_wiring {
  std::string domain; ///< for the state dump
  std::vector<std::string> controllers;
  /// Which controller a target lives on.
  std::function<std::string(const std::string& target)> controller_of;
  /// Starts the session with one controller as a child of the given actor.
  std::function<session_actor(caf::local_actor* parent, const std::string& controller)> spawn;
  surroundings* world = nullptr;
  bool sessions_have_children = false; ///< and name them, as a PARENT
};

/// One session per controller, in front of which it stands: targets send to it and never see a
/// restart, only errc::unreachable while a session is away.
struct session_supervisor_state {
  static inline const char* name = "session_supervisor";

  explicit session_supervisor_state(session_house_actor::pointer owner) : self(owner) {}

  session_house_actor::behavior_type start(session_supervisor_wiring with);

  /// The session for this target, or null.
  session_actor way_to(const std::string& target) const;
  void spawn(const std::string& controller);
  void on_down(const caf::down_msg& msg);
  void on_exit(const caf::exit_msg& msg);
  void on_wake(const wake& due);
  roll children() const;
  description describe_self() const;

  session_house_actor::pointer self;
  session_supervisor_wiring wiring;
  nursery<std::string, session_actor> sessions{
    backoff{std::chrono::milliseconds{500}, std::chrono::minutes{1}}, ~std::uint32_t{0}};
  caf::error stopping;
};

/// What to spawn: `session_supervisor_state` as an actor.
session_house_actor::behavior_type
session_supervisor(session_house_actor::stateful_pointer<session_supervisor_state> self,
                   session_supervisor_wiring with);

} // namespace weft
