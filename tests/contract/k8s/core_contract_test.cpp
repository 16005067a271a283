#include "tests/contract/k8s/core_peer.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("the simulator's core keeps what kube-apiserver promises", "[k8s][contract]") {
  for (const auto& one : k8s::contract::apiserver_cases())
    DYNAMIC_SECTION(one.name) {
      k8s::contract::core_peer peer;
      one.holds(peer);
    }
}
