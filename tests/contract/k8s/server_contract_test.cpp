#include "adapters/k8s/simulator/server.hpp"
#include "tests/contract/k8s/http_peer.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

net::tls_settings trust_in(std::string ca_pem) {
  net::tls_settings out;
  out.ca_pem = std::move(ca_pem);
  return out;
}

} // namespace

TEST_CASE("the simulator keeps what kube-apiserver promises, over TLS", "[k8s][contract]") {
  net::transport io;
  const auto identity = net::make_identity();
  k8s::simulator_settings how;
  how.core.tokens = {{"secret", "admin"}};
  how.where.tls = true;
  how.where.identity = identity.server;
  k8s::simulator server{io, how};
  k8s::contract::http_peer peer{
    {true, "127.0.0.1", server.port()}, trust_in(identity.ca_pem), "secret"};
  for (const auto& one : k8s::contract::apiserver_cases())
    DYNAMIC_SECTION(one.name) {
      one.holds(peer);
    }
}
