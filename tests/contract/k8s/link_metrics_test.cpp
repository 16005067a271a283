#include "tests/contract/k8s/api_server.hpp"

using namespace weft;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

struct numbered {
  metrics::registry numbers; // outlives the client
};

/// A server whose client counts.
struct counted_server : numbered, api_server {
  explicit counted_server(std::optional<net::server_tls> tls = std::nullopt)
    : api_server{[](const exchange_ptr& asked) {
                   asked->answer({200, {}, "{}"});
                 },
                 std::move(tls)} {
    settings.numbers = &numbers;
  }

  void use_plugin(const std::string& commands) {
    const auto file = write("plugin", "#!/bin/sh\n" + commands);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    access.exec
      = k8s::exec_plugin{"client.authentication.k8s.io/v1", file.string(), {}, {}, "", {}};
  }

  std::string shown() const { return numbers.exposition(); }
};

} // namespace

TEST_CASE("row 14: the runs of a plugin are counted in client-go's words", "[k8s][contract]") {
  counted_server server;
  SECTION("one that hands out a token") {
    server.use_plugin(R"(echo '{"apiVersion":"client.authentication.k8s.io/v1",)"
                      R"("kind":"ExecCredential","status":{"token":"a",)"
                      R"("expirationTimestamp":"2999-01-01T00:00:00Z"}}')");
    CHECK(server.read("/x"));
    CHECK_THAT(server.shown(), Contains(R"(call_total{code="0",call_status="no_error"} 1)")
                                 && !Contains("rest_client_exec_plugin_ttl_seconds +Inf"));
  }
  SECTION("one that fails") {
    server.use_plugin("exit 3\n");
    CHECK_FALSE(server.read("/x"));
    CHECK_THAT(server.shown(),
               Contains(R"(call_total{code="3",call_status="plugin_execution_error"} 1)"));
  }
  SECTION("one that is not there") {
    server.use_plugin("");
    server.access.exec->command = "/no/such/plugin";
    CHECK_FALSE(server.read("/x"));
    CHECK_THAT(server.shown(),
               Contains(R"(call_total{code="1",call_status="plugin_not_found_error"} 1)"));
  }
}

TEST_CASE("row 14: what becomes of a bundle on disk is counted", "[k8s][contract]") {
  const auto identity = net::make_identity();
  counted_server server{identity.server};
  server.access.ca.file = server.write("ca.crt", net::make_identity().ca_pem);
  CHECK_FALSE(server.read("/x"));
  const std::string reload = "rest_client_transport_ca_reload_total";
  CHECK_THAT(server.shown(), Contains(reload + R"({result="success",reason="unchanged"})"));
  server.write("ca.crt", "half a file");
  CHECK_FALSE(server.read("/x"));
  CHECK_THAT(server.shown(), Contains(reload + R"({result="failure",reason="ca_parse_error"})"));
  std::filesystem::remove(server.path() / "ca.crt");
  CHECK_FALSE(server.read("/x"));
  CHECK_THAT(server.shown(), Contains(reload + R"({result="failure",reason="read_error"})"));
  server.write("ca.crt", identity.ca_pem);
  CHECK(server.read("/x"));
  CHECK_THAT(server.shown(), Contains(reload + R"({result="success",reason="updated"} 1)")
                               && Contains("\ncertwatcher_read_certificate_errors_total 2\n")
                               && Contains("\nrest_client_transport_cache_entries 2\n")
                               && Contains("\nrest_client_exec_plugin_ttl_seconds +Inf\n"));
}

TEST_CASE("row 14: what finding a name took is measured by host", "[k8s][contract]") {
  counted_server server;
  server.access.server.host = "localhost";
  CHECK(server.read("/x"));
  CHECK_THAT(server.shown(), Contains(R"(dns_resolution_duration_seconds_count{host="localhost:)"));
}
