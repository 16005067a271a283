#include "adapters/cni/in_process_runner.hpp"
#include "adapters/cni/plugin_versions.hpp"
#include "tests/contract/cni/in_one_thread.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::cni;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;
using way = sim::plugin_fault::way;

namespace {

/// Who asks about the plugins of a simulated node.
struct asked_plugins {
  /// @returns where the answer will be.
  std::shared_ptr<std::optional<spoken_versions>> begin(const strings& types) {
    auto out = std::make_shared<std::optional<spoken_versions>>();
    versions->ask(types, "/opt/cni/bin", [out](spoken_versions told) {
      REQUIRE_FALSE(*out);
      *out = std::move(told);
    });
    return out;
  }
  spoken_versions ask(const strings& types) {
    const auto told = begin(types);
    CHECK_FALSE(*told);
    world.wait([&] { return told->has_value(); });
    REQUIRE(*told);
    return **told;
  }
  void fail(way how) {
    sim::plugin_fault one;
    one.how = how;
    one.of = verb::version;
    node.inject(one);
  }
  std::size_t runs() const { return node.calls().size(); }

  const strings all{"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"};
  cni::testing::in_one_thread world;
  sim::node node{world.surroundings()};
  std::unique_ptr<plugin_versions> versions = std::make_unique<plugin_versions>(
    std::make_shared<in_process_runner>(node, world.surroundings()), 1s);
};

} // namespace

TEST_CASE_METHOD(asked_plugins, "a plugin says once which versions it speaks", "[cni]") {
  CHECK(ask({"bridge", "tuning"}) == spoken_versions{all, all});
  REQUIRE(runs() == 2);
  CHECK(node.calls()[0].what.what == verb::version);
  CHECK(node.calls()[0].what.type == "bridge");
  CHECK(ask({"tuning", "bridge", "bridge"}) == spoken_versions{all, all, all});
  CHECK(runs() == 2);
}

TEST_CASE_METHOD(asked_plugins, "a plugin that many wait for is asked once", "[cni]") {
  const auto first = begin({"bridge"});
  const auto second = begin({"bridge", "tuning"});
  const auto third = begin({"tuning", "bridge"});
  world.wait([&] { return first->has_value() && second->has_value() && third->has_value(); });
  CHECK(*first == spoken_versions{all});
  CHECK(*second == spoken_versions{all, all});
  CHECK(*third == spoken_versions{all, all});
  CHECK(runs() == 2);
}

TEST_CASE_METHOD(asked_plugins, "a plugin that does not say is not asked again", "[cni]") {
  for (const auto how : {way::fail, way::garbage, way::flood, way::die, way::hang}) {
    asked_plugins each;
    each.fail(how);
    CHECK(each.ask({"bridge", "tuning"}) == spoken_versions{{}, all});
    CHECK(each.ask({"bridge"}) == spoken_versions{{}});
    CHECK(each.runs() == 2);
  }
}

TEST_CASE_METHOD(asked_plugins, "a plugin that is not there says nothing until it is", "[cni]") {
  CHECK(ask({"ipvlan", "bridge"}) == spoken_versions{{}, all});
  node.installed.insert("ipvlan");
  CHECK(ask({"ipvlan"}) == spoken_versions{all});
  CHECK(runs() == 2);
}

TEST_CASE_METHOD(asked_plugins,
                 "a plugin that goes between a look and its start counts for nothing", "[cni]") {
  const auto told = begin({"bridge"});
  node.installed.erase("bridge");
  world.wait([&] { return told->has_value(); });
  CHECK(*told == spoken_versions{{}});
  node.installed.insert("bridge");
  CHECK(ask({"bridge"}) == spoken_versions{all});
}

TEST_CASE_METHOD(asked_plugins, "nobody is told of versions after the end", "[cni]") {
  const auto told = begin({"bridge"});
  world.advance(5ms);
  CHECK(runs() == 1);
  versions = nullptr;
  world.advance(10s);
  CHECK_FALSE(*told);
  CHECK(node.running() == 0);
}
