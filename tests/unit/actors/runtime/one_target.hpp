#pragma once

#include "actors/runtime/target.hpp"
#include "tests/unit/actors/runtime/toy.hpp"

#include <optional>
#include <set>
#include <string>

namespace weft::toy {

using namespace std::chrono_literals;

/// One target between a toy controller and a household, under a fake clock.
struct one_target : weft::testing::deterministic_actors {
  one_target() {
    way = spawn(session, &vco);
    subject = spawn(target, target_wiring{"toy/t", lent(filling_), way, spawn(house, &home),
                                          spawn(recorder, &home), &world(),
                                          [this] { return alive; }, [this] { return listed; }});
  }

  void give(const snapshot<fragment>& part) { caf::anon_send(subject, contribute{part}); }
  void all_have_spoken() { caf::anon_send(subject, view_complete{true}); }
  /// Long enough for a whole cycle, debounce included, and short of the next write.
  void cycle() { advance(1s); }

  domain filling_ = filling();
  controller vco;
  household home;
  std::optional<std::set<std::string>> alive{std::in_place};
  std::optional<caf::actor_clock::time_point> listed; ///< the view's age
  session_actor way;
  target_actor subject;
};

} // namespace weft::toy
