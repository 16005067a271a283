#include "actors/program/name.hpp"

#include <cerrno>
#include <string_view>

namespace weft {

std::string program_name() {
  const std::string_view called{program_invocation_short_name};
  return called.starts_with("kubectl-weft") ? "kubectl weft" : "weft";
}

} // namespace weft
