#include "tests/contract/net/pair.hpp"

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

void name_peer(const exchange_ptr& one) {
  auto words = one->peer_name();
  for (const auto& group : one->peer_organisations())
    words += "/" + group;
  one->answer({200, {}, words});
}

/// What a client with `trust` hears from a server that presents `shown`.
result<http_response> meet(const server_tls& shown, const tls_settings& trust,
                           const std::string& host = "127.0.0.1") {
  transport io;
  auto where = listening(true);
  where.identity = shown;
  http_server server{io, where, name_peer};
  http_client client{io, towards(server, true, host), trust};
  return ask(client, get("/"));
}

void check_refused(const result<http_response>& outcome, const std::string& words) {
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::refused);
  CHECK_THAT(outcome.error().what, Catch::Contains(words));
  CHECK_THAT(outcome.error().where, Catch::Contains("https://"));
}

} // namespace

TEST_CASE("a certificate of a strange authority is refused, with reason and issuer", "[net]") {
  const auto strange = make_identity();
  const auto outcome = meet(strange.server, trusting());
  check_refused(outcome, "certificate not trusted");
  check_refused(outcome, "CN = weft throw-away authority");
}

TEST_CASE("without an authority of one's own the system's roots decide", "[net]") {
  check_refused(meet(identity().server, {}), "certificate not trusted");
}

TEST_CASE("a host name must be among the names of the certificate", "[net]") {
  const auto& ca = identity().ca;
  const auto other = issue_server(ca, {"other.test"});
  check_refused(meet(other, trusting(), "localhost"), "hostname mismatch");
  CHECK(meet(identity().server, trusting(), "localhost"));
}

TEST_CASE("the common name never stands in for a name of the certificate", "[net]") {
  check_refused(meet(issue_server(identity().ca, {}), trusting(), "localhost"),
                "hostname mismatch");
}

TEST_CASE("an address must be among the addresses of the certificate", "[net]") {
  const auto& ca = identity().ca;
  check_refused(meet(issue_server(ca, {"localhost", "127.0.0.2"}), trusting()),
                "IP address mismatch");
  check_refused(meet(issue_server(ca, {"localhost"}), trusting()), "IP address mismatch");
  CHECK(meet(issue_server(ca, {"127.0.0.1"}), trusting()));
}

TEST_CASE("a server name replaces the host in verification", "[net]") {
  auto trust = trusting();
  trust.server_name = "weft.test";
  CHECK(meet(identity().server, trust));
  trust.server_name = "elsewhere.test";
  check_refused(meet(identity().server, trust), "hostname mismatch");
}

TEST_CASE("an expired certificate is refused", "[net]") {
  const auto old
    = issue_server(identity().ca, {"127.0.0.1"}, {-std::chrono::hours{2}, -std::chrono::hours{1}});
  check_refused(meet(old, trusting()), "expired");
}

TEST_CASE("verification is left out only when asked for", "[net]") {
  tls_settings trust;
  trust.insecure = true;
  CHECK(meet(make_identity().server, trust));
}

TEST_CASE("a client certificate names its bearer to the server", "[net]") {
  auto shown = identity().server;
  shown.client_ca_pem = identity().ca_pem;
  const auto nobody = meet(shown, trusting());
  REQUIRE(nobody);
  CHECK(nobody->body.empty());
  const auto bearer = issue_client(identity().ca, "jane", {"ops", "system:masters"});
  auto trust = trusting();
  trust.certificate_pem = bearer.certificate_pem;
  trust.key_pem = bearer.key_pem;
  const auto named = meet(shown, trust);
  REQUIRE(named);
  CHECK(named->body == "jane/ops/system:masters");
}

TEST_CASE("a client certificate the server does not trust is refused by it", "[net]") {
  auto shown = identity().server;
  shown.client_ca_pem = identity().ca_pem;
  const auto ca = GENERATE(true, false) ? identity().ca : make_authority("stranger");
  const bool strange = ca.key_pem != identity().ca.key_pem;
  const auto bearer
    = issue_client(ca, "jane", {},
                   strange ? validity{} : validity{-std::chrono::hours{2}, -std::chrono::hours{1}});
  auto trust = trusting();
  trust.certificate_pem = bearer.certificate_pem;
  trust.key_pem = bearer.key_pem;
  check_refused(meet(shown, trust), "TLS refused by the peer");
}

TEST_CASE("credentials that are no PEM are refused without showing them", "[net]") {
  auto trust = trusting();
  trust.certificate_pem = identity().server.certificate_pem;
  trust.key_pem = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
  const auto outcome = meet(identity().server, trust);
  check_refused(outcome, "the client certificate and its key cannot be used");
  CHECK_THAT(to_string(outcome.error()), !Catch::Contains("c2VjcmV0"));
  trust = {};
  trust.ca_pem = "nonsense";
  check_refused(meet(identity().server, trust), "the authority is no PEM certificate");
}

TEST_CASE("a peer that speaks no TLS is malformed", "[net]") {
  transport io;
  http_server server{io, listening(false), [](const exchange_ptr& one) { one->answer({}); }};
  http_client client{io, towards(server, true), trusting()};
  const auto outcome = ask(client, get("/"));
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::malformed);
}

TEST_CASE("renewed credentials are used from the next call on", "[net]") {
  transport io;
  auto where = listening(true);
  where.identity.client_ca_pem = identity().ca_pem;
  http_server server{io, where, name_peer};
  auto trust = trusting();
  http_client client{io, towards(server, true), trust};
  for (const std::string name : {"jane", "joan"}) {
    const auto bearer = issue_client(identity().ca, name);
    trust.certificate_pem = bearer.certificate_pem;
    trust.key_pem = bearer.key_pem;
    client.renew(trust);
    const auto answer = ask(client, get("/"));
    REQUIRE(answer);
    CHECK(answer->body == name);
  }
}
