#include "tests/cluster/control_plane.hpp"
#include "tests/contract/k8s/http_peer.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace weft;

TEST_CASE("a real kube-apiserver keeps the promises that the simulator keeps", "[k8s][contract]") {
  auto& server = weft::tests::control_plane::shared();
  std::ostringstream ca;
  ca << std::ifstream{server.ca_file()}.rdbuf();
  net::tls_settings trust;
  trust.ca_pem = ca.str();
  const auto port = std::stoi(server.url().substr(server.url().rfind(':') + 1));
  k8s::contract::http_peer peer{
    {true, "127.0.0.1", static_cast<std::uint16_t>(port)}, trust, server.token("admin")};
  for (const auto& one : k8s::contract::apiserver_cases())
    DYNAMIC_SECTION(one.name) {
      one.holds(peer);
    }
}
