#pragma once

#include "protocol/json/value.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace weft::tests {

/// A copy of the text at `path`, to be put together with others; empty when there is none.
inline std::string text_at(const json::value& in, std::initializer_list<std::string_view> path) {
  return std::string{in.text_at(path)};
}

} // namespace weft::tests
