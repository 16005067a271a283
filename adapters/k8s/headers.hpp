#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/k8s/credentials.hpp"
#include "adapters/net/http.hpp"
#include "protocol/k8s/exchange.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// The request as it goes over the wire, with credential, impersonation and user agent.
net::http_request to_http(const request& asked, const cluster_access& access, const credential& as,
                          std::string_view user_agent);

/// The answer with what its headers say: Retry-After in seconds, Warning.
response from_http(net::http_response answer);

/// The texts of one Warning header: `299 - "text"`, several separated by commas.
/// @see kubernetes.md 2.3
std::vector<std::string> read_warnings(std::string_view header);

} // namespace weft::k8s
