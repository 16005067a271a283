#pragma once

#include "protocol/json/value.hpp"
#include "protocol/pattern.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weft::k8s::cel {

/// A node of a rule's syntax tree. Only the reader and the evaluator of rules look inside.
struct node {
  enum class kind : std::uint8_t {
    literal,   ///< `held`
    name,      ///< variable `text`
    list,      ///< of `parts`
    member,    ///< parts[0].text
    index,     ///< parts[0][parts[1]]
    has,       ///< has(parts[0].text)
    call,      ///< text(parts…); a method's receiver is the first part
    operation, ///< parts[0] text parts[1], or text parts[0]
    choice,    ///< parts[0] ? parts[1] : parts[2]
    macro,     ///< parts[0].text(variable, parts[1])
  };
  kind what = kind::literal;
  std::string text;
  std::string variable;
  json::value held;
  std::optional<pattern> expression; ///< of matches() with a literal
  std::vector<node> parts;
};

/// @returns errc::refused, saying where.
result<node> read(std::string_view text);

} // namespace weft::k8s::cel
