#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/schema.hpp"

namespace weft::k8s {

/// Applies a strategic merge patch as kubectl sends it for built-in kinds: lists that are maps
/// merge by their first key, sets by value, others are replaced; `$patch: delete|replace`,
/// `$deleteFromPrimitiveList/…` and `$retainKeys` are obeyed, `$setElementOrder/…` is not.
json::value strategic_merge(json::value document, const json::value& patch, const schema* by);

} // namespace weft::k8s
