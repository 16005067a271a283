#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <string_view>
#include <vector>

namespace weft::yaml {

/// Reads every document of a YAML text as the JSON that Kubernetes makes of it: plain `yes`, `on`
/// and `true` are booleans, `010`, `0o10` and `0x8` whole numbers, `~` null; what is quoted stays
/// text, and so do dates. Anchors, aliases and `<<` are resolved; member names become text. A
/// document that is empty or all comments is left out.
/// @returns errc::malformed with line and column; also for a key that is set twice, and for a
///          document that holds itself or grows out of all proportion by its aliases.
result<std::vector<json::value>> read_all(std::string_view text);

/// Reads the one document of `text`; null when there is none.
/// @returns errc::malformed as above, or when there are several.
result<json::value> read(std::string_view text);

} // namespace weft::yaml
