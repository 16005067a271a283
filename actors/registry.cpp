#include "actors/registry.hpp"

#include "actors/aci/seat.hpp"
#include "actors/avi/seat.hpp"
#include "actors/cni/seat.hpp"
#include "actors/velocloud/seat.hpp"

namespace weft {

std::string ways_to_enable() {
  return "--velocloud-enabled=true, --aci-enabled=true or --avi-enabled=true";
}

bool enables_any(const settings& how) {
  return how.velocloud.enabled || how.aci.enabled || how.avi.enabled || how.cni.enabled;
}

std::vector<domain_seat> enabled_domains(const settings& how, const ways_out& ways,
                                         surroundings* world) {
  std::vector<domain_seat> seats;
  if (how.velocloud.enabled)
    seats.push_back(
      velocloud::seat(how.velocloud, ways.velocloud, world, how.runtime.shutdown_grace));
  if (how.aci.enabled)
    seats.push_back(aci::seat(how.aci, ways.aci, world, how.runtime.shutdown_grace));
  if (how.avi.enabled)
    seats.push_back(avi::seat(how.avi, ways.avi, world, how.runtime.shutdown_grace));
  if (how.cni.enabled)
    seats.push_back(cni::seat(how.cni, ways.cni, world, how.cni.stop_grace));
  return seats;
}

} // namespace weft
