#include "tests/contract/aci/served.hpp"

using namespace weft::aci;

TEST_CASE("the way to an APIC over TLS keeps what it promises", "[aci][contract]") {
  for (const auto& one : contract::apic_cases())
    DYNAMIC_SECTION(one.name) {
      contract::served_peer peer;
      one.holds(peer);
    }
}
