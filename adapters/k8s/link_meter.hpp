#pragma once

#include "adapters/metrics/registry.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace weft::k8s {

/// What the way to one API server counts beside its exchanges. Counts nothing without a registry.
/// Thread-safe. @see kubernetes.md 13.1
class link_meter {
public:
  /// What became of the certificate files when they were read again.
  enum class reload : std::uint8_t { unchanged, updated, unreadable, unusable };

  /// @param numbers May be null; else outlives the meter.
  link_meter(metrics::registry* numbers, std::string host)
    : numbers_(numbers), host_(std::move(host)) {}

  /// So many pools of connections are kept now.
  void keep(std::size_t pools) const;
  void count(reload how) const;
  /// An exchange was refused with this status, and is made once more with what is read anew.
  void count_refusal(const std::string& method, int status) const;
  /// To be told how long the resolution of a name took.
  std::function<void(std::chrono::nanoseconds)> resolution() const;

private:
  metrics::registry* numbers_;
  std::string host_;
};

} // namespace weft::k8s
