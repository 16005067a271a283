#pragma once

#include "protocol/domain.hpp"

#include <unordered_set>

namespace weft::cni {

/// The Pods that mean something else after a change of a network object that `index` shows already;
/// a Pod's own change is its own affair.
/// @param before Null: there was no such object.
/// @param after Null: there is none any more.
std::unordered_set<object_key> affected(const k8s::projection* before, const k8s::projection* after,
                                        const view& index);

} // namespace weft::cni
