#pragma once

#include "protocol/aci/names.hpp"
#include "protocol/fault.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace weft::aci {

/// What a Deployment's annotation says. @see aci.md 5.2, 8.1
struct assignment {
  eepg_name where;
  std::optional<bool> pods; ///< whether the addresses of its Pods are published; else settings say
  std::string warning;      ///< why "pods" is ignored, for its author; empty: it is not
};

/// Reads the annotation's value. Members beyond ours are ignored, and of several of one name the
/// last counts.
/// @returns errc::malformed with all that is wrong, and what is allowed, for its author; a value of
///          theirs is shown in part at most.
/// @see aci.md 9
result<assignment> read_annotation(std::string_view value);

} // namespace weft::aci
