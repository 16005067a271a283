#pragma once

#include "protocol/fault.hpp"
#include "protocol/messages.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft {

/// A state dump as it was read back.
struct state_dump {
  std::string version;
  std::vector<description> actors;
  std::int64_t unanswered = 0; ///< actors that did not say how they are
};

/// Reads what GET /state answers.
/// @returns errc::malformed when it is something else.
result<state_dump> read_dump(std::string_view text);

/// The actors as a table for people, one a line, with a head.
std::string write_table(const state_dump& dump);

/// "12 s", "3 min", "5 h" or "2 d"; "-" for less than a second.
std::string write_age(std::int64_t milliseconds);

} // namespace weft
