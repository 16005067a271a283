#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/exchange.hpp"

#include <string>

namespace weft::k8s {

/// Asks which cluster this is: the uid of the namespace kube-system, which lives as long as the
/// cluster does.
request cluster_id_request();

/// @returns errc::malformed when the answer holds no uid; else what the server's Status says.
result<std::string> read_cluster_id(const response& answer);

} // namespace weft::k8s
