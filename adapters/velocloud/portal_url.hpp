#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

namespace weft::velocloud {

/// Where the Portal API of one VCO is.
struct portal_url {
  net::endpoint where;
  std::string root; ///< what comes before "/portal"; usually empty
  std::string rest; ///< path of the REST-like transport, without a trailing slash

  bool operator==(const portal_url&) const = default;
};

/// Reads VCO_URL: with or without "/portal" or "/portal/rest", with or without trailing slashes.
/// @returns errc::refused when it is not an http or https URL, or holds credentials, query or
///          fragment. @see velocloud.md 4.1 and 8.8
result<portal_url> read_portal_url(std::string_view text);

} // namespace weft::velocloud
