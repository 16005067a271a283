#pragma once

#include "adapters/aci/sim/store.hpp"
#include "protocol/fault.hpp"

#include <functional>
#include <string_view>

namespace weft::aci::sim {

/// Whether an object fits.
using filter = std::function<bool(const object&)>;

/// Reads `eq ne lt le gt ge bw wcard anybit and or not xor`. @see aci.md 2.5
/// @returns errc::refused for anything else, with the APIC's sort of words.
result<filter> read_filter(std::string_view text);

} // namespace weft::aci::sim
