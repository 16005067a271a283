#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weft::fuzz {

/// Numbers that look random and follow from their seed alone, on every machine (splitmix64).
class chance {
public:
  explicit chance(std::uint64_t seed) : state_(seed) {}
  /// Seeded by the text itself, so that an input decides everything that is done with it.
  explicit chance(std::string_view text);

  std::uint64_t next();
  /// From 0 to `count` - 1; 0 when there is nothing to choose from.
  std::size_t below(std::size_t count);

private:
  std::uint64_t state_;
};

/// The text cut into pieces of 1 to `longest` bytes, as a network might.
std::vector<std::string_view> cut(std::string_view text, chance& by, std::size_t longest);

} // namespace weft::fuzz
