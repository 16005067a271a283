#include "protocol/kind_knowledge.hpp"

namespace weft {

bool knows(const view& index, std::string_view kind) {
  const auto* knowledge = dynamic_cast<const kind_knowledge*>(&index);
  return !knowledge || knowledge->knows(kind);
}

} // namespace weft
