#include "tests/contract/aci/served.hpp"

TEST_CASE("the way to an APIC over TLS keeps what it promises", "[aci][contract]") {
  for (const auto& one : weft::aci::contract::apic_cases())
    DYNAMIC_SECTION(one.name) {
      weft::aci::contract::served_peer peer;
      one.holds(peer);
    }
}
