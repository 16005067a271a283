#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::config {

/// Reads "300s", "5m", "250ms", "1h30m". Without a unit, negative or beyond the range of the type:
/// no value.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text);

/// The shortest text that `read_duration` reads as `shown`: "1h30m", "250ms", "0s".
std::string write_duration(std::chrono::milliseconds shown);

/// Reads "512KiB", "32MiB", "1GiB" or "100B".
std::optional<std::uint64_t> read_bytes(std::string_view text);
std::string write_bytes(std::uint64_t shown);

} // namespace weft::config
