#include "actors/registry.hpp"

#include "actors/velocloud/seat.hpp"

namespace weft {

std::vector<domain_seat> enabled_domains(const settings& how, const ways_out& ways,
                                         surroundings* world) {
  std::vector<domain_seat> seats;
  if (how.velocloud.enabled)
    seats.push_back(
      velocloud::seat(how.velocloud, ways.velocloud, world, how.runtime.shutdown_grace));
  return seats;
}

} // namespace weft
