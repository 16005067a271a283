#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace weft::tests;

namespace {

constexpr auto definition
  = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/velocloudbps.vcn.cloud";
constexpr int many = 20;

/// One weft with many rules in place.
struct crowd : one_weft {
  crowd() {
    make_all();
    rules = held_rules(here);
  }

  void make_all() {
    for (int i = 0; i < many; ++i)
      here.create("ns1", "app-" + std::to_string(i));
    for (int i = 0; i < many; ++i)
      here.await_ready("ns1", "app-" + std::to_string(i));
  }
  void delete_kind() {
    REQUIRE(here.ask("DELETE", definition).status == 200);
    here.await("the CRD has gone", [&] { return here.ask("GET", definition).status == 404; });
  }
  void define_kind() {
    here.apply({"config/crds"});
    here.await("the kind is served",
               [&] { return here.ask("GET", "/apis/vcn.cloud/v1/velocloudbps").status == 200; });
  }

  std::multiset<std::string> rules;
};

} // namespace

TEST_CASE_METHOD(crowd, "kubernetes row 17: a CRD that is deleted takes no rule along", "[chaos]") {
  delete_kind();
  CHECK(held_rules(here) == rules);
  define_kind();
  make_all();
  const auto held = held_rules(here);
  CHECK(std::includes(held.begin(), held.end(), rules.begin(), rules.end()));
  CHECK_FALSE(weft->has_died());
  CHECK(here.vco.count("lostUpdates") == 0);
}
