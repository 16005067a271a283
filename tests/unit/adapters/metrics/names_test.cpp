#include "adapters/metrics/registry.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace weft::metrics;

namespace {

struct known {
  kind type;
  const char* name;
  const char* labels;
};

/// What controller-runtime 0.21 and client-go 1.34 export, webhooks aside: weft has none.
constexpr known expected[] = {
  {kind::counter, "controller_runtime_reconcile_total", "controller,result"},
  {kind::counter, "controller_runtime_reconcile_errors_total", "controller"},
  {kind::counter, "controller_runtime_terminal_reconcile_errors_total", "controller"},
  {kind::counter, "controller_runtime_reconcile_panics_total", "controller"},
  {kind::counter, "controller_runtime_reconcile_timeouts_total", "controller"},
  {kind::histogram, "controller_runtime_reconcile_time_seconds", "controller"},
  {kind::gauge, "controller_runtime_max_concurrent_reconciles", "controller"},
  {kind::gauge, "controller_runtime_active_workers", "controller"},
  {kind::gauge, "workqueue_depth", "name,controller,priority"},
  {kind::counter, "workqueue_adds_total", "name,controller"},
  {kind::counter, "workqueue_retries_total", "name,controller"},
  {kind::histogram, "workqueue_queue_duration_seconds", "name,controller"},
  {kind::histogram, "workqueue_work_duration_seconds", "name,controller"},
  {kind::gauge, "workqueue_unfinished_work_seconds", "name,controller"},
  {kind::gauge, "workqueue_longest_running_processor_seconds", "name,controller"},
  {kind::counter, "rest_client_requests_total", "code,method,host"},
  {kind::histogram, "rest_client_request_duration_seconds", "verb,host"},
  {kind::histogram, "rest_client_request_size_bytes", "verb,host"},
  {kind::histogram, "rest_client_response_size_bytes", "verb,host"},
  {kind::histogram, "rest_client_rate_limiter_duration_seconds", "verb,host"},
  {kind::histogram, "rest_client_dns_resolution_duration_seconds", "host"},
  {kind::counter, "rest_client_request_retries_total", "code,verb,host"},
  {kind::counter, "rest_client_exec_plugin_call_total", "code,call_status"},
  {kind::gauge, "rest_client_exec_plugin_ttl_seconds", ""},
  {kind::histogram, "rest_client_exec_plugin_certificate_rotation_age", ""},
  {kind::counter, "rest_client_transport_ca_reload_total", "result,reason"},
  {kind::gauge, "rest_client_transport_cache_entries", ""},
  {kind::gauge, "leader_election_master_status", "name"},
  {kind::counter, "leader_election_slowpath_total", "name"},
  {kind::counter, "certwatcher_read_certificate_total", ""},
  {kind::counter, "certwatcher_read_certificate_errors_total", ""},
  {kind::counter, "reflector_lists_total", "kind"},
  {kind::counter, "reflector_watches_total", "kind"},
  {kind::counter, "reflector_short_watches_total", "kind"},
  {kind::counter, "reflector_relists_total", "kind,cause"},
  {kind::gauge, "reflector_last_resource_version", "kind"},
  {kind::histogram, "reflector_watch_lag_seconds", "kind"},
};

} // namespace

TEST_CASE("row 14: every name that dashboards for controller-runtime know is there with its labels",
          "[metrics]") {
  for (const auto& [type, name, labels] : expected) {
    INFO(name);
    const auto found
      = std::find_if(names::all.begin(), names::all.end(),
                     [name = name](const definition* one) { return one->name == name; });
    REQUIRE(found != names::all.end());
    CHECK((*found)->type == type);
    CHECK((*found)->labels == labels);
  }
}

TEST_CASE("every histogram's bounds rise", "[metrics]") {
  for (const auto* one : names::all) {
    INFO(one->name);
    CHECK(one->buckets.empty() == (one->type != kind::histogram));
    CHECK(std::is_sorted(one->buckets.begin(), one->buckets.end()));
  }
}
