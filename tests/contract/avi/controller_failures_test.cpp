#include "tests/contract/avi/served.hpp"

namespace weft::avi::contract {

TEST_CASE("over TLS a session that ends is renewed and the write done once", "[avi][contract]") {
  served site;
  const auto io_client = site.open(site.by_password());
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
  site.with([](sim::core& core, sim::instant) {
    core.end_sessions(419);
    return 0;
  });
  CHECK(site.outcome(*io_client, pool_creation("S1-AZ1--a")) == "ok");
  CHECK(site.seen().logins == 2);
  CHECK(site.seen().writes == 1);
}

TEST_CASE("over TLS a write whose answer is lost or cut is not sent again", "[avi][contract]") {
  for (const auto how : {sim::disturbance::way::reset_after, sim::disturbance::way::cut_off}) {
    served site;
    const auto io_client = site.open(site.by_password());
    CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
    site.with([&](sim::core& core, sim::instant) {
      sim::disturbance what;
      what.how = how;
      core.inject(what);
      return 0;
    });
    CHECK(site.outcome(*io_client, pool_creation("S1-AZ1--a")) == "transient");
    CHECK(site.seen().writes == 1);
    CHECK(site.outcome(*io_client, pool_creation("S1-AZ1--a")) == "name conflict");
  }
}

TEST_CASE("over TLS another node takes over from one that is down", "[avi][contract]") {
  served site{3};
  const auto io_client = site.open(site.by_password());
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
  site.with([](sim::core& core, sim::instant now) {
    core.set_up(0, false, now);
    return 0;
  });
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "transient");
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
}

} // namespace weft::avi::contract
