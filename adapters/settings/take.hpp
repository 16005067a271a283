#pragma once

#include "adapters/settings/keys.hpp"
#include "adapters/settings/reader.hpp"

#include <string>
#include <string_view>

namespace weft::config {

/// Takes one value over, remembers where it came from, or complains.
void take(const key& known, std::string_view text, const std::string& where, reading& into);

/// "is not a key" with the nearest key, else with what its section knows.
std::string unknown_key(std::string_view path);

} // namespace weft::config
