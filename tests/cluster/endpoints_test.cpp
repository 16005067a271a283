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
  for (const std::string series :
       {R"(rest_client_requests_total{code="200",method="GET",host="127.0.0.1:)",
        R"(rest_client_requests_total{code="201",method="POST",host="127.0.0.1:)",
        R"(rest_client_request_duration_seconds_count{verb="PATCH",host="127.0.0.1:)",
        R"(rest_client_request_size_bytes_count{verb="PATCH",host="127.0.0.1:)",
        R"(rest_client_response_size_bytes_count{verb="GET",host="127.0.0.1:)",
        R"(rest_client_rate_limiter_duration_seconds_count{verb="PATCH",host="127.0.0.1:)",
        "\nrest_client_exec_plugin_ttl_seconds +Inf",
        "\nrest_client_exec_plugin_certificate_rotation_age_count 0",
        "\nrest_client_transport_cache_entries 2",
        "\ncertwatcher_read_certificate_total ",
        R"(controller_runtime_reconcile_total{controller="velocloud",result="success"})",
        R"(controller_runtime_reconcile_time_seconds_bucket{controller="velocloud",le="0.005"})",
        R"(controller_runtime_max_concurrent_reconciles{controller="velocloud"})",
        R"(controller_runtime_active_workers{controller="velocloud"} 0)",
        R"(workqueue_adds_total{name="velocloud",controller="velocloud"})",
        R"(workqueue_queue_duration_seconds_count{name="velocloud",controller="velocloud"})",
        R"(workqueue_unfinished_work_seconds{name="velocloud",controller="velocloud"})",
        R"(workqueue_depth{name="velocloud.target",controller="velocloud",priority="0"})",
        R"(leader_election_master_status{name="weft"} 1)",
        R"(reflector_watch_lag_seconds_count{kind="VelocloudBP"})"})
    here.await("it measures " + series,
               [&] { return weft.get("/metrics").body.find(series) != std::string::npos; });
  const std::string target = "velocloud/vco/101";
  here.await("the target is idle",
             [&] { return text_at(weft.actor("velocloud.target", target), {"state"}) == "idle"; });
  CHECK(weft.detail("velocloud.target", target, "writes")
        == std::to_string(here.vco.count("writes")));

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
  REQUIRE(weft.process().wait(std::chrono::seconds{60}));
  all += weft.log() + weft.process().report().out;
  CHECK(all.size() > 10'000);
  for (const std::string& secret : {std::string{here.vco.token()}, here.api_token(),
                                    here.api_token().substr(here.api_token().rfind('.') + 1)})
    CHECK(all.find(secret) == all.npos);
}
