#pragma once

#include "protocol/aci/plan.hpp"
#include "protocol/aci/records.hpp"

#include <string>

namespace weft::aci {

/// The body of an observation.
struct sight : record {
  snapshot<fabric> seen;
  batch_limits limits; ///< what the APIC has been found to take
};

/// What a session has learnt about the APIC it talks to: the inventory of this domain.
struct apic_facts : record {
  std::string version; ///< "6.0(9c)"; empty: not said
  std::string node;    ///< for people

  bool operator==(const apic_facts& other) const {
    return version == other.version && node == other.node;
  }
};

} // namespace weft::aci
