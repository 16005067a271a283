#include "adapters/net/identity.hpp"
#include "protocol/base64.hpp"
#include "tests/contract/avi/served.hpp"

namespace weft::avi::contract {

TEST_CASE("a rotated password is told of and used at once", "[avi][contract]") {
  served site;
  const auto io_client = site.open(site.by_password());
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
  auto told = std::make_shared<std::promise<bool>>();
  io_client->on_new_credential([told] { told->set_value(true); });
  site.with([](sim::core& core, sim::instant) {
    core.change_password("admin", "fresh");
    core.end_sessions();
    return 0;
  });
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "credentials rejected");
  site.files.write("password", "fresh");
  CHECK(site.wait(told->get_future()));
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
}

TEST_CASE("a wrong password is rejected, and no fault tells it", "[avi][contract]") {
  served site;
  const auto io_client = site.open(site.by_password("wr0ngpassw0rd"));
  const auto got = site.ask(*io_client, wire::ask_cluster());
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().kind == wire::setback::rejected);
  CHECK(to_string(got.error().why).find("wr0ng") == std::string::npos);
}

TEST_CASE("a CA as base64 of PEM is trusted, and another's controller is unreachable",
          "[avi][contract]") {
  served site;
  auto how = site.by_password();
  how.ca_file = site.files.write("ca.b64", encode_base64(site.there.ca_pem())).string();
  CHECK(site.outcome(*site.open(how), wire::ask_cluster()) == "ok");
  how.ca_file
    = site.files.write("other.pem", net::make_authority("other").certificate_pem).string();
  CHECK(site.outcome(*site.open(how), wire::ask_cluster()) == "transient");
  how.ca_file.clear();
  CHECK(site.outcome(*site.open(how), wire::ask_cluster()) == "ok");
}

TEST_CASE("settings with which no controller is reached are refused by name", "[avi][contract]") {
  net::transport io;
  const auto refused = [&](const reach_settings& how) {
    const auto made = controller::open(io, how);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == errc::refused);
    return made.error().where;
  };
  reach_settings how;
  CHECK(refused(how) == "avi.controllers");
  how.addresses = {"controller/path"};
  CHECK(refused(how) == "avi.controllers");
  how.addresses = {"controller"};
  how.ca_file = "/nowhere.pem";
  CHECK(refused(how) == "avi.ca_file");
}

} // namespace weft::avi::contract
