#pragma once

#include "protocol/settings.hpp"

#include <cstdint>
#include <string>

namespace weft {

struct plan_options {
  enum class layout : std::uint8_t { text, json };

  std::string domain;     ///< this one alone; empty: all that are enabled
  std::string name_space; ///< show what concerns its objects alone; empty: all
  layout output = layout::text;
};

/// Prints what the controller would change, and changes nothing.
/// @returns the exit code: 0 nothing to do, 2 changes, 1 trouble.
int run_plan(const settings& how, const plan_options& wish);

} // namespace weft
