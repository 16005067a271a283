#pragma once

#include <string>
#include <string_view>

namespace weft::k8s::server {

/// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);
/// RFC 4648 section 5, without padding: fit for a URL.
std::string to_base64_url(std::string_view bytes);
/// Reads the URL form; empty when `text` is not.
std::string from_base64_url(std::string_view text);

} // namespace weft::k8s::server
