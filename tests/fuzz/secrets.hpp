#pragma once

#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::fuzz {

/// The texts in `part` that nothing else in `whole` repeats, of eight plain characters or more:
/// where one of them turns up, it can only have come from there.
std::vector<std::string> secrets_in(const json::value& part, const json::value& whole);

/// Claims that `text` holds none of them.
void claim_unsaid(const std::vector<std::string>& secrets, std::string_view text);

} // namespace weft::fuzz
