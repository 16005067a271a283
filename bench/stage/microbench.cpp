#include "bench/stage/microbench.hpp"

#include "bench/stage/verdict.hpp"

#include <benchmark/benchmark.h>

#include <stdexcept>

namespace weft::bench {

namespace {

class listener : public benchmark::BenchmarkReporter {
public:
  explicit listener(std::function<void(const std::string&, double)> each)
    : each_(std::move(each)) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& one : runs) {
      if (one.error_occurred)
        throw std::runtime_error(one.benchmark_name() + ": " + one.error_message);
      each_(one.benchmark_name(),
            one.cpu_accumulated_time * 1e9 / static_cast<double>(one.iterations));
    }
  }

private:
  std::function<void(const std::string&, double)> each_;
};

} // namespace

int run_microbenches(const std::function<void(const std::string& name, double nanoseconds)>& each) {
  return run([&] {
    listener heard{each};
    benchmark::RunSpecifiedBenchmarks(&heard);
  });
}

} // namespace weft::bench
