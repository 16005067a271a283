#include "adapters/net/http_client.hpp"
#include "tests/contract/aci/served.hpp"

#include <future>

using namespace weft;
using namespace weft::aci;

namespace {

/// Somebody with curl at one of the nodes, over TLS.
struct apic_visitor : contract::served_peer {
  /// The status; zero: no answer.
  int ask(const std::string& method, const std::string& target, const std::string& body = {},
          std::size_t node = 0) {
    net::tls_settings trust;
    trust.ca_pem = apics.ca_pem();
    net::http_client http{io, {true, "127.0.0.1", apics.port(node)}, trust};
    std::promise<result<net::http_response>> answered;
    http.call({method, target, {}, body}, 30s,
              [&](result<net::http_response> got) { answered.set_value(std::move(got)); });
    const auto got = answered.get_future().get();
    said = got ? got->body : to_string(got.error());
    return got ? got->status : 0;
  }

  /// What a client gets that has no session.
  int outcome() { return ask("GET", "/api/aaaListDomains.json"); }

  std::string said;
};

constexpr const char* faults_path = "/weft/faults";

} // namespace

TEST_CASE_METHOD(apic_visitor, "people see at every node what is done at one", "[aci][contract]") {
  CHECK(ask("POST", "/weft/objects", R"({"fvTenant":{"attributes":{"name":"T2"}}})") == 200);
  for (std::size_t node = 0; node < apics.nodes(); ++node) {
    CHECK(ask("GET", "/weft/tree", {}, node) == 200);
    CHECK_THAT(said, Catch::Contains("tn-T2"));
  }
}

TEST_CASE_METHOD(apic_visitor, "a fault reaches clients and leaves people their surface",
                 "[aci][contract]") {
  CHECK(outcome() == 200);
  CHECK(ask("POST", faults_path, R"({"unavailableSeconds":600})") == 200);
  CHECK(outcome() == 503);
  CHECK(ask("POST", faults_path, R"({"unavailableSeconds":0})") == 200);
  CHECK(outcome() == 200);
}

TEST_CASE_METHOD(apic_visitor, "a node that a fault took down comes up by the same way",
                 "[aci][contract]") {
  CHECK(ask("POST", faults_path, R"({"nodeDown":0})") == 200);
  CHECK(outcome() == 0);
  CHECK(ask("POST", faults_path, R"({"nodeUp":0})") == 200);
  CHECK(outcome() == 200);
}
