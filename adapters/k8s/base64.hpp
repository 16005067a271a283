#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft::k8s {

/// Decodes RFC 4648 base64, blanks and line ends allowed; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

} // namespace weft::k8s
