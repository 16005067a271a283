#include "actors/registry.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft;

TEST_CASE("all domains at once can share their watches", "[registry]") {
  settings how;
  how.velocloud.enabled = true;
  how.aci.enabled = true;
  how.avi.enabled = true;
  how.avi.namespaces = {"team", "a"};
  surroundings world;
  const auto seats = enabled_domains(how, {}, &world);
  CHECK(seats.size() == 3);
  const auto kinds = kinds_of(seats);
  for (const auto* name : {"VelocloudBP", "Namespace", "Deployment", "Pod", "Service", "Node"})
    CHECK(std::ranges::count(kinds, name, &k8s::kind::name) == 1);
}

TEST_CASE("a node's agent is a domain of its own, which needs no cluster's identity",
          "[registry]") {
  settings how;
  how.cni.enabled = true;
  how.cni.node_name = "n1";
  CHECK(enables_any(how));
  surroundings world;
  const auto seats = enabled_domains(how, {}, &world);
  REQUIRE(seats.size() == 1);
  CHECK(seats.front().name == "cni");
  CHECK_FALSE(seats.front().needs_cluster_id);
}

TEST_CASE("an operator who has enabled no domain is told how", "[registry]") {
  settings how;
  CHECK_FALSE(enables_any(how));
  how.aci.enabled = true;
  CHECK(enables_any(how));
  CHECK(ways_to_enable().find("--aci-enabled=true") != std::string::npos);
  how.aci.enabled = false;
  how.avi.enabled = true;
  CHECK(enables_any(how));
  CHECK(ways_to_enable().find("--avi-enabled=true") != std::string::npos);
}
