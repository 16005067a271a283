#pragma once

#include "protocol/fault.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

/// The syntax of protocol/velocloud/pattern.hpp: which expressions are understood, and as what.
namespace weft::velocloud::pattern_syntax {

inline constexpr int unbounded = -1;

/// A set of code points.
struct point_set {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  bool negated = false;

  bool holds(char32_t c) const {
    return negated != std::any_of(ranges.begin(), ranges.end(), [c](const auto& range) {
             return range.first <= c && c <= range.second;
           });
  }
};

/// One part of an expression, as a tree.
struct node {
  enum class shape : std::uint8_t { set, sequence, choice, repeat, at_start, at_end };
  shape is = shape::sequence;
  point_set set;
  std::vector<node> parts;
  int least = 0;
  int most = 0; ///< of a repeat; or `unbounded`
};

/// @returns errc::refused with the reason when `text` is not understood.
result<node> read(std::string_view text);

} // namespace weft::velocloud::pattern_syntax
