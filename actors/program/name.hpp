#pragma once

#include <string>

namespace weft {

/// How the program was called, for messages and examples: "weft", or "kubectl weft" when kubectl
/// has found it under the name of a plugin.
std::string program_name();

} // namespace weft
