#pragma once

#include "adapters/k8s/core/resource.hpp"

namespace weft::k8s::server {

/// How lists and maps of a built-in kind merge, and its top-level members; nothing is validated.
std::shared_ptr<const schema> builtin_shape(const resource& of);

/// The columns that `kubectl get` shows of a built-in kind, after Name.
std::vector<column> builtin_columns(const resource& of);

} // namespace weft::k8s::server
