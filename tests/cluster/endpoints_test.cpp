#include "tests/cluster/installation.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace weft::tests;

namespace {

/// Every document that a running weft shows to whoever asks.
std::string everything(controller& weft) {
  std::string all;
  for (const char* path : {"/", "/state", "/state?summary=1", "/state?unhealthy=1", "/metrics",
                           "/healthz", "/livez", "/readyz", "/readyz/velocloud"})
    all += weft.get(path).body;
  return all;
}

finished ask_weft(std::vector<std::string> words) {
  words.insert(words.begin(), WEFT_PROGRAM);
  return run({std::move(words), {}, {}});
}

} // namespace

TEST_CASE("a running weft shows its state, its numbers and its health, and no secret",
          "[installation]") {
  installation here;
  auto& weft = here.start({"--log-level=debug", "--log-format=json"});
  here.apply({"config/samples/velocloud.yaml"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");
  here.await("it is ready", [&] { return weft.get("/readyz").status == 200; });
  CHECK(weft.get("/healthz").status == 200);
  CHECK_THAT(weft.get("/readyz").body, Catch::Contains("[+]velocloud/VelocloudBP ok")
                                         && Catch::Contains("[+]velocloud/VelocloudPolicy ok"));
  CHECK_THAT(weft.get("/metrics").body,
             Catch::Contains("rest_client_requests_total") && Catch::Contains("vco_requests_total")
               && Catch::Contains("weft_build_info") && Catch::Contains("weft_source_synced"));
  const auto target = weft.actor("velocloud.target", "velocloud/vco/101");
  CHECK(text_at(target, {"state"}) == "idle");
  CHECK(weft.detail("velocloud.target", "velocloud/vco/101", "writes") == "1");

  const auto port = "--port=" + std::to_string(weft.port());
  const auto table = ask_weft({"state", port});
  CHECK(table.code == 0);
  CHECK_THAT(table.out,
             Catch::Contains("velocloud.target") && Catch::Contains("VelocloudBP/ns1/velokube1"));
  const auto document = ask_weft({"state", port, "-o", "json", "--kind", "VelocloudBP"});
  CHECK(document.code == 0);
  CHECK(weft::json::parse(document.out));
  const auto why = ask_weft({"explain", port, "VelocloudBP/ns1/velokube1"});
  CHECK(why.code == 0);
  CHECK_THAT(why.out, Catch::Contains("velokube1") && Catch::Contains("velocloud/vco/101"));
  CHECK(ask_weft({"explain", port, "VelocloudBP/ns1/nobody"}).code == 1);

  // Refusals are where secrets slip out, so both peers refuse once.
  here.vco.turn(R"({"expireTokens":true})");
  here.edit("ns1", "velokube1", R"({"dport":1234})");
  here.await("the object says that we are not let in", [&] {
    return weft::json::write(here.read("ns1", "velokube1")).find("AuthFailed") != std::string::npos;
  });
  auto all = everything(weft) + table.out + document.out + why.out;
  here.write("api-token", "no-token-at-all");
  here.ask("DELETE", "/api/v1/namespaces/weft/serviceaccounts/weft");
  here.edit("ns1", "velokube2", R"({"dport":1234})");
  here.await("the API server has refused us",
             [&] { return weft.log().find("401") != std::string::npos; });
  all += everything(weft);
  for (const char* path : {"/apis/vcn.cloud/v1/velocloudbps", "/apis/events.k8s.io/v1/events",
                           "/apis/coordination.k8s.io/v1/leases"})
    all += here.ask("GET", path).body;
  weft.end_by(SIGTERM);
  REQUIRE(weft.process().wait(std::chrono::seconds{20}));
  all += weft.log() + weft.process().report().out;
  CHECK(all.size() > 10'000);
  for (const std::string& secret : {std::string{here.vco.token()}, here.api_token(),
                                    here.api_token().substr(here.api_token().rfind('.') + 1)})
    CHECK(all.find(secret) == all.npos);
}
