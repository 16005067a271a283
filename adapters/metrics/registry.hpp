#pragma once

#include "adapters/metrics/definition.hpp"
#include "adapters/metrics/names.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
} // namespace prometheus

namespace weft::metrics {

/// Label values, in the order of the definition's labels.
using values = std::initializer_list<std::string_view>;

/// One series that only grows. Cheap to use from any thread, and may outlive its registry. One
/// that was not handed out by a registry counts nothing.
class counter {
public:
  void add(double amount = 1) const;

private:
  friend class registry;
  std::shared_ptr<prometheus::Counter> series_;
};

/// One series that goes up and down. As `counter`.
class gauge {
public:
  void set(double value) const;
  void add(double amount) const;

private:
  friend class registry;
  std::shared_ptr<prometheus::Gauge> series_;
};

/// One series of observations. As `counter`.
class histogram {
public:
  void observe(double value) const;

private:
  friend class registry;
  std::shared_ptr<prometheus::Histogram> series_;
};

/// All series of this process. Thread-safe. Take a handle once and keep it: finding a series
/// costs a lock, using it an atomic addition.
///
/// Metrics without labels are exported from the start, at zero.
class registry {
public:
  /// @param version For weft_build_info.
  explicit registry(std::string_view version = "0.0.0");
  ~registry();
  registry(const registry&) = delete;
  registry& operator=(const registry&) = delete;

  /// The series with these label values, made at its first use. Asking for a definition of
  /// another kind, or with another number of values than it has labels, is a bug and throws
  /// std::logic_error.
  metrics::counter counter(const definition& of, values labels = {});
  metrics::gauge gauge(const definition& of, values labels = {});
  metrics::histogram histogram(const definition& of, values labels = {});

  /// Exports a series no longer, for instance because its profile is gone. Its handles still work
  /// and are heard by nobody.
  void forget(const definition& of, values labels);

  /// Everything, process_* included, in Prometheus' text format 0.0.4.
  std::string exposition() const;

  /// The Content-Type of `exposition`.
  static constexpr std::string_view media_type = "text/plain; version=0.0.4; charset=utf-8";

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace weft::metrics
