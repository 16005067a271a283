#pragma once

#include "protocol/json/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Values that come in more than one shape. @see avi.md 2.15, item 7
namespace weft::avi {

/// A whole number, be it written as one or as a text of decimal digits.
std::optional<std::int64_t> whole_number(const json::value& from);

/// `true`, "true", "yes" and "1" in any case of letters, and their opposites.
std::optional<bool> truth(const json::value& from);

/// With small letters for the capital ones of ASCII.
std::string lower_case(std::string_view text);

/// A text, or a number or truth in the words they are written in; else empty.
std::string plain_text(const json::value& from);

/// Whether two values that are no object and no array mean the same: 24 and "24" do.
bool same_scalar(const json::value& one, const json::value& other);

} // namespace weft::avi
