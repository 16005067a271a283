#include "adapters/net/identity.hpp"
#include "tests/chaos/measured.hpp"
#include "tests/chaos/way_in.hpp"

#include <catch2/catch.hpp>

using namespace weft::tests;

namespace {

/// weft in front of an API server that is about to get a certificate from another authority.
struct with_authorities : way_in {
  with_authorities() { start("token: \"" + here.api_token() + "\""); }

  /// Gives the API server a certificate of the next authority. @returns once it shows it.
  void renew_server() {
    const auto shown = weft::net::issue_server(next, {"127.0.0.1"});
    here.write("server.key", shown.key_pem);
    here.write("server.crt", shown.certificate_pem);
    here.await("the server shows its new certificate", [&] {
      web first_time{endpoint_of(here.cluster.url()), {next.certificate_pem, {}, {}, {}, false}};
      return first_time.get("/readyz").status != 0;
    });
  }

  weft::net::authority next = weft::net::make_authority("the next authority");
};

} // namespace

TEST_CASE_METHOD(with_authorities,
                 "kubernetes row 6: the API server's authority is exchanged "
                 "while both are trusted, and nothing fails",
                 "[chaos]") {
  const auto both = text("ca.crt") + next.certificate_pem;
  here.write("authority.crt", both);
  here.trust(both);
  renew_server();
  outlive_watches();
  here.write("authority.crt", next.certificate_pem);
  renew_server();
  check_unnoticed();
  here.write("ca.crt", both); // for kubectl, which asks whether the server is ready
  here.cluster.kill_server(); // and with it the TLS sessions that weft resumes without a look
  here.cluster.start_server();
  here.await("the server lets the admin in",
             [&] { return here.ask("GET", installation::path_of("ns1")).status == 200; });
  place();
  CHECK(measured(*weft, "controller_runtime_reconcile_errors_total") == 0);
}
