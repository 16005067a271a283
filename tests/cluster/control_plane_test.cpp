#include "tests/cluster/control_plane.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using weft::tests::control_plane;

TEST_CASE("a real API server answers kubectl with its own version", "[control-plane]") {
  auto answer = control_plane::shared().kubectl({"version", "-o", "yaml"});
  CAPTURE(answer.err);
  CHECK(answer.code == 0);
  CHECK_THAT(answer.out, Catch::Contains("serverVersion"));
  CHECK_THAT(answer.out, Catch::Contains("gitVersion: v1."));
}

TEST_CASE("a token user may do nothing until a test allows it", "[control-plane]") {
  auto& cluster = control_plane::shared();
  auto space = cluster.fresh_namespace();
  auto refused = cluster.kubectl_as("weft", {"-n", space, "get", "configmaps"});
  CHECK(refused.code == 1);
  CHECK_THAT(refused.err, Catch::Contains("Forbidden"));

  auto bound = cluster.kubectl(
    {"-n", space, "create", "rolebinding", "weft", "--clusterrole=cluster-admin", "--user=weft"});
  REQUIRE(bound.code == 0);
  const auto apply = [&] {
    return cluster.kubectl_as("weft", {"-n", space, "apply", "-f", "-"},
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n");
  };
  auto made = apply();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (made.code != 0 && std::chrono::steady_clock::now() < limit)
    made = apply(); // the server hears of a binding a moment after it has stored it
  CAPTURE(made.err);
  CHECK(made.code == 0);
  CHECK_THAT(made.out, Catch::Contains("configmap/one created"));
}

TEST_CASE("what was stored survives a killed API server", "[control-plane]") {
  control_plane own;
  auto space = own.fresh_namespace();
  own.kill_server();
  CHECK(own.kubectl({"get", "namespace", space, "--request-timeout=2s"}).code != 0);
  own.start_server();
  CHECK(own.kubectl({"get", "namespace", space}).code == 0);
}

TEST_CASE("a Deployment becomes running Pods with addresses", "[control-plane][pods]") {
  auto& cluster = control_plane::shared_with_pods();
  cluster.add_nodes(2);
  auto space = cluster.fresh_namespace();
  auto made
    = cluster.kubectl({"-n", space, "create", "deployment", "web", "--image=web", "--replicas=3"});
  REQUIRE(made.code == 0);
  auto waited
    = cluster.kubectl({"-n", space, "rollout", "status", "deployment/web", "--timeout=150s"});
  CAPTURE(waited.out, waited.err);
  CHECK(waited.code == 0);
  auto pods = cluster.kubectl(
    {"-n", space, "get", "pods", "-o", "jsonpath={range .items[*]}{.status.podIP} {end}"});
  CHECK_THAT(pods.out, Catch::Contains("10.64."));
}
