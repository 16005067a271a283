#pragma once

#include "adapters/metrics/client_names.hpp"

/// What is measured of the domain avi. @see avi.md 11.6
namespace weft::metrics::names {

inline constexpr std::array programming_buckets{1.0,  2.0,   5.0,   10.0,  20.0,
                                                50.0, 100.0, 200.0, 500.0, 1000.0};

inline constexpr definition avi_requests_total{kind::counter,
                                               "avi_requests_total",
                                               "Requests to the AVI controller by outcome.",
                                               "method,code",
                                               {}};
inline constexpr definition avi_request_seconds{kind::histogram, "avi_request_seconds",
                                                "Time until the AVI controller's whole answer.",
                                                "method", request_buckets};
inline constexpr definition avi_live{
  kind::gauge, "avi_live", "1 while the AVI controller is known and answers.", "", {}};
inline constexpr definition avi_misconfigured{
  kind::gauge,
  "avi_misconfigured",
  "1 while the AVI controller is not as the settings have it.",
  "",
  {}};
inline constexpr definition avi_objects_in_doubt{
  kind::gauge, "avi_objects_in_doubt", "Objects that are to be read.", "", {}};
inline constexpr definition avi_last_comparison_timestamp_seconds{
  kind::gauge,
  "avi_last_comparison_timestamp_seconds",
  "When all that is ours was last compared.",
  "",
  {}};
inline constexpr definition avi_wishes{
  kind::gauge, "avi_wishes", "Nodes and Services by how they stand.", "target,state", {}};
inline constexpr definition avi_objects{
  kind::gauge, "avi_objects", "Routes and objects of ours on the AVI controller.", "target", {}};
inline constexpr definition avi_idle_cycles_total{
  kind::counter, "avi_idle_cycles_total", "Cycles that found nothing to write.", "", {}};
inline constexpr definition avi_batch_size{kind::histogram, "avi_batch_size",
                                           "Nodes or Services changed by one batch.", "",
                                           programming_buckets};
inline constexpr definition avi_corrections_total{
  kind::counter,
  "avi_corrections_total",
  "Nodes and Services whose objects were put right.",
  "",
  {}};
inline constexpr definition avi_concurrent_writer_total{
  kind::counter,
  "avi_concurrent_writer_total",
  "Times somebody else undid a write at the same moment.",
  "",
  {}};
inline constexpr definition avi_insecure_tls{
  kind::gauge,
  "avi_insecure_tls",
  "1 when the AVI controller's certificate is not verified.",
  "",
  {}};

} // namespace weft::metrics::names
