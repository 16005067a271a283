#include "adapters/k8s/link_meter.hpp"

#include <array>
#include <utility>

namespace weft::k8s {

using namespace metrics::names;

void link_meter::keep(std::size_t pools) const {
  if (numbers_)
    numbers_->gauge(rest_client_transport_cache_entries).set(static_cast<double>(pools));
}

void link_meter::count(reload how) const {
  if (!numbers_)
    return;
  using words = std::pair<const char*, const char*>;
  constexpr std::array<words, 4> by_reload{{{"success", "unchanged"},
                                            {"success", "updated"},
                                            {"failure", "read_error"},
                                            {"failure", "ca_parse_error"}}};
  const auto& [outcome, reason] = by_reload.at(static_cast<std::size_t>(how));
  numbers_->counter(rest_client_transport_ca_reload_total, {outcome, reason}).add();
  numbers_->counter(certwatcher_read_certificate_total).add();
  if (how == reload::unreadable || how == reload::unusable)
    numbers_->counter(certwatcher_read_certificate_errors_total).add();
}

void link_meter::count_refusal(const std::string& method, int status) const {
  if (numbers_)
    numbers_->counter(rest_client_requests_total, {std::to_string(status), method, host_}).add();
}

std::function<void(std::chrono::nanoseconds)> link_meter::resolution() const {
  if (!numbers_)
    return {};
  return [series = numbers_->histogram(rest_client_dns_resolution_duration_seconds, {host_})](
           auto took) { series.observe(std::chrono::duration<double>(took).count()); };
}

} // namespace weft::k8s
