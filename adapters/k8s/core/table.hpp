#pragma once

#include "adapters/k8s/core/scope.hpp"
#include "protocol/json/value.hpp"

#include <vector>

namespace weft::k8s::server {

/// A meta.k8s.io/v1 Table of `items` as `kubectl get` shows it.
/// @param with_columns False after the first event of a watch.
json::value make_table(const scope& for_whom, const std::vector<json::value>& items,
                       json::value list_meta, bool with_columns);

/// metadata alone.
json::value make_partial(const json::value& object);

/// "24s", "2m51s", "5h", "324d" as kubectl shows an age.
std::string age(std::int64_t seconds);

} // namespace weft::k8s::server
