#include "protocol/cni/plan.hpp"

#include "protocol/cni/planner.hpp"

#include <array>

namespace weft::cni {

std::string_view to_string(element_state::standing how) {
  constexpr std::array<std::string_view, 6> words{
    "attached", "attached by others", "left alone", "pending", "refused", "failed"};
  return words[static_cast<std::size_t>(how)];
}

plan_output plan(const plan_input& in) {
  return planner{in}.run();
}

} // namespace weft::cni
