#pragma once

#include "protocol/aci/departures.hpp"
#include "protocol/aci/records.hpp"

#include <map>
#include <set>
#include <string>

namespace weft::aci {

/// What is remembered of one fabric for longer than a session with it lasts, since nothing in the
/// fabric tells it. For one session at a time. @see aci.md 8.5, 8.7
struct recollection {
  departures wished;
  /// Who referred to an EEPG of somebody else when it went.
  std::map<eepg_name, std::set<std::string>> witnesses;
};

} // namespace weft::aci
