#pragma once

#include "protocol/fault.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::config {

/// Another program's settings as ours.
struct translated {
  std::string yaml; ///< a file that read_text() takes, once what the remarks ask for is there
  std::vector<std::string> remarks; ///< what was not taken over, or is still to do; no secrets
};

/// Settings of AVI's own operator as a file of ours. @see avi.md 12
/// @param text Values of its Helm chart, the manifest of its ConfigMap, or the environment of its
/// container as `env` prints it.
/// @returns errc::malformed when it is none of these.
result<translated> translate_avi(std::string_view text);

} // namespace weft::config
