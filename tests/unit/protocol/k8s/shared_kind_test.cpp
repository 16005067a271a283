#include "protocol/k8s/shared_kind.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

result<void> read_one_way(k8s::raw_field&, k8s::projection&) {
  return {};
}

result<void> read_another_way(k8s::raw_field&, k8s::projection&) {
  return {};
}

k8s::kind shared_pods() {
  k8s::kind out;
  out.version = "v1";
  out.name = "Pod";
  out.plural = "pods";
  out.project = read_one_way;
  return out;
}

} // namespace

TEST_CASE("a kind that two domains watch keeps what either of them wants", "[k8s]") {
  auto one = shared_pods();
  one.metadata_only = true;
  one.annotations = {"a/"};
  auto other = shared_pods();
  other.acted_on = other.keeps_controller = true;
  other.annotations = {"a/", "b/"};
  other.labels = {""};
  const auto both = k8s::share(one, other);
  REQUIRE(both.has_value());
  CHECK(both->acted_on);
  CHECK(both->keeps_controller);
  CHECK_FALSE(both->metadata_only);
  CHECK(both->annotations == std::vector<std::string>{"a/", "b/"});
  CHECK(both->labels == std::vector<std::string>{""});
}

TEST_CASE("of a kind that one domain reports in and another looks up there is one watch", "[k8s]") {
  auto other = shared_pods();
  other.acted_on = other.report_by_status = true;
  other.report_annotation = "x/y";
  for (const auto& both : {k8s::share(shared_pods(), other), k8s::share(other, shared_pods())}) {
    REQUIRE(both.has_value());
    CHECK(both->acted_on);
    CHECK(both->report_annotation == "x/y");
    CHECK(both->report_by_status);
  }
}

TEST_CASE("a kind that two domains read differently is a mistake with a name", "[k8s]") {
  auto one = shared_pods();
  auto other = shared_pods();
  SECTION("projector") {
    other.project = read_another_way;
  }
  SECTION("none at all") {
    other.project = nullptr;
  }
  SECTION("version") {
    other.version = "v2";
  }
  SECTION("selector") {
    other.field_selector = "spec.nodeName=n1";
  }
  SECTION("report") {
    one.keeps_status = true;
    other.report_annotation = "x/y";
  }
  const auto both = k8s::share(one, other);
  REQUIRE_FALSE(both.has_value());
  CHECK(both.error().what.find("two domains watch Pod with different ") == 0);
}
