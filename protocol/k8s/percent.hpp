#pragma once

#include <string>
#include <string_view>

namespace weft::k8s {

/// Percent-encodes all but the unreserved characters of RFC 3986, for one path segment or one
/// query value.
std::string percent_encoded(std::string_view text);

} // namespace weft::k8s
