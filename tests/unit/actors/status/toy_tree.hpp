#pragma once

#include "actors/catalogue.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A tree of actors that can do nothing but tell how they are.
namespace weft::testing {

inline description said(std::string actor, std::string key, std::string state = "idle") {
  description out;
  out.actor = std::move(actor);
  out.key = std::move(key);
  out.state = std::move(state);
  return out;
}

/// A leaf.
inline describable_actor::behavior_type leaf(describable_actor::pointer, description what) {
  return {[what](describe) { return what; }};
}

/// A leaf that never answers.
inline describable_actor::behavior_type mute(describable_actor::pointer self) {
  struct kept {
    std::vector<caf::typed_response_promise<description>> promises;
  };
  return {[self, held = std::make_shared<kept>()](describe) -> caf::result<description> {
    held->promises.push_back(self->make_response_promise<description>());
    return held->promises.back();
  }};
}

/// A parent.
inline parent_actor::behavior_type branch(parent_actor::pointer, description what, roll children) {
  return {[children](call_roll) { return children; }, [what](describe) { return what; }};
}

} // namespace weft::testing
