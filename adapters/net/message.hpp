#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

namespace weft::net {

/// The bytes of a whole request to `where`, `Host` and `Content-Length` included.
/// @returns errc::refused when target or fields hold control characters.
result<std::string> write_request(const http_request& what, const endpoint& where);

/// The bytes of a whole answer, `Content-Length` included.
std::string write_response(const http_response& what);

/// The bytes of the head of an answer whose body follows in chunks.
std::string write_chunked_head(const http_response& what);

/// Appends `bytes` as one chunk; nothing when empty, since that would be the last chunk.
void append_chunk(std::string& out, std::string_view bytes);

/// The last chunk.
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// "GET https://host:port/path": names an exchange in faults; the query stays out.
std::string name_exchange(const http_request& what, const endpoint& where);

/// "host:port", with brackets around an IPv6 address.
std::string name_host(const endpoint& where);

/// The same fault, met in the exchange `where`.
fault placed(fault why, std::string where);

} // namespace weft::net
