#pragma once

#include "adapters/avi/sim/pages.hpp"
#include "adapters/avi/sim/store.hpp"
#include "protocol/avi/wire/version.hpp"

#include <optional>
#include <string>

namespace weft::avi::sim {

/// In what surroundings a write is judged.
struct circumstances {
  std::string spoken; ///< version of the API, as it was said; empty: not said
  std::string license_tier;
};

/// What the controller itself checks and adds, after references are resolved. @see avi.md 15.2, S5
/// @param before Null: the object is new.
/// @returns why it is refused; nothing: `what` is as it is to be stored.
std::optional<objection> settle(const store& all, const object* before, object& what,
                                const circumstances& under);

/// Takes away what the spoken version does not know. @see avi.md 2.11
void shape_for(const std::string& spoken, const object& what, json::value& body);

} // namespace weft::avi::sim
