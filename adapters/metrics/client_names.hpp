#pragma once

#include "adapters/metrics/definition.hpp"

#include <array>

/// What is measured of the way to the API server, under client-go's names.
/// @see kubernetes.md 13.1
namespace weft::metrics::names {

inline constexpr std::array request_buckets{0.005, 0.025, 0.1,  0.25, 0.5,  1.0, 2.0,
                                            4.0,   8.0,   15.0, 30.0, 45.0, 60.0};
inline constexpr std::array size_buckets{
  64.0, 256.0, 512.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0, 16777216.0};
inline constexpr std::array limiter_buckets{0.005, 0.025, 0.1, 0.25, 0.5,  1.0,
                                            2.0,   4.0,   8.0, 15.0, 30.0, 60.0};
inline constexpr std::array rotation_buckets{600.0,      1800.0,     3600.0,     14400.0,
                                             86400.0,    604800.0,   2592000.0,  7776000.0,
                                             15552000.0, 31104000.0, 124416000.0};

inline constexpr definition rest_client_requests_total{kind::counter,
                                                       "rest_client_requests_total",
                                                       "Requests to the API server by answer.",
                                                       "code,method,host",
                                                       {}};
inline constexpr definition rest_client_request_duration_seconds{
  kind::histogram, "rest_client_request_duration_seconds",
  "Time until the API server's whole answer.", "verb,host", request_buckets};
inline constexpr definition rest_client_request_size_bytes{
  kind::histogram, "rest_client_request_size_bytes", "Size of a request's body.", "verb,host",
  size_buckets};
inline constexpr definition rest_client_response_size_bytes{
  kind::histogram, "rest_client_response_size_bytes", "Size of an answer's body; not of a watch.",
  "verb,host", size_buckets};
inline constexpr definition rest_client_rate_limiter_duration_seconds{
  kind::histogram, "rest_client_rate_limiter_duration_seconds",
  "Time a request waited for its turn.", "verb,host", limiter_buckets};
inline constexpr definition rest_client_dns_resolution_duration_seconds{
  kind::histogram, "rest_client_dns_resolution_duration_seconds",
  "Time until the host's addresses were known.", "host", request_buckets};
inline constexpr definition rest_client_request_retries_total{
  kind::counter,
  "rest_client_request_retries_total",
  "Requests sent again, by the answer that was the reason.",
  "code,verb,host",
  {}};
inline constexpr definition rest_client_exec_plugin_call_total{kind::counter,
                                                               "rest_client_exec_plugin_call_total",
                                                               "Runs of the credential plugin.",
                                                               "code,call_status",
                                                               {}};
inline constexpr definition rest_client_exec_plugin_ttl_seconds{
  kind::gauge,
  "rest_client_exec_plugin_ttl_seconds",
  "Time until the plugin's credential expires; +Inf: it does not, or there is none.",
  "",
  {}};
inline constexpr definition rest_client_exec_plugin_certificate_rotation_age{
  kind::histogram, "rest_client_exec_plugin_certificate_rotation_age",
  "Age of the plugin's last certificate when it was replaced.", "", rotation_buckets};
inline constexpr definition rest_client_transport_ca_reload_total{
  kind::counter,
  "rest_client_transport_ca_reload_total",
  "Times the CA was read again.",
  "result,reason",
  {}};
inline constexpr definition rest_client_transport_cache_entries{
  kind::gauge,
  "rest_client_transport_cache_entries",
  "Pools of connections to the API server.",
  "",
  {}};
inline constexpr definition certwatcher_read_certificate_total{kind::counter,
                                                               "certwatcher_read_certificate_total",
                                                               "Times certificate files were read.",
                                                               "",
                                                               {}};
inline constexpr definition certwatcher_read_certificate_errors_total{
  kind::counter,
  "certwatcher_read_certificate_errors_total",
  "Times they could not be read or used.",
  "",
  {}};
inline constexpr definition leader_election_master_status{kind::gauge,
                                                          "leader_election_master_status",
                                                          "1 while this process holds the Lease.",
                                                          "name",
                                                          {}};
inline constexpr definition leader_election_slowpath_total{
  kind::counter,
  "leader_election_slowpath_total",
  "Renewals that had to read the Lease first.",
  "name",
  {}};

// What client-go only offers as an interface.
inline constexpr definition reflector_lists_total{
  kind::counter, "reflector_lists_total", "Lists of a kind.", "kind", {}};
inline constexpr definition reflector_watches_total{
  kind::counter, "reflector_watches_total", "Watches of a kind.", "kind", {}};
inline constexpr definition reflector_short_watches_total{
  kind::counter, "reflector_short_watches_total", "Watches that ended at once.", "kind", {}};
inline constexpr definition reflector_relists_total{
  kind::counter, "reflector_relists_total", "Lists after the first, by cause.", "kind,cause", {}};
inline constexpr definition reflector_last_resource_version{
  kind::gauge,
  "reflector_last_resource_version",
  "Version of the last event or bookmark.",
  "kind",
  {}};
inline constexpr definition reflector_watch_lag_seconds{
  kind::histogram, "reflector_watch_lag_seconds",
  "Time until what a watch told at once had been taken over by all who follow it.", "kind",
  request_buckets};
inline constexpr definition reflector_events_discarded_total{
  kind::counter,
  "reflector_events_discarded_total",
  "Events that changed nothing, by cause: older than what is known, unreadable, of unknown type.",
  "kind,cause",
  {}};

} // namespace weft::metrics::names
