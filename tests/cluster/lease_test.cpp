#include "adapters/files.hpp"
#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using weft::tests::installation;

namespace {

/// Short enough for a test, long enough for a loaded machine.
const std::vector<std::string> short_lease{"--lease-duration=10s", "--lease-renew-deadline=7s",
                                           "--lease-retry-period=1s"};

} // namespace

TEST_CASE("row 36: a leader that was frozen before its write does not write when it thaws",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  auto& first = here.start(short_lease);
  here.await("the first leads", [&] { return first.leads(); });
  auto& second = here.start(short_lease);
  here.create("ns1", "before");
  here.await_ready("ns1", "before");
  CHECK_FALSE(second.leads());

  // Frozen while the answer to its probe is on the way: the next thing it does is to write.
  here.vco.turn(R"({"latencyMs":[3000,3000]})");
  const auto probes = here.vco.count("probes");
  here.create("ns1", "held-up");
  here.await("the leader is about to write", [&] { return here.vco.count("probes") > probes; });
  first.process().signal(SIGSTOP);
  const auto author = here.vco.journal().back().author;
  const auto written = here.vco.count("writes");
  here.vco.turn(R"({"latencyMs":[0,0]})");

  here.await("the second leads", [&] { return second.leads(); });
  here.await_ready("ns1", "held-up");
  here.edit("ns1", "before", R"({"dport":8443})");
  here.await_ready("ns1", "before");

  first.process().signal(SIGCONT);
  here.await("the first stands by", [&] {
    return weft::tests::text_at(first.actor("root", ""), {"state"}) == "standing by";
  });
  here.create("ns1", "after");
  here.await_ready("ns1", "after");
  CHECK(second.leads());

  const auto journal = here.vco.journal();
  for (auto i = static_cast<std::size_t>(written); i < journal.size(); ++i)
    CHECK(journal[i].author != author);
  CHECK(here.vco.count("lostUpdates") == 0);
  CHECK(here.vco.count("noopWrites") == 0);
  CHECK(here.vco.count("mostWritesInFlight") == 1);
  CHECK_THAT(first.log(), Catch::Contains("Stopped leading"));
}

TEST_CASE("a leader that is asked to stop keeps its Lease until its write is answered",
          "[installation]") {
  installation here;
  here.make_namespace("ns1");
  auto& first = here.start();
  here.await("the first leads", [&] { return first.leads(); });
  auto& second = here.start({"--lease-retry-period=100ms"});
  here.create("ns1", "one");
  here.await_ready("ns1", "one");

  here.vco.turn(R"({"latencyMs":[2500,2500]})");
  const auto writes = here.vco.count("writes");
  here.create("ns1", "two");
  here.await("a write is under way", [&] { return here.vco.count("writes") > writes; });
  here.vco.turn(R"({"latencyMs":[0,0]})");
  first.end_by(SIGTERM);
  here.create("ns1", "three");
  here.await_ready("ns1", "three");
  CHECK(second.leads());
  CHECK(here.vco.count("mostWritesInFlight") == 1);
  CHECK(here.vco.count("lostUpdates") == 0);
  CHECK(first.process().wait(std::chrono::seconds{60}));
  CHECK(first.process().report().code == 0);
}

TEST_CASE("the Lease is served at a priority level of its own", "[installation]") {
  installation here;
  const auto schema
    = here.ask("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/weft-leases");
  const auto uid = weft::tests::text_at(schema.document(), {"metadata", "uid"});
  REQUIRE_FALSE(uid.empty());
  weft::net::tls_settings trust;
  trust.ca_pem = weft::read_file(here.cluster.ca_file()).value();
  weft::tests::web account{weft::tests::endpoint_of(here.cluster.url()),
                           trust,
                           {{"Authorization", "Bearer " + here.api_token()}}};
  const auto served_by = [&](const std::string& target) {
    return std::string{
      weft::net::find(account.get(target).fields, "X-Kubernetes-PF-FlowSchema-UID")};
  };
  const std::string leases = "/apis/coordination.k8s.io/v1/namespaces/weft/leases/";
  here.await("the server has taken the schema over",
             [&] { return served_by(leases + "weft") == uid; });
  CHECK(served_by("/apis/vcn.cloud/v1/velocloudbps") != uid);
}
