#include "actors/runtime/write_turn.hpp"

#include <algorithm>

namespace weft {

namespace {

constexpr std::chrono::seconds shortest_write{1}; ///< one with less time is not worth sending

} // namespace

result<write_turn> take_turn(surroundings& world, const std::string& target,
                             std::chrono::milliseconds at_most, std::string_view where) {
  const auto permitted
    = std::chrono::floor<std::chrono::milliseconds>(world.permit.remaining(world.boot()));
  const auto no = [&](std::string why) {
    return fault{errc::unreachable, std::move(why), std::string{where}, {}};
  };
  write_turn out{std::min(at_most, permitted), nullptr};
  if (out.deadline < shortest_write)
    return no("this replica has no permission to write at present");
  out.held = world.writing.begin(target);
  if (!out.held)
    return no("an earlier write of this target has not ended");
  return out;
}

} // namespace weft
