#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/kind.hpp"

#include <cstdint>
#include <string_view>

namespace weft::k8s {

/// How an API server stands to a kind.
enum class standing : std::uint8_t {
  served,
  ending, ///< its definition is being deleted: nothing new can be made, and what there is goes
  absent, ///< it does not know the kind
};

std::string_view to_string(standing how);

/// Asks for what is served in the kind's group and version, which every authenticated client may.
/// @see kubernetes.md 3.1
request resources_request(const kind& which);

/// Reads the answer to `resources_request`. While a definition is being deleted, its kind is listed
/// without the verb "create" (tried with kube-apiserver 1.36, before the first object is deleted).
/// errc::malformed: it is no list of resources.
result<standing> read_standing(const response& answer, const kind& which);

/// The same of a request that failed: errc::not_found says that nothing of the group and version is
/// served, anything else is returned as it is.
result<standing> read_standing(const fault& why);

} // namespace weft::k8s
