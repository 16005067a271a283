#pragma once

#include "protocol/fault.hpp"
#include "protocol/state/filter.hpp"

#include <cstdint>
#include <string>

namespace weft {

/// Where a running weft answers.
struct state_address {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8081;
};

struct state_options {
  enum class layout : std::uint8_t { table, json };

  state_address at;
  state_filter which;
  layout output = layout::table;
};

/// Prints the state of the actors of a running weft. @returns the exit code: 1, with a word to
/// stderr, when none can be reached.
int run_state(const state_options& how);

/// What GET /state there answers to this filter.
/// @returns errc::unreachable when nobody is there, errc::refused when the answer is not 200.
result<std::string> fetch_state(const state_address& at, const state_filter& which);

} // namespace weft
