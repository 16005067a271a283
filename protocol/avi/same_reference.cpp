#include "protocol/avi/same_reference.hpp"

#include "protocol/avi/wire/reference.hpp"

namespace weft::avi {

bool same_reference(std::string_view one, std::string_view other) {
  const auto a = wire::read_reference(one);
  const auto b = wire::read_reference(other);
  if (!a || !b || a->type != b->type)
    return false;
  return !a->name.empty() && !b->name.empty() ? a->name == b->name
                                              : !a->uuid.empty() && a->uuid == b->uuid;
}

std::string referred(std::string_view text) {
  auto read = wire::read_reference(text);
  if (!read)
    return {};
  return read->name.empty() ? std::move(read->uuid) : std::move(read->name);
}

} // namespace weft::avi
