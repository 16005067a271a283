#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Versions of CNI. @see cni.md 5.3
namespace weft::cni {

/// Whether we speak it: 0.1.0 to 1.1.0.
bool is_known_version(std::string_view version);

/// Whether `version` is at least `least`. Both are known.
bool is_at_least(std::string_view version, std::string_view least);

/// The one a configuration is run with: the highest of `cniVersions` and `cniVersion` that we
/// speak; 0.1.0 where it names none. @returns errc::refused when we speak none of them.
result<std::string> choose_version(const json::value& config);

/// The versions that a plugin says it speaks, out of its answer to VERSION.
/// @returns errc::malformed for what is no such answer.
result<std::vector<std::string>> read_versions(std::string_view answer);

/// The version in which a whole chain can be run: `chosen` if every plugin speaks it, else the
/// highest of the configuration's own `cniVersions` that all speak.
/// @returns errc::refused, with who speaks what, when there is none.
result<std::string> agree(const json::value& config, std::string_view chosen,
                          const std::vector<std::vector<std::string>>& spoken);

} // namespace weft::cni
