#include "adapters/k8s/link_meter.hpp"

namespace weft::k8s {

using namespace metrics::names;

void link_meter::keep(std::size_t pools) const {
  if (numbers_)
    numbers_->gauge(rest_client_transport_cache_entries).set(static_cast<double>(pools));
}

void link_meter::count(reload how) const {
  if (!numbers_)
    return;
  const bool good = how == reload::unchanged || how == reload::updated;
  const auto* reason = how == reload::unchanged    ? "unchanged"
                       : how == reload::updated    ? "updated"
                       : how == reload::unreadable ? "read_error"
                                                   : "ca_parse_error";
  numbers_->counter(rest_client_transport_ca_reload_total, {good ? "success" : "failure", reason})
    .add();
  numbers_->counter(certwatcher_read_certificate_total).add();
  if (!good)
    numbers_->counter(certwatcher_read_certificate_errors_total).add();
}

std::function<void(std::chrono::nanoseconds)> link_meter::resolution() const {
  if (!numbers_)
    return {};
  return [series = numbers_->histogram(rest_client_dns_resolution_duration_seconds, {host_})](
           auto took) { series.observe(std::chrono::duration<double>(took).count()); };
}

} // namespace weft::k8s
