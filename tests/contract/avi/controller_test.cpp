#include "adapters/net/http_client.hpp"
#include "tests/contract/avi/served.hpp"

#include <vector>

namespace weft::avi::contract {

TEST_CASE("the client works with a controller over TLS and breaks none of its rules",
          "[avi][contract]") {
  served site;
  const auto io_client = site.open(site.by_password());
  const auto made = site.ask(*io_client, pool_creation("S1-AZ1--a b/c"));
  REQUIRE(made.has_value());
  const std::string uuid{made->text_at({"uuid"})};
  CHECK(io_client->words().version == "22.1.3");
  auto read = site.ask(*io_client, wire::read("pool", uuid));
  REQUIRE(read.has_value());
  CHECK(read->text_at({"name"}) == "S1-AZ1--a b/c");
  const auto found = site.list(*io_client, wire::list("pool", {{"name", "S1-AZ1--a b/c"}}));
  REQUIRE(found.has_value());
  CHECK(found->objects.size() == 1);
  read->set("description", "changed");
  CHECK(site.outcome(*io_client, wire::replace("pool", uuid, json::write(*read))) == "ok");
  CHECK(site.outcome(*io_client, wire::replace("pool", uuid, json::write(*made))) == "stale");
  CHECK(site.outcome(*io_client, wire::patch("pool", uuid, R"({"add":{"description":"x"}})"))
        == "ok");
  CHECK(site.outcome(*io_client, wire::remove("pool", uuid)) == "ok");
  CHECK(site.outcome(*io_client, wire::remove("pool", uuid)) == "not found");
  CHECK(site.broken_rules() == 0);
}

TEST_CASE("over TLS no more requests are under way than there are sessions", "[avi][contract]") {
  served site;
  site.with([](sim::core& core, sim::instant) {
    core.settings.least_latency = 2ms;
    return 0;
  });
  auto how = site.by_password();
  how.sessions.sessions = 8;
  const auto io_client = site.open(how);
  std::vector<std::future<wire::answered<json::value>>> all;
  for (int i = 0; i < 64; ++i)
    all.push_back(site.begin(*io_client, wire::ask_cluster()));
  for (auto& one : all)
    CHECK(site.wait(std::move(one)).has_value());
  CHECK(site.seen().most_at_once <= 8);
  CHECK(site.seen().most_per_session == 1);
}

TEST_CASE("over TLS a collection is read whole, wherever next points", "[avi][contract]") {
  served site;
  site.with([](sim::core& core, sim::instant now) {
    core.settings.next_host = "https://evil.example";
    for (int i = 0; i < 401; ++i)
      core.make("pool", json::value::of({{"name", "p" + std::to_string(i)}}), now);
    return 0;
  });
  const auto io_client = site.open(site.by_password());
  const auto got = site.list(*io_client, wire::list("pool"));
  REQUIRE(got.has_value());
  CHECK(got->objects.size() == 401);
  CHECK(site.seen().reads == 3);
}

TEST_CASE("over TLS whoever leaves ends all sessions", "[avi][contract]") {
  served site;
  const auto io_client = site.open(site.by_password());
  CHECK(site.outcome(*io_client, wire::ask_cluster()) == "ok");
  site.leave(*io_client);
  CHECK(site.with([](sim::core& core, sim::instant) { return core.live_sessions(); }) == 0);
}

TEST_CASE("the control surface lies beside the controller", "[avi][contract]") {
  served site;
  CHECK(site.there.addresses().size() == 1);
  net::tls_settings trust;
  trust.ca_pem = site.there.ca_pem();
  net::http_client direct{site.io, {true, "127.0.0.1", site.there.port()}, trust, {}};
  auto told = std::make_shared<std::promise<net::http_response>>();
  direct.call({"GET", "/_sim/objects", {}, {}}, patience, [told](result<net::http_response> got) {
    told->set_value(got ? *got : net::http_response{0, {}, {}});
  });
  const auto out = site.wait(told->get_future());
  CHECK(out.status == 200);
  CHECK(out.body.find("VRF_AZ1") != std::string::npos);
}

} // namespace weft::avi::contract
