#include "adapters/k8s/simulator/server.hpp"
#include "tests/contract/k8s/http_peer.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace weft;

namespace {

std::string setting(const char* name) {
  const char* held = std::getenv(name);
  return held ? held : "";
}

std::string text_of(const std::string& file) {
  std::ostringstream out;
  out << std::ifstream{file}.rdbuf();
  return out.str();
}

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

// WEFT_TEST_APISERVER_PORT, _CA (a file) and _TOKEN name a server on this machine that the suite
// may use as it likes.
TEST_CASE("a real kube-apiserver keeps the same promises", "[k8s][contract][real]") {
  const auto port = setting("WEFT_TEST_APISERVER_PORT");
  if (port.empty()) {
    WARN("SKIPPED: WEFT_TEST_APISERVER_PORT is not set");
    return;
  }
  k8s::contract::http_peer peer{{true, "127.0.0.1", static_cast<std::uint16_t>(std::stoi(port))},
                                trust_in(text_of(setting("WEFT_TEST_APISERVER_CA"))),
                                setting("WEFT_TEST_APISERVER_TOKEN")};
  for (const auto& one : k8s::contract::apiserver_cases())
    DYNAMIC_SECTION(one.name) {
      one.holds(peer);
    }
}
