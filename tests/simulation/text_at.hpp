#pragma once

#include "protocol/json/value.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace weft::simulation {

/// The text at `path`; empty when there is none.
inline std::string text_at(const json::value& in, std::initializer_list<std::string_view> path) {
  const auto* held = in.find_path(path);
  return std::string{held ? held->text_or("") : ""};
}

} // namespace weft::simulation
