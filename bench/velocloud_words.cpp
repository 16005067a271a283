// What the velocloud domain's pure functions cost with a thousand rules in one profile. Nothing is
// promised; these are for comparison with an earlier run.

#include "bench/stage/microbench.hpp"
#include "bench/stage/verdict.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/velocloud/channels.hpp"
#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "protocol/velocloud/names.hpp"

#include <benchmark/benchmark.h>

#include <map>
#include <stdexcept>
#include <string>

namespace weft::bench {

namespace {

constexpr std::size_t rules = 1000;

/// No object but the inventory: one profile.
class one_profile : public view {
public:
  one_profile() {
    velocloud::profile_inventory list;
    list.profiles = {{101, "guid-101", "Quick Start Profile", "SEGMENT_BASED", false, 1}};
    profiles_ = take_snapshot(std::move(list));
  }
  snapshot<k8s::projection> find(const object_key&) const override { return nullptr; }
  void each(std::string_view, std::string_view,
            const std::function<void(const k8s::projection&)>&) const override {}
  void each_filed(std::string_view,
                  const std::function<void(const k8s::projection&)>&) const override {}
  snapshot<record> inventory() const override { return profiles_; }

private:
  snapshot<record> profiles_;
};

k8s::projection object(std::size_t number) {
  const auto name = "app" + std::to_string(number);
  const auto text
    = R"({"apiVersion":"vcn.cloud/v1","kind":"VelocloudBP","metadata":{"name":")" + name
      + R"(","namespace":"ns1","uid":"uid-)" + name
      + R"(","resourceVersion":"7","generation":1,"finalizers":["vcn.cloud/velocloud-rule"],)"
        R"("creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"profile":"Quick Start Profile",)"
        R"("name":")"
      + name + R"(","fqdn":")" + name
      + R"(.vcn.cloud","dport":8080,"service-class":"realtime","link-policy":"auto",)"
        R"("service-group":"ALL","priority":"high","bandwidth-limit":-1}})";
  auto read = k8s::decode_object(velocloud::kinds().front(), text);
  if (!read)
    throw std::runtime_error(to_string(read.error().why));
  return std::move(*read);
}

/// A profile's QOS module as a VCO hands it out, and the objects whose rules belong into it.
struct profile {
  profile() {
    how.cluster_id = "cluster-1";
    filling = velocloud::make_domain(how);
    for (std::size_t i = 0; i < rules; ++i)
      objects.push_back(object(i));
    for (const auto& one : objects) {
      const auto meaning = filling.interpret(one, around, nullptr);
      if (meaning.parts.empty())
        throw std::runtime_error("an object means nothing: " + meaning.message);
      target = meaning.parts.front().target;
      parts[{one.meta.key, one.meta.uid}] = take_snapshot(meaning.parts.front());
    }
    velocloud::module_state empty;
    empty.id = 1011;
    empty.data = *json::parse(
      R"({"segments":[{"segment":{"segmentId":0,"name":"Global Segment","type":"REGULAR"},)"
      R"("rules":[],"webProxy":{"providers":[]},"defaults":[]}]})");
    before = observed(std::move(empty));
    const auto planned = plan(before);
    if (!planned.work)
      throw std::runtime_error("nothing was planned");
    write = as<velocloud::module_write>(planned.work->body);
    velocloud::module_state full;
    full.id = 1011;
    full.data = write.data;
    answer = json::write(json::value::list(
      {json::value::of({{"id", 1011}, {"name", "QOS"}, {"version", "1"}, {"data", write.data}})}));
    after = observed(std::move(full));
  }

  proposal plan(const observation& seen) const {
    return filling.plan({target, parts, seen, {}, {}, true, false, {}});
  }

  static observation observed(velocloud::module_state what) {
    observation out;
    out.version = "1";
    out.body = take_snapshot(std::move(what));
    return out;
  }

  velocloud::settings how;
  domain filling;
  one_profile around;
  std::vector<k8s::projection> objects;
  std::map<owner, snapshot<fragment>> parts;
  std::string target;
  observation before;
  observation after;
  velocloud::module_write write;
  std::string answer;
};

const profile& subject() {
  static const profile one;
  return one;
}

void interpret_one_rule(benchmark::State& state) {
  const auto& on = subject();
  for (auto _ : state)
    benchmark::DoNotOptimize(on.filling.interpret(on.objects.front(), on.around, nullptr));
}
BENCHMARK(interpret_one_rule);

void plan_1000_new_rules(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(subject().plan(subject().before));
}
BENCHMARK(plan_1000_new_rules)->Unit(benchmark::kMillisecond);

void plan_1000_rules_that_are_there(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(subject().plan(subject().after));
}
BENCHMARK(plan_1000_rules_that_are_there)->Unit(benchmark::kMillisecond);

void read_module_of_1000_rules(benchmark::State& state) {
  for (auto _ : state) {
    auto rows = velocloud::channels::read({200, "application/json", {}, {}}, subject().answer,
                                          velocloud::method::read_modules);
    if (!rows)
      return state.SkipWithError(rows.error().what.c_str());
    const auto seen = velocloud::read_module(std::move(*rows));
    if (!seen || !seen->trouble.empty())
      return state.SkipWithError("the module cannot be read");
    benchmark::DoNotOptimize(seen);
  }
  state.counters["bytes"] = static_cast<double>(subject().answer.size());
}
BENCHMARK(read_module_of_1000_rules)->Unit(benchmark::kMillisecond);

void write_module_of_1000_rules(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(json::write(velocloud::write_module_params({}, subject().write)));
}
BENCHMARK(write_module_of_1000_rules)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace weft::bench

int main(int argc, char** argv) {
  using namespace weft::bench;
  benchmark::Initialize(&argc, argv);
  return run_microbenches([](const auto& name, double nanoseconds) {
    tabulate("velocloud: " + name, "-", rounded(nanoseconds / 1000, 1) + " us", verdict::told);
  });
}
