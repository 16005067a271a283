#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <string>
#include <string_view>

namespace weft::avi {

/// Reads a controller's address: a host, with or without a port and "https://"; "http://" for
/// tests.
/// @returns errc::refused for anything else.
result<net::endpoint> read_controller_address(std::string_view text);

/// What requests to it name as their origin: "https://host", with the port where it is not the
/// usual one. @see avi.md 2.2
std::string origin_of(const net::endpoint& where);

} // namespace weft::avi
