#pragma once

#include <string>
#include <string_view>

namespace weft {

/// Percent-encodes all but the unreserved characters of RFC 3986, for one path segment or one
/// query value.
std::string percent_encoded(std::string_view text);

/// Undoes that. A "%" without two hexadecimal digits after it stays as it is written.
std::string percent_decoded(std::string_view text);

/// The same for a name or a value of a query, where "+" stands for a blank.
std::string query_decoded(std::string_view text);

} // namespace weft
