#include "adapters/metrics/registry.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace weft::metrics;
using Catch::Contains;

TEST_CASE("a series is exported with its help, its labels and its sum", "[metrics]") {
  registry all;
  auto writes = all.counter(names::velo_module_writes_total, {"Quick Start"});
  writes.add();
  writes.add(2);
  auto text = all.exposition();
  CHECK_THAT(text, Contains("# HELP velo_module_writes_total Writes of a profile's QOS module.\n"));
  CHECK_THAT(text, Contains("# TYPE velo_module_writes_total counter\n"));
  CHECK_THAT(text, Contains("velo_module_writes_total{profile=\"Quick Start\"} 3\n"));
}

TEST_CASE("the same label values name the same series", "[metrics]") {
  registry all;
  all.gauge(names::velo_rules, {"p", "ours"}).set(4);
  all.gauge(names::velo_rules, {"p", "ours"}).add(-1);
  all.gauge(names::velo_rules, {"p", "foreign"}).set(9);
  auto text = all.exposition();
  CHECK_THAT(text, Contains("velo_rules{profile=\"p\",state=\"ours\"} 3\n"));
  CHECK_THAT(text, Contains("velo_rules{profile=\"p\",state=\"foreign\"} 9\n"));
}

TEST_CASE("an observation falls into its bucket and all above", "[metrics]") {
  registry all;
  all.histogram(names::velo_batch_size).observe(7);
  auto text = all.exposition();
  CHECK_THAT(text, Contains("velo_batch_size_bucket{le=\"5\"} 0\n"));
  CHECK_THAT(text, Contains("velo_batch_size_bucket{le=\"10\"} 1\n"));
  CHECK_THAT(text, Contains("velo_batch_size_bucket{le=\"+Inf\"} 1\n"));
  CHECK_THAT(text, Contains("velo_batch_size_sum 7\n"));
}

TEST_CASE("metrics without labels are there from the start", "[metrics]") {
  auto text = registry{"1.2.3"}.exposition();
  CHECK_THAT(text, Contains("\nvco_ratelimited_total 0\n"));
  CHECK_THAT(text, Contains("\nvco_gate_frozen 0\n"));
  CHECK_THAT(text, Contains("weft_build_info{version=\"1.2.3\"} 1\n"));
}

TEST_CASE("the process tells what it uses", "[metrics]") {
  auto text = registry{}.exposition();
  for (auto* name : {"process_cpu_seconds_total", "process_resident_memory_bytes",
                     "process_open_fds", "process_max_fds", "process_start_time_seconds"})
    CHECK_THAT(text, Contains("\n" + std::string{name} + " "));
  CHECK_THAT(text, !Contains("process_resident_memory_bytes 0\n"));
}

TEST_CASE("a label value cannot break out of its line", "[metrics]") {
  registry all;
  all.counter(names::velo_module_writes_total, {"a\"} 1\nfake 2\\"}).add();
  CHECK_THAT(all.exposition(), Contains("{profile=\"a\\\"} 1\\nfake 2\\\\\"} 1\n"));
}

TEST_CASE("a forgotten series is gone, and its handle does no harm", "[metrics]") {
  registry all;
  auto gone = all.gauge(names::velo_rules, {"p", "ours"});
  all.forget(names::velo_rules, {"p", "ours"});
  gone.set(3);
  CHECK_THAT(all.exposition(), !Contains("velo_rules"));
  CHECK_THAT(all.exposition(), Contains("velo_batch_size"));
}

TEST_CASE("a handle from nowhere counts nothing", "[metrics]") {
  counter lost;
  gauge neither;
  histogram nor;
  CHECK_NOTHROW((lost.add(), neither.set(1), nor.observe(1)));
}

TEST_CASE("use against the definition is a bug and says so", "[metrics]") {
  registry all;
  CHECK_THROWS_AS(all.gauge(names::vco_ratelimited_total), std::logic_error);
  CHECK_THROWS_AS(all.counter(names::vco_requests_total, {"GET"}), std::logic_error);
}

TEST_CASE("additions from many threads are all counted", "[metrics]") {
  registry all;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n)
        all.counter(names::vco_requests_total, {"m", "200"}).add();
    });
  for (auto& one : threads)
    one.join();
  CHECK_THAT(all.exposition(), Contains("vco_requests_total{method=\"m\",code=\"200\"} 4000\n"));
}

TEST_CASE("the list of names is free of repetition and in Prometheus' spelling", "[metrics]") {
  std::set<std::string_view> seen;
  for (auto* of : names::all) {
    CAPTURE(of->name);
    CHECK(seen.insert(of->name).second);
    CHECK(of->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK(of->help.ends_with('.'));
    CHECK(of->name.ends_with("_total") == (of->type == kind::counter));
    CHECK(of->buckets.empty() == (of->type != kind::histogram));
  }
}
