#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

namespace weft::k8s {

/// Where an API server is.
struct server_url {
  net::endpoint where;
  std::string base_path; ///< "/k8s/clusters/c-1", or empty
};

/// Reads "https://host:port/path"; the host may be an IPv6 address in brackets.
/// @returns errc::refused, quoting the URL, for anything else.
result<server_url> read_server_url(std::string_view text);

} // namespace weft::k8s
