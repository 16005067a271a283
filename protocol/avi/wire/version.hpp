#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::avi::wire {

/// A version of the API or of a controller: 20.1.2. What follows the third number is not compared.
struct version {
  std::array<std::uint32_t, 3> parts{};

  auto operator<=>(const version&) const = default;
};

/// Reads "20.1.2", "22.1" or "20.1.2-9171-20201007"; nothing for anything else.
std::optional<version> read_version_number(std::string_view text);

/// Since then routes and Service Engine Groups carry labels, and objects markers. @see avi.md 2.11
inline constexpr version first_with_labels{{20, 1, 1}};

/// The version to speak: what is configured, else the controller's own, but none newer than what
/// we know. @see avi.md 11.1
/// @param controllers As the controller says it; empty, or no version: what we know is spoken.
std::string spoken_version(std::string_view configured, std::string_view controllers);

} // namespace weft::avi::wire
