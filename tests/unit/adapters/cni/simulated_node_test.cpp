#include "adapters/cni/simulated_node.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/printing.hpp"
#include "tests/unit/adapters/cni/one_record.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <memory>
#include <thread>
#include <vector>

using namespace weft;
using cni::testing::awaited;

namespace {

struct lively_node {
  std::size_t sandboxes() {
    awaited<result<std::vector<cni::sandbox>>> got;
    ends.containers->list_sandboxes({}, got.callback());
    return got.get().value().size();
  }

  net::transport io{2};
  cni::simulated_node node{io};
  cni::node_ends ends = node.ends();
};

} // namespace

TEST_CASE("a simulated node answers many threads, one at a time", "[cni]") {
  lively_node here;
  here.node.with([](cni::sim::node& node) { node.run_pod("shop", "web-0", "u1"); });
  std::vector<std::thread> all;
  std::vector<std::size_t> seen(8);
  for (auto& one : seen)
    all.emplace_back([&] { one = here.sandboxes(); });
  for (auto& one : all)
    one.join();
  CHECK(seen == std::vector<std::size_t>(8, 1));
}

TEST_CASE("what is written to a simulated node in order is kept in that order", "[cni]") {
  lively_node here;
  const auto file = to_string(name_of(cni::testing::some_record()));
  awaited<result<cni::kept_records>> before;
  here.ends.records->read_all(before.callback());
  REQUIRE(before.get().has_value());
  for (int i = 0; i < 20; ++i) {
    here.ends.records->write(cni::testing::some_record(), [](auto) {});
    here.ends.records->remove(file, [](auto) {});
  }
  awaited<result<cni::kept_records>> after;
  here.ends.records->read_all(after.callback());
  CHECK(after.get().value().whole.empty());
}

TEST_CASE("a start on a simulated node may be given up within its own event", "[cni]") {
  lively_node here;
  std::unique_ptr<cni::plugin_start> start;
  std::promise<void> held;
  awaited<bool> ended;
  start = here.ends.plugins->start({cni::verb::version, "nowhere", {{"CNI_PATH", "/x"}}, "{}"},
                                   std::chrono::seconds{1},
                                   {{}, [&, tell = ended.callback()](const cni::execution&) {
                                      held.get_future().wait();
                                      start.reset();
                                      tell(true);
                                    }});
  held.set_value();
  CHECK(ended.get());
}
