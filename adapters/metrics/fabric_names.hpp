#pragma once

#include "adapters/metrics/client_names.hpp"

/// What is measured of the domain aci. @see aci.md 8.10
namespace weft::metrics::names {

inline constexpr std::array publication_buckets{1.0,  2.0,   5.0,   10.0,  20.0,
                                                50.0, 100.0, 200.0, 500.0, 1000.0};

inline constexpr definition aci_requests_total{
  kind::counter, "aci_requests_total", "Requests to the APICs by outcome.", "method,code", {}};
inline constexpr definition aci_request_seconds{kind::histogram, "aci_request_seconds",
                                                "Time until the APIC's whole answer.", "method",
                                                request_buckets};
inline constexpr definition aci_log_ins_total{
  kind::counter, "aci_log_ins_total", "Sessions that were asked for.", "", {}};
inline constexpr definition aci_gaps_total{
  kind::counter, "aci_gaps_total", "Times events may have been missed.", "", {}};
inline constexpr definition aci_live{
  kind::gauge, "aci_live", "1 while all that is referred to is known and told of.", "", {}};
inline constexpr definition aci_subscriptions{
  kind::gauge, "aci_subscriptions", "Subscriptions that are kept alive.", "", {}};
inline constexpr definition aci_reads_waiting{
  kind::gauge, "aci_reads_waiting", "L3Outs that are to be read.", "", {}};
inline constexpr definition aci_last_comparison_timestamp_seconds{
  kind::gauge,
  "aci_last_comparison_timestamp_seconds",
  "When all that is ours was last compared.",
  "",
  {}};
inline constexpr definition aci_deployments{
  kind::gauge, "aci_deployments", "Annotated Deployments by how they stand.", "fabric,state", {}};
inline constexpr definition aci_objects{
  kind::gauge, "aci_objects", "EEPGs and subnets of ours on the fabric.", "fabric", {}};
inline constexpr definition aci_wished_objects{
  kind::gauge, "aci_wished_objects", "EEPGs and subnets that Deployments ask for.", "fabric", {}};
inline constexpr definition aci_idle_cycles_total{
  kind::counter, "aci_idle_cycles_total", "Cycles that found nothing to write.", "", {}};
inline constexpr definition aci_batch_size{
  kind::histogram, "aci_batch_size", "Deployments changed by one write.", "", publication_buckets};
inline constexpr definition aci_corrections_total{
  kind::counter, "aci_corrections_total", "Deployments whose objects were put right.", "", {}};
inline constexpr definition aci_concurrent_writer_total{
  kind::counter,
  "aci_concurrent_writer_total",
  "Times somebody else undid a write at the same moment.",
  "",
  {}};
inline constexpr definition aci_insecure_tls{
  kind::gauge, "aci_insecure_tls", "1 when the APICs' certificates are not verified.", "", {}};

} // namespace weft::metrics::names
