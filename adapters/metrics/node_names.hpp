#pragma once

#include "adapters/metrics/client_names.hpp"

/// What is measured of the domain cni. @see cni.md 8.5
namespace weft::metrics::names {

inline constexpr std::array exec_buckets{0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3,
                                         0.6,   1.0,  2.0,  5.0,  10.0, 30.0, 60.0};

inline constexpr definition cni_attachments{
  kind::gauge, "cni_attachments", "Attachments of ours by how far they have come.", "state", {}};
inline constexpr definition cni_exec_seconds{kind::histogram, "cni_exec_seconds",
                                             "How long plugins ran, by what came of it.",
                                             "verb,type,result", exec_buckets};
inline constexpr definition cni_plugins_running{
  kind::gauge, "cni_plugins_running", "Plugins that run now.", "", {}};
inline constexpr definition cni_plugins_waiting{
  kind::gauge, "cni_plugins_waiting", "Plugins that wait for a slot.", "", {}};
inline constexpr definition cni_slots_exhausted{
  kind::gauge,
  "cni_slots_exhausted",
  "1 while as many plugins run as ever may, and others wait.",
  "",
  {}};
inline constexpr definition cni_retries_total{
  kind::counter, "cni_retries_total", "Operations that failed and are tried again.", "reason", {}};
inline constexpr definition cni_netns_guard_rejections_total{
  kind::counter,
  "cni_netns_guard_rejections_total",
  "Plugins that were not run, for their network namespace was not what it should be.",
  "",
  {}};
inline constexpr definition cni_corrupt_records_total{
  kind::counter, "cni_corrupt_records_total", "Records that did not read.", "", {}};
inline constexpr definition cni_runtime_up{
  kind::gauge, "cni_runtime_up", "1 while the container runtime answers.", "", {}};
inline constexpr definition cri_reconnects_total{
  kind::counter, "cri_reconnects_total", "Times the container runtime has come back.", "", {}};
inline constexpr definition cni_idle_cycles_total{
  kind::counter, "cni_idle_cycles_total", "Cycles that found nothing to do.", "", {}};
inline constexpr definition cni_repairs_total{
  kind::counter, "cni_repairs_total", "Pods whose attachments were put right.", "", {}};
inline constexpr definition cni_concurrent_writer_total{
  kind::counter,
  "cni_concurrent_writer_total",
  "Times somebody else undid an attachment at the same moment.",
  "",
  {}};

} // namespace weft::metrics::names
