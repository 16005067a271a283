#pragma once

#include "protocol/cni/attachment_record.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What authors of annotations and networks may have meant otherwise: nothing is refused for it.
namespace weft::cni {

/// The first keys of an annotation's elements that mean nothing there, each with its element and
/// with what may be meant. Those of others, whose names have a dot, are none of them; what is no
/// list of objects has none. @see cni.md 1.1, 1.2
std::vector<std::string> ignored_keys(source which, std::string_view value);

} // namespace weft::cni
