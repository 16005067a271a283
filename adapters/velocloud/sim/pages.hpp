#pragma once

#include "adapters/net/http.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::velocloud::sim {

/// A request target without its query.
std::string_view path_of(std::string_view target);

/// The sort of page a portal, a proxy or a log-in form answers with.
net::http_response html(int status, std::string_view title);
net::http_response as_json(int status, const json::value& body);
/// "2023-01-27T09:37:18.359Z".
std::string iso_time(std::int64_t epoch_ms);
/// `{"error":{"code":…,"message":…}}`. @see velocloud.md 4.4
json::value error_body(int code, std::string_view message);

} // namespace weft::velocloud::sim
