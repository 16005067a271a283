#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft {

/// RFC 4648 section 4, with padding.
std::string encode_base64(std::string_view bytes);

/// Reads it, blanks and line ends allowed; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text);

/// RFC 4648 section 5, without padding: fit for a URL.
std::string encode_base64url(std::string_view bytes);

/// Reads it, with or without padding; nothing when it is none.
std::optional<std::string> decode_base64url(std::string_view text);

} // namespace weft
