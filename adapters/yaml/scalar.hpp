#pragma once

#include "protocol/json/value.hpp"

#include <optional>
#include <string>

namespace weft::yaml {

/// What an unquoted scalar means to Kubernetes' YAML reader.
/// @returns no value for an infinity or not-a-number, which JSON cannot say.
std::optional<json::value> read_plain(const std::string& text);

} // namespace weft::yaml
