#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weft::k8s {

/// Microseconds since the epoch, as Leases and Events carry them.
using micro_timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// "2026-11-21T12:00:00.000001Z", always six digits: the server accepts no other form.
std::string to_rfc3339_micro(micro_timestamp when);

/// Reads RFC 3339 with any number of fraction digits; those beyond the sixth are dropped.
/// @returns nothing when `text` is not RFC 3339.
std::optional<micro_timestamp> from_rfc3339_micro(std::string_view text);

} // namespace weft::k8s
