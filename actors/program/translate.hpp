#pragma once

#include <string>

namespace weft {

struct translate_options {
  std::string from; ///< whose settings: "avi"
  std::string file; ///< "-" stands for what is piped in
};

/// Prints another program's settings as a file of weft's, and names to stderr whatever was not
/// taken over or is still to do. @returns the exit code: 0 when there is nothing to name, 2 when
/// there is, and 1 when the file cannot be read.
int run_translate(const translate_options& how);

} // namespace weft
