#include "tests/simulation/fabric_scene.hpp"

/// Lists that lack most of what there was. @see aci.md 8.7
using namespace weft;
using namespace weft::simulation;

namespace {

/// The API server, restored from a backup of before its Pods, or its Deployments, were there.
struct restored_cluster : fabric_scene {
  /// As etcd's manual wants it: no version comes again, and all watches end.
  void restore(const k8s::server::store& from) {
    auto& core = api->core();
    core.restore(from);
    core.skip_versions(1'000'000);
    core.forget_history();
  }

  std::shared_ptr<const k8s::server::store> backup() { return api->core().backup(); }
};

} // namespace

TEST_CASE_METHOD(restored_cluster,
                 "aci 8.7: Pods that are missing from one list keep what they publish", "[aci]") {
  open_with_web();
  const auto early = backup();
  run_pods(*this, "web", 30);
  REQUIRE(sees([&] { return prefixes("E").size() == 30; }));
  run_for(10s);
  const auto late = backup();
  count_anew();
  restore(*early);
  run_for(50s);
  CHECK(counted().writes() == 0);
  SECTION("for good, if they are there again") {
    restore(*late);
    run_for(30min);
    CHECK(counted().writes() == 0);
    CHECK(prefixes("E").size() == 30);
  }
  SECTION("until another one agrees a minute later") {
    CHECK(sees([&] { return prefixes("E").empty(); }, 90s));
    CHECK(counted().writes() == 1);
  }
  CHECK(blemishes() == texts{});
}

TEST_CASE_METHOD(restored_cluster,
                 "aci 8.7: Deployments that two lists lack leave nothing behind, though no cluster "
                 "id tells whose it was",
                 "[aci]") {
  open();
  const auto early = backup();
  for (int i = 0; i < 15; ++i)
    deploy(*this, "app" + std::to_string(i), order_for("E" + std::to_string(i)));
  REQUIRE(sees([&] { return has(eepg_dn("E14")); }));
  run_for(10s);
  restore(*early);
  run_for(50s);
  CHECK(has(eepg_dn("E0")));
  CHECK(sees([&] { return !has(eepg_dn("E0")) && !has(eepg_dn("E14")); }, 90s));
  CHECK(blemishes() == texts{});
}
