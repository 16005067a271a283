#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/projection.hpp"

#include <simdjson.h>

namespace weft::k8s {

/// Reads one object into `into`, which is filled as far as the bytes go even when the object turns
/// out to be useless. Throws simdjson::simdjson_error like every reader of simdjson values; only
/// decode.cpp includes this header.
/// @returns the projector's fault, or errc::malformed for an object of another kind, or without a
/// name, a uid or a version.
result<void> read_object(simdjson::ondemand::object from, const kind& which, projection& into);

/// Reads the object of a BOOKMARK.
/// @returns whether it ends the initial events.
bool read_bookmark(simdjson::ondemand::object from, object_meta& into);

} // namespace weft::k8s
