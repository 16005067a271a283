#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <string_view>

namespace weft::aci {

/// Reads an APIC's address: a host, with or without a port and "https://"; "http://" for tests.
/// @returns errc::refused for anything else.
result<net::endpoint> read_apic_address(std::string_view text);

} // namespace weft::aci
