#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

namespace weft::json {

/// Applies a JSON patch (RFC 6902) as a whole or not at all.
/// @returns errc::malformed when `patch` is no list of operations; errc::refused when an operation
///          is unknown, its place does not exist, or a test does not hold.
result<value> apply_patch(value document, const value& patch);

/// Applies a merge patch (RFC 7396): null removes, objects merge, all else replaces.
value merge_patch(value document, const value& patch);

} // namespace weft::json
