#include "tests/chaos/measured.hpp"
#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft::tests;
using weft::json::value;

namespace {

constexpr auto kind_path
  = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/velocloudbps.vcn.cloud";
constexpr auto older_path = "/apis/vcn.cloud/v1alpha1/velocloudbps";

/// One weft whose kind gets another version beside the one it watches, while users work.
struct versions : one_weft {
  versions() {
    const auto kind = here.ask("GET", kind_path).document();
    ours = kind.find_path({"spec", "versions"})->as_array()->front();
  }

  struct stage {
    bool ours_served = true;
    bool older_served = true;
    bool older_stores = false;
  };

  /// Changes the kind between two objects that nobody waits for, and waits for both.
  void pass(const stage& to) {
    place_soon();
    define(to);
    place_soon();
    here.edit("ns1", "first", R"({"dport":)" + std::to_string(1000 + placed) + "}");
    for (const auto* name : {&before_last, &last})
      here.await_ready("ns1", *name);
    here.await_ready("ns1", "first");
  }

  void define(const stage& to) {
    auto mine = ours;
    mine.set("served", to.ours_served);
    mine.set("storage", !to.older_stores);
    auto older = ours;
    older.set("name", "v1alpha1");
    older.set("served", to.older_served);
    older.set("storage", to.older_stores);
    const auto patch
      = value::of({{"spec", value::of({{"versions", weft::json::array{mine, older}}})}});
    REQUIRE(
      here.ask("PATCH", kind_path, weft::json::write(patch), "application/merge-patch+json").status
      == 200);
    here.await("both versions are served as wanted", [&] {
      return served("/apis/vcn.cloud/v1/velocloudbps") == to.ours_served
             && served(older_path) == to.older_served;
    });
  }

  bool served(const std::string& path) { return here.ask("GET", path).status == 200; }

  void place_soon() {
    before_last = std::exchange(last, "app-" + std::to_string(++placed));
    here.create("ns1", last);
  }

  std::size_t removals() {
    const auto all = here.vco.journal();
    return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.removed.empty(); }));
  }

  value ours;
  int placed = 0;
  std::string before_last;
  std::string last;
};

} // namespace

TEST_CASE_METHOD(versions,
                 "kubernetes row 17: a version comes beside the watched one, takes the "
                 "storage, gives it back and goes, and no rule goes",
                 "[chaos]") {
  const std::vector<stage> way{
    {true, true, false}, {true, true, true}, {true, true, false}, {true, false, false}};
  for (const auto& next : way)
    pass(next);
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(removals() == 0);
  CHECK(measured(*weft, "reflector_relists_total", "VelocloudBP")
        <= static_cast<double>(way.size()));
  CHECK(measured(*weft, "controller_runtime_reconcile_panics_total") == 0);
}

TEST_CASE_METHOD(versions,
                 "kubernetes row 17: the watched version is not served for a while, and "
                 "no rule goes",
                 "[chaos]") {
  const auto before = held_rules(here);
  define({false, true, true});
  here.await("weft says that its kind is not served",
             [&] { return weft->log().find("is its CRD installed?") != std::string::npos; });
  CHECK(held_rules(here) == before);
  define({true, true, true});
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "first");
  place("second");
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(removals() == 0);
}
