#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <string_view>

namespace weft::k8s::server {

/// Reads an object in Kubernetes' protobuf form, as `kubectl create` sends some built-in kinds:
/// ConfigMap, Deployment, Namespace, Secret, Service, ServiceAccount. Fields without a name here
/// are left out.
/// @returns errc::malformed for other kinds and for broken bytes.
result<json::value> read_protobuf(std::string_view body);

} // namespace weft::k8s::server
