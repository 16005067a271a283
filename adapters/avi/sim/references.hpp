#pragma once

#include "protocol/json/value.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace weft::avi::sim {

/// Shows every reference in a body, at any depth: the texts of members whose name ends with `_ref`
/// or `_refs`.
void each_reference(const json::value& body, const std::function<void(const std::string&)>& look);

/// The same, to be changed. @returns false as soon as `change` does.
bool each_reference(json::value& body, const std::function<bool(std::string&)>& change);

} // namespace weft::avi::sim
