#include "adapters/metrics/registry.hpp"

#include "adapters/metrics/process.hpp"

#include <prometheus/client_metric.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::metrics {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricType type_of(kind type) {
  switch (type) {
  case kind::counter:
    return MetricType::Counter;
  case kind::gauge:
    return MetricType::Gauge;
  case kind::histogram:
    return MetricType::Histogram;
  }
  return MetricType::Untyped;
}

std::vector<ClientMetric::Label> labelled(const definition& of,
                                          const std::vector<std::string>& values) {
  std::vector<ClientMetric::Label> labels;
  auto names = of.labels;
  for (auto& value : values) {
    auto end = names.find(',');
    labels.push_back({std::string{names.substr(0, end)}, value});
    names.remove_prefix(end == names.npos ? names.size() : end + 1);
  }
  return labels;
}

std::vector<std::string> owned(values labels) {
  return {labels.begin(), labels.end()};
}

void check(const definition& of, kind wanted, values labels) {
  if (of.type != wanted || labels.size() != label_count(of))
    throw std::logic_error{"metric " + std::string{of.name} + " is used against its definition"};
}

} // namespace

struct registry::impl {
  /// The series of one type: by name of the metric, then by label values.
  template <class Series>
  struct shelf {
    struct row {
      const definition* of = nullptr;
      std::map<std::vector<std::string>, std::shared_ptr<Series>> series;
    };
    std::map<std::string_view, row> families;

    template <class... Args>
    std::shared_ptr<Series> at(const definition& of, values labels, Args&&... made_of) {
      auto& family = families[of.name];
      family.of = &of;
      auto& found = family.series[owned(labels)];
      if (!found)
        found = std::make_shared<Series>(std::forward<Args>(made_of)...);
      return found;
    }

    void forget(const definition& of, values labels) {
      if (auto family = families.find(of.name); family != families.end())
        family->second.series.erase(owned(labels));
    }

    void collect(std::vector<MetricFamily>& into) const {
      for (auto& [name, family] : families) {
        if (family.series.empty())
          continue;
        MetricFamily shown{
          std::string{name}, std::string{family.of->help}, type_of(family.of->type), {}};
        for (auto& [labels, series] : family.series) {
          shown.metric.push_back(series->Collect());
          shown.metric.back().label = labelled(*family.of, labels);
        }
        into.push_back(std::move(shown));
      }
    }
  };

  mutable std::mutex guard;
  shelf<prometheus::Counter> counters;
  shelf<prometheus::Gauge> gauges;
  shelf<prometheus::Histogram> histograms;
};

void counter::add(double amount) const {
  if (series_)
    series_->Increment(amount);
}

void gauge::set(double value) const {
  if (series_)
    series_->Set(value);
}

void gauge::add(double amount) const {
  if (series_)
    series_->Increment(amount);
}

void histogram::observe(double value) const {
  if (series_)
    series_->Observe(value);
}

registry::registry(std::string_view version) : impl_(std::make_unique<impl>()) {
  for (auto* of : names::all) {
    if (label_count(*of) > 0)
      continue;
    if (of->type == kind::counter)
      counter(*of);
    else if (of->type == kind::gauge)
      gauge(*of);
    else
      histogram(*of);
  }
  gauge(names::weft_build_info, {version}).set(1);
}

registry::~registry() = default;

counter registry::counter(const definition& of, values labels) {
  check(of, kind::counter, labels);
  std::lock_guard held{impl_->guard};
  metrics::counter handle;
  handle.series_ = impl_->counters.at(of, labels);
  return handle;
}

gauge registry::gauge(const definition& of, values labels) {
  check(of, kind::gauge, labels);
  std::lock_guard held{impl_->guard};
  metrics::gauge handle;
  handle.series_ = impl_->gauges.at(of, labels);
  return handle;
}

histogram registry::histogram(const definition& of, values labels) {
  check(of, kind::histogram, labels);
  std::lock_guard held{impl_->guard};
  metrics::histogram handle;
  handle.series_ = impl_->histograms.at(
    of, labels, prometheus::Histogram::BucketBoundaries{of.buckets.begin(), of.buckets.end()});
  return handle;
}

void registry::forget(const definition& of, values labels) {
  std::lock_guard held{impl_->guard};
  impl_->counters.forget(of, labels);
  impl_->gauges.forget(of, labels);
  impl_->histograms.forget(of, labels);
}

std::string registry::exposition() const {
  std::vector<MetricFamily> families;
  {
    std::lock_guard held{impl_->guard};
    impl_->counters.collect(families);
    impl_->gauges.collect(families);
    impl_->histograms.collect(families);
  }
  for (auto& fact : process_facts()) {
    ClientMetric shown;
    (fact.type == kind::counter ? shown.counter.value : shown.gauge.value) = fact.value;
    families.push_back({fact.name, fact.help, type_of(fact.type), {shown}});
  }
  return prometheus::TextSerializer{}.Serialize(families);
}

} // namespace weft::metrics
