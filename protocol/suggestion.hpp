#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What a person may have meant who wrote a word that is not there.
namespace weft {

/// The word of `known` with the fewest letters to change; nothing when none is near.
std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> known);

/// "; did you mean x?", or nothing when no word is near.
std::string suggestion(std::string_view wrong, std::span<const std::string_view> known);

/// The same in quotation marks, for words of others; when none is near, `; there are "a", "b" and 7
/// more` or "; there are none".
std::string choice(std::string_view wrong, std::span<const std::string_view> known);

} // namespace weft
