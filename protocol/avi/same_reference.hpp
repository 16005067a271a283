#pragma once

#include <string>
#include <string_view>

namespace weft::avi {

/// Whether both point at the same object, as far as they say: by name where both have one, else by
/// uuid. What is no reference is the same as nothing.
bool same_reference(std::string_view one, std::string_view other);

/// The name of what is referred to, or its uuid where the reference has no name; empty for what is
/// no reference.
std::string referred(std::string_view text);

} // namespace weft::avi
