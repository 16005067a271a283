#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::cni {

/// An IPv4 or IPv6 address, compared by value, with the length of its prefix where one was given.
struct address {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{}; ///< IPv4 fills the first four
  std::optional<std::uint8_t> length;

  auto operator<=>(const address&) const = default;
};

/// Reads "10.1.1.5", "10.1.1.5/24", "2001:db8::1/64". Nothing for anything else.
std::optional<address> read_address(std::string_view text);

/// What stands before "/".
std::string_view without_length(std::string_view text);

/// Whether it is all addresses of its family: the destination of a default route.
bool is_everything(std::string_view prefix);

} // namespace weft::cni
