// How many watch events one core decodes. The promise: more than 200 000 a second of a Pod of
// 5.6 KB, as a cluster's own components write it.

#include "bench/stage/microbench.hpp"
#include "bench/stage/pods.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/k8s/decode.hpp"

#include <benchmark/benchmark.h>

#include <string>

namespace weft::bench {

namespace {

void decode(benchmark::State& state, k8s::buffer lies) {
  const auto which = pods();
  auto line = pod_line("MODIFIED", 17, 8812345);
  const auto bytes = line.size();
  line.append(k8s::decode_padding, ' ');
  const std::string_view text{line.data(), bytes};
  for (auto _ : state) {
    auto event = k8s::decode_line(which, text, lies);
    if (!event)
      state.SkipWithError(event.error().why.what.c_str());
    benchmark::DoNotOptimize(event);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["line_bytes"] = static_cast<double>(bytes);
}

void pods_in_place(benchmark::State& state) {
  decode(state, k8s::buffer::padded);
}
BENCHMARK(pods_in_place);

void pods_copied(benchmark::State& state) {
  decode(state, k8s::buffer::exact);
}
BENCHMARK(pods_copied);

void page_of_500(benchmark::State& state) {
  const auto which = pods();
  const auto line = pod_line("MODIFIED", 17, 8812345);
  const auto object = line.substr(line.find("\"object\":") + 9);
  std::string body = R"({"kind":"PodList","metadata":{"resourceVersion":"9"},"items":[)";
  for (int i = 0; i < 500; ++i)
    body.append(i ? "," : "").append(object, 0, object.size() - 1);
  body += "]}";
  for (auto _ : state) {
    const auto read
      = k8s::decode_page(which, body, [](auto item) { benchmark::DoNotOptimize(item); });
    if (!read)
      state.SkipWithError(read.error().what.c_str());
  }
  state.SetItemsProcessed(state.iterations() * 500);
}
BENCHMARK(page_of_500);

} // namespace

} // namespace weft::bench

int main(int argc, char** argv) {
  using namespace weft::bench;
  benchmark::Initialize(&argc, argv);
  return run_microbenches([](const auto& name, double nanoseconds) {
    constexpr double promised = 200'000;
    const auto rate = (name == "page_of_500" ? 500 : 1) * 1e9 / nanoseconds;
    const bool judged = name == "pods_in_place";
    tabulate("decoder alone, Pods a second and core: " + name,
             judged ? ">= " + grouped(promised) : "-", grouped(rate),
             judged ? at_least(promised, rate) : verdict::told);
  });
}
