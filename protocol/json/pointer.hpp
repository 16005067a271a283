#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::json {

/// A JSON pointer (RFC 6901), taken apart: "/a~1b/0" is {"a/b", "0"}, "" is {}.
using pointer = std::vector<std::string>;

/// @returns errc::malformed unless `text` is empty or starts with '/'.
result<pointer> parse_pointer(std::string_view text);

/// What `where` points at in `in`, or null pointer.
const value* find(const value& in, const pointer& where);
value* find(value& in, const pointer& where);

} // namespace weft::json
