#pragma once

#include "adapters/metrics/balancer_names.hpp"
#include "adapters/metrics/client_names.hpp"
#include "adapters/metrics/fabric_names.hpp"
#include "adapters/metrics/node_names.hpp"

#include <array>

/// Every metric weft exports but process_*, which the registry adds by itself.
/// @see kubernetes.md 13.1, velocloud.md 8.9
namespace weft::metrics::names {

inline constexpr std::array reconcile_buckets{
  0.005, 0.01, 0.025, 0.05, 0.1,  0.15, 0.2,  0.25, 0.3,  0.35, 0.4,  0.45, 0.5, 0.6,
  0.7,   0.8,  0.9,   1.0,  1.25, 1.5,  1.75, 2.0,  2.5,  3.0,  3.5,  4.0,  4.5, 5.0,
  6.0,   7.0,  8.0,   9.0,  10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0};
inline constexpr std::array queue_buckets{1e-8, 1e-7, 1e-6, 1e-5, 1e-4,
                                          1e-3, 1e-2, 1e-1, 1.0,  10.0};
inline constexpr std::array batch_buckets{1.0,  2.0,   5.0,   10.0,  20.0,
                                          50.0, 100.0, 200.0, 500.0, 1000.0};

// What dashboards of Kubernetes operators expect.
inline constexpr definition controller_runtime_reconcile_total{kind::counter,
                                                               "controller_runtime_reconcile_total",
                                                               "Finished cycles by outcome.",
                                                               "controller,result",
                                                               {}};
inline constexpr definition controller_runtime_reconcile_errors_total{
  kind::counter,
  "controller_runtime_reconcile_errors_total",
  "Cycles that failed.",
  "controller",
  {}};
inline constexpr definition controller_runtime_terminal_reconcile_errors_total{
  kind::counter,
  "controller_runtime_terminal_reconcile_errors_total",
  "Cycles that failed and wait for new input.",
  "controller",
  {}};
inline constexpr definition controller_runtime_reconcile_panics_total{
  kind::counter,
  "controller_runtime_reconcile_panics_total",
  "Actors restarted after a crash.",
  "controller",
  {}};
inline constexpr definition controller_runtime_reconcile_time_seconds{
  kind::histogram, "controller_runtime_reconcile_time_seconds", "Duration of a cycle.",
  "controller", reconcile_buckets};
inline constexpr definition controller_runtime_active_workers{
  kind::gauge, "controller_runtime_active_workers", "Cycles that run now.", "controller", {}};
inline constexpr definition controller_runtime_reconcile_timeouts_total{
  kind::counter,
  "controller_runtime_reconcile_timeouts_total",
  "Cycles that ended without a usable answer.",
  "controller",
  {}};
inline constexpr definition controller_runtime_max_concurrent_reconciles{
  kind::gauge,
  "controller_runtime_max_concurrent_reconciles",
  "Calls that a domain has under way at its controller at most.",
  "controller",
  {}};
inline constexpr definition workqueue_depth{kind::gauge,
                                            "workqueue_depth",
                                            "Objects that wait for their cycle.",
                                            "name,controller,priority",
                                            {}};
inline constexpr definition workqueue_adds_total{
  kind::counter, "workqueue_adds_total", "Changes that asked for a cycle.", "name,controller", {}};
inline constexpr definition workqueue_retries_total{kind::counter,
                                                    "workqueue_retries_total",
                                                    "Cycles asked for by a failure.",
                                                    "name,controller",
                                                    {}};
inline constexpr definition workqueue_unfinished_work_seconds{
  kind::gauge,
  "workqueue_unfinished_work_seconds",
  "Age of the cycles that run now, together.",
  "name,controller",
  {}};
inline constexpr definition workqueue_longest_running_processor_seconds{
  kind::gauge,
  "workqueue_longest_running_processor_seconds",
  "Age of the oldest of them.",
  "name,controller",
  {}};
inline constexpr definition workqueue_queue_duration_seconds{
  kind::histogram, "workqueue_queue_duration_seconds", "Time a change waited for its cycle.",
  "name,controller", queue_buckets};
inline constexpr definition workqueue_work_duration_seconds{
  kind::histogram, "workqueue_work_duration_seconds", "Time a cycle took.", "name,controller",
  queue_buckets};
// The VeloCloud domain.
inline constexpr definition vco_requests_total{
  kind::counter, "vco_requests_total", "Calls to the orchestrator by outcome.", "method,code", {}};
inline constexpr definition vco_request_seconds{kind::histogram, "vco_request_seconds",
                                                "Time until the orchestrator's whole answer.",
                                                "method", request_buckets};
inline constexpr definition vco_ratelimited_total{
  kind::counter, "vco_ratelimited_total", "Answers with status 429.", "", {}};
inline constexpr definition vco_gate_frozen{
  kind::gauge, "vco_gate_frozen", "1 while no call may leave.", "", {}};
inline constexpr definition vco_token_expiry_seconds{
  kind::gauge, "vco_token_expiry_seconds", "Time until the API token expires.", "", {}};
inline constexpr definition velo_rules{
  kind::gauge, "velo_rules", "Rules of ours in a profile by state.", "profile,state", {}};
inline constexpr definition velo_module_writes_total{
  kind::counter, "velo_module_writes_total", "Writes of a profile's QOS module.", "profile", {}};
inline constexpr definition velo_module_noop_total{
  kind::counter, "velo_module_noop_total", "Cycles that found nothing to write.", "", {}};
inline constexpr definition velo_batch_size{kind::histogram, "velo_batch_size",
                                            "Objects changed by one write.", "", batch_buckets};
inline constexpr definition velo_drift_repairs_total{
  kind::counter, "velo_drift_repairs_total", "Rules of ours put right.", "", {}};
inline constexpr definition velo_concurrent_writer_total{
  kind::counter,
  "velo_concurrent_writer_total",
  "Times somebody else wrote at the same moment.",
  "",
  {}};
inline constexpr definition velo_policy_denied_total{
  kind::counter, "velo_policy_denied_total", "Objects a VelocloudPolicy refused.", "policy", {}};
inline constexpr definition velo_mailbox_depth{
  kind::gauge, "velo_mailbox_depth", "Messages that wait for actors of this domain.", "", {}};
inline constexpr definition velo_insecure_tls{
  kind::gauge,
  "velo_insecure_tls",
  "1 when the orchestrator's certificate is not verified.",
  "",
  {}};

// Ourselves.
inline constexpr definition weft_build_info{
  kind::gauge, "weft_build_info", "1, with the version of the program.", "version", {}};

inline constexpr definition weft_actors{kind::gauge,
                                        "weft_actors",
                                        "Actors by sort, those that are to live again included.",
                                        "actor",
                                        {}};
inline constexpr definition weft_actors_unhealthy{
  kind::gauge, "weft_actors_unhealthy", "Actors that need attention.", "actor", {}};
inline constexpr definition weft_mailbox_messages{
  kind::gauge, "weft_mailbox_messages", "Messages that wait for actors of a sort.", "actor", {}};
inline constexpr definition weft_source_synced{
  kind::gauge, "weft_source_synced", "1 once a kind has been listed.", "kind", {}};

inline constexpr std::array all{&controller_runtime_reconcile_total,
                                &controller_runtime_reconcile_errors_total,
                                &controller_runtime_terminal_reconcile_errors_total,
                                &controller_runtime_reconcile_panics_total,
                                &controller_runtime_reconcile_time_seconds,
                                &controller_runtime_reconcile_timeouts_total,
                                &controller_runtime_max_concurrent_reconciles,
                                &controller_runtime_active_workers,
                                &workqueue_depth,
                                &workqueue_adds_total,
                                &workqueue_retries_total,
                                &workqueue_unfinished_work_seconds,
                                &workqueue_longest_running_processor_seconds,
                                &workqueue_queue_duration_seconds,
                                &workqueue_work_duration_seconds,
                                &rest_client_requests_total,
                                &rest_client_request_duration_seconds,
                                &rest_client_request_size_bytes,
                                &rest_client_response_size_bytes,
                                &rest_client_rate_limiter_duration_seconds,
                                &rest_client_dns_resolution_duration_seconds,
                                &rest_client_request_retries_total,
                                &rest_client_exec_plugin_call_total,
                                &rest_client_exec_plugin_ttl_seconds,
                                &rest_client_exec_plugin_certificate_rotation_age,
                                &rest_client_transport_ca_reload_total,
                                &rest_client_transport_cache_entries,
                                &certwatcher_read_certificate_total,
                                &certwatcher_read_certificate_errors_total,
                                &leader_election_master_status,
                                &leader_election_slowpath_total,
                                &reflector_lists_total,
                                &reflector_watches_total,
                                &reflector_short_watches_total,
                                &reflector_relists_total,
                                &reflector_last_resource_version,
                                &reflector_watch_lag_seconds,
                                &reflector_events_discarded_total,
                                &vco_requests_total,
                                &vco_request_seconds,
                                &vco_ratelimited_total,
                                &vco_gate_frozen,
                                &vco_token_expiry_seconds,
                                &velo_rules,
                                &velo_module_writes_total,
                                &velo_module_noop_total,
                                &velo_batch_size,
                                &velo_drift_repairs_total,
                                &velo_concurrent_writer_total,
                                &velo_policy_denied_total,
                                &velo_mailbox_depth,
                                &velo_insecure_tls,
                                &aci_requests_total,
                                &aci_request_seconds,
                                &aci_log_ins_total,
                                &aci_gaps_total,
                                &aci_live,
                                &aci_subscriptions,
                                &aci_reads_waiting,
                                &aci_last_comparison_timestamp_seconds,
                                &aci_deployments,
                                &aci_objects,
                                &aci_wished_objects,
                                &aci_idle_cycles_total,
                                &aci_batch_size,
                                &aci_corrections_total,
                                &aci_concurrent_writer_total,
                                &aci_insecure_tls,
                                &avi_requests_total,
                                &avi_request_seconds,
                                &avi_live,
                                &avi_misconfigured,
                                &avi_objects_in_doubt,
                                &avi_last_comparison_timestamp_seconds,
                                &avi_wishes,
                                &avi_objects,
                                &avi_idle_cycles_total,
                                &avi_batch_size,
                                &avi_corrections_total,
                                &avi_concurrent_writer_total,
                                &avi_insecure_tls,
                                &cni_attachments,
                                &cni_exec_seconds,
                                &cni_plugins_running,
                                &cni_plugins_waiting,
                                &cni_slots_exhausted,
                                &cni_retries_total,
                                &cni_netns_guard_rejections_total,
                                &cni_corrupt_records_total,
                                &cni_runtime_up,
                                &cri_reconnects_total,
                                &cni_idle_cycles_total,
                                &cni_repairs_total,
                                &cni_concurrent_writer_total,
                                &weft_build_info,
                                &weft_actors,
                                &weft_actors_unhealthy,
                                &weft_mailbox_messages,
                                &weft_source_synced};

} // namespace weft::metrics::names
