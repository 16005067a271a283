#include "protocol/domain.hpp"

namespace weft {

std::string_view to_string(wish what) {
  switch (what) {
  case wish::place:
    return "place";
  case wish::leave_be:
    return "leave_be";
  case wish::give_way:
    return "give_way";
  case wish::remove:
    return "remove";
  case wish::none:
    return "none";
  }
  return "unknown";
}

std::string_view to_string(progress how_far) {
  switch (how_far) {
  case progress::pending:
    return "pending";
  case progress::intended:
    return "intended";
  case progress::placed:
    return "placed";
  case progress::absent:
    return "absent";
  case progress::declined:
    return "declined";
  }
  return "unknown";
}

std::string_view to_string(change what) {
  constexpr std::string_view words[] = {"add", "alter", "remove", "wrong"};
  return words[static_cast<std::size_t>(what)];
}

bool is_held(const plan_request& asked, const owner& who) {
  return !asked.held.empty() && asked.held.contains({who, {}});
}

const std::string* refusal_of(const plan_request& asked, const owner& who) {
  if (asked.refused.empty())
    return nullptr;
  const auto known = asked.refused.find({who, {}});
  return known == asked.refused.end() ? nullptr : &known->second;
}

bool exceeds(const proposal& what, const brake& limits) {
  const auto share = limits.share * static_cast<double>(what.ours);
  return what.sweeps.size() > limits.count && static_cast<double>(what.sweeps.size()) > share;
}

} // namespace weft
