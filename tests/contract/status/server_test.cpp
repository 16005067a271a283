#include "adapters/log/log.hpp"
#include "adapters/status/server.hpp"
#include "protocol/json/value.hpp"
#include "tests/contract/net/pair.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <mutex>

using namespace weft;
using namespace weft::net::testing;
using namespace std::chrono_literals;

namespace {

/// The endpoints before actors that the test plays itself.
struct endpoints {
  endpoints() {
    status::server_wiring with;
    with.version = "1.2.3";
    with.domains = {{"aci", {"Tenant"}}, {"velocloud", {"VelocloudBP"}}};
    with.numbers = &numbers;
    with.signs = &signs;
    server_settings where;
    where.port = 0;
    where.probe_address = "127.0.0.1";
    where.probe_port = 0;
    subject = std::make_unique<status::server>(io, where, std::move(with));
    client = std::make_unique<net::http_client>(
      io, net::endpoint{false, "127.0.0.1", subject->port()}, net::tls_settings{});
  }
  ~endpoints() { io.stop(); }

  net::http_response fetch(const std::string& target, const std::string& method = "GET",
                           const std::string& body = {}) {
    const auto got = ask(*client, {method, target, {}, body});
    REQUIRE(got);
    return *got;
  }

  net::transport io;
  std::atomic<std::chrono::seconds::rep> seconds{0};
  metrics::registry numbers{"1.2.3"};
  status::vital_signs signs{
    [this] { return status::vital_signs::instant{std::chrono::seconds{seconds}}; }};
  std::unique_ptr<status::server> subject;
  std::unique_ptr<net::http_client> client;
};

vitals with_sources(bool tenant) {
  vitals now;
  now.sources["VelocloudBP"] = {vitals::standing::synced, {}};
  now.sources["Tenant"] = {tenant ? vitals::standing::synced : vitals::standing::waiting,
                           tenant ? "" : "forbidden: no"};
  now.actors["velocloud.target"] = {3, 1, 7};
  return now;
}

} // namespace

TEST_CASE("the state is streamed as it is handed over") {
  endpoints net;
  net.subject->connect({[&](std::uint64_t ticket, const state_filter& which) {
                          CHECK(which.kind == "VelocloudBP");
                          const auto out = net.subject->sink();
                          out(ticket, "{\"actors\":[", false);
                          out(ticket, "]}", true);
                        },
                        [](std::uint64_t, std::uint32_t) {}, [](std::uint64_t) {}});
  const auto got = net.fetch("/state?kind=VelocloudBP");
  CHECK(got.status == 200);
  CHECK(got.body == "{\"actors\":[]}");
  CHECK(net::find(got.fields, "Content-Type") == "application/json");
}

TEST_CASE("a dump goes on only as its pieces leave") {
  endpoints net;
  std::mutex guard;
  std::uint32_t handed_out = 0;
  std::uint32_t taken = 0;
  auto more = [&](std::uint64_t ticket, std::uint32_t pieces) {
    const std::lock_guard lock{guard};
    taken += pieces;
    CHECK(taken <= handed_out);
    if (handed_out == 100)
      return;
    ++handed_out;
    net.subject->sink()(ticket, std::string(64U << 10U, 'x'), handed_out == 100);
  };
  net.subject->connect({[&](std::uint64_t ticket, const state_filter&) { more(ticket, 0); }, more,
                        [](std::uint64_t) {}});
  const auto got = net.fetch("/state");
  CHECK(got.body.size() == 100 * (64U << 10U));
}

TEST_CASE("a dump whose reader has gone is given up") {
  endpoints net;
  std::promise<std::uint64_t> asked;
  std::promise<std::uint64_t> stopped;
  net.subject->connect({[&](std::uint64_t ticket, const state_filter&) { asked.set_value(ticket); },
                        [](std::uint64_t, std::uint32_t) {},
                        [&](std::uint64_t ticket) { stopped.set_value(ticket); }});
  auto stream = net.client->open(get("/state"), patience, {[](auto) {}, [](auto) {}, [](auto) {}});
  const auto ticket = await(asked.get_future());
  stream->stop();
  CHECK(await(stopped.get_future()) == ticket);
}

TEST_CASE("before the actors are there the state is unavailable") {
  endpoints net;
  CHECK(net.fetch("/state").status == 503);
}

TEST_CASE("a filter that is not understood is refused with the reason") {
  endpoints net;
  const auto got = net.fetch("/state?knid=x");
  CHECK(got.status == 400);
  CHECK(got.body.find("knid") != std::string::npos);
}

TEST_CASE("health is the progress of the actors and nothing else") {
  endpoints net;
  net.seconds = 10;
  CHECK(net.fetch("/healthz").status == 200);
  CHECK(net.fetch("/livez").body == "[+]actors ok\n");
  net.seconds = 11;
  CHECK(net.fetch("/healthz").status == 503);
  CHECK(net.fetch("/livez").body.starts_with("[-]actors failed: "));
  net.signs.beat();
  CHECK(net.fetch("/healthz").status == 200);
}

TEST_CASE("readiness is told per domain and names what is missing") {
  endpoints net;
  CHECK(net.fetch("/readyz").status == 503);
  net.signs.publish(with_sources(false));
  const auto all = net.fetch("/readyz?verbose");
  CHECK(all.status == 503);
  CHECK(all.body.find("[-]aci/Tenant failed: not synced: forbidden: no") != std::string::npos);
  CHECK(all.body.find("[+]velocloud/VelocloudBP ok") != std::string::npos);
  CHECK(net.fetch("/readyz/velocloud").status == 200);
  CHECK(net.fetch("/readyz/aci").status == 503);
  CHECK(net.fetch("/readyz/nobody").status == 404);
  net.signs.publish(with_sources(true));
  CHECK(net.fetch("/readyz").status == 200);
}

TEST_CASE("metrics show how the actors are") {
  endpoints net;
  net.signs.publish(with_sources(true));
  const auto got = net.fetch("/metrics");
  CHECK(got.status == 200);
  CHECK(net::find(got.fields, "Content-Type") == metrics::registry::media_type);
  CHECK(got.body.find("weft_actors{actor=\"velocloud.target\"} 3") != std::string::npos);
  CHECK(got.body.find("weft_actors_unhealthy{actor=\"velocloud.target\"} 1") != std::string::npos);
  CHECK(got.body.find("weft_source_synced{kind=\"Tenant\"} 1") != std::string::npos);
  CHECK(got.body.find("workqueue_depth{") != std::string::npos);
  net.signs.publish({});
  CHECK(net.fetch("/metrics").body.find("weft_actors{actor=\"velocloud.target\"} 0")
        != std::string::npos);
}

TEST_CASE("row 14: who leads, what waits and how long cycles run is shown") {
  endpoints net;
  vitals now;
  now.leading = true;
  now.actors["velocloud.target"] = {3, 1, 7, 5000, 4000};
  net.signs.publish(now);
  const auto shown = net.fetch("/metrics").body;
  for (
    const char* series :
    {R"(leader_election_master_status{name="weft"} 1)",
     R"(workqueue_depth{name="velocloud.target",controller="velocloud",priority="0"} 7)",
     R"(workqueue_unfinished_work_seconds{name="velocloud",controller="velocloud"} 5)",
     R"(workqueue_longest_running_processor_seconds{name="velocloud",controller="velocloud"} 4)"})
    CHECK(shown.find(series) != shown.npos);
  now.leading = false;
  net.signs.publish(now);
  CHECK(net.fetch("/metrics").body.find(R"(leader_election_master_status{name="weft"} 0)")
        != std::string::npos);
}

TEST_CASE("the log level is changed while the process runs") {
  endpoints net;
  std::mutex guard;
  std::string written;
  log::start({}, [&](std::string_view line) {
    const std::lock_guard lock{guard};
    written += line;
  });
  log::debug("Before");
  CHECK(net.fetch("/debug/level", "PUT", "debug\n").status == 200);
  log::debug("Between");
  CHECK(net.fetch("/debug/level", "PUT", "loud").status == 400);
  log::debug("After");
  log::start({});
  CHECK(written.find("Before") == written.npos);
  CHECK(written.find("Between") != written.npos);
  CHECK(written.find("After") != written.npos);
}

TEST_CASE("the probe address tells of health and of nothing else") {
  endpoints net;
  net.signs.publish(with_sources(true));
  net.client = std::make_unique<net::http_client>(
    net.io, net::endpoint{false, "127.0.0.1", net.subject->probe_port()}, net::tls_settings{});
  for (const std::string path : {"/metrics", "/healthz", "/livez", "/readyz", "/readyz/aci", "/"})
    CHECK(net.fetch(path).status == 200);
  CHECK(net.fetch("/state").status == 404);
  CHECK(net.fetch("/debug/level", "PUT", "debug").status == 404);
  const auto index = net.fetch("/").body;
  CHECK(index.find("/state") == std::string::npos);
  CHECK(index.find("/debug") == std::string::npos);
}

TEST_CASE("who asks for the wrong thing is told what there is") {
  endpoints net;
  const auto lost = net.fetch("/nowhere");
  CHECK(lost.status == 404);
  for (const std::string path : {"/state", "/metrics", "/healthz", "/readyz", "/debug/level"})
    CHECK(lost.body.find(path) != std::string::npos);
  CHECK(net.fetch("/").body.find("/state") != std::string::npos);
  const auto refused = net.fetch("/state", "POST");
  CHECK(refused.status == 405);
  CHECK(net::find(refused.fields, "Allow") == "GET");
  CHECK(net::find(net.fetch("/debug/level").fields, "Allow") == "PUT");
}
