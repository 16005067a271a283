#include "protocol/k8s/managed_fields.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

#include <rapidcheck.h>

using namespace weft;
using weft::testing::of;

namespace {

k8s::schema shape() {
  return *k8s::read_schema(
    of(R"({"type":"object","properties":{"spec":{"type":"object","properties":{
    "l":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k","p"],
      "items":{"type":"object","properties":{"k":{},"p":{"default":"TCP"},"v":{}}}},
    "s":{"type":"array","x-kubernetes-list-type":"set","items":{}},
    "whole":{"type":"object","x-kubernetes-map-type":"atomic"}}}}})"),
    "");
}

k8s::field_manager named(const char* name) {
  return {name, "Apply", "x/v1", "", "2026-01-01T00:00:00Z", {}};
}

} // namespace

TEST_CASE("a set of places survives writing and reading", "[k8s][fields]") {
  const auto text = R"({"f:a":{},"f:b":{".":{},"k:{\"n\":1}":{".":{},"f:v":{}}},"v:\"x\"":{}})";
  CHECK(json::write(k8s::write_field_set(k8s::read_field_set(of(text)))) == text);
}

TEST_CASE("items are known by their keys, left-out ones by their defaults", "[k8s][fields]") {
  const auto by = shape();
  const auto claimed = k8s::fields_of(
    of(R"({"spec":{"l":[{"k":1,"v":2}],"s":["x"],"whole":{"a":1},"free":{"x":[1]}}})"), &by);
  CHECK(json::write(k8s::write_field_set(claimed))
        == R"({"f:spec":{"f:free":{"f:x":{}},"f:l":{"k:{\"k\":1,\"p\":\"TCP\"}":)"
           R"({".":{},"f:k":{},"f:v":{}}},"f:s":{"v:\"x\"":{}},"f:whole":{}}})");
}

TEST_CASE("the keys of an item stay as long as somebody holds the item", "[k8s][fields]") {
  const auto by = shape();
  const auto live = of(R"({"spec":{}})");
  const auto first = k8s::apply_configuration(
    live, of(R"({"spec":{"l":[{"k":1,"p":"UDP","v":1}]}})"), &by, named("a"), false);
  const auto second = k8s::apply_configuration(
    first.object, of(R"({"spec":{"l":[{"k":1,"p":"UDP"}]}})"), &by, named("b"), false);
  const auto third
    = k8s::apply_configuration(second.object, of(R"({"spec":{}})"), &by, named("a"), false);
  REQUIRE(third.conflicts.empty());
  CHECK(*third.object.find("spec") == of(R"({"l":[{"k":1,"p":"UDP"}]})"));
}

TEST_CASE("whoever applies last gets its way by force, and only then", "[k8s][fields]") {
  const auto by = shape();
  const auto first = k8s::apply_configuration(of("{}"), of(R"({"spec":{"a":1,"whole":{"x":1}}})"),
                                              &by, named("a"), false);
  const auto second = of(R"({"spec":{"a":2,"whole":{"y":1}}})");
  const auto refused = k8s::apply_configuration(first.object, second, &by, named("b"), false);
  REQUIRE(refused.conflicts.size() == 2);
  CHECK(refused.conflicts[0].path == ".spec.a");
  CHECK(refused.conflicts[0].manager == "\"a\"");
  const auto forced = k8s::apply_configuration(first.object, second, &by, named("b"), true);
  CHECK(*forced.object.find("spec") == *second.find("spec"));
  CHECK(k8s::read_managers(forced.object).size() == 1);
}

TEST_CASE("an applied configuration can be read back, and applying it again changes nothing",
          "[k8s][fields][property]") {
  CHECK(rc::check([](const std::map<std::string, int>& one, const std::map<std::string, int>& two) {
    const auto by = shape();
    auto configuration = [](const std::map<std::string, int>& members) {
      json::value spec{json::object{}};
      for (const auto& [name, held] : members)
        spec.set("m" + name, held);
      return json::value::of({{"spec", std::move(spec)}});
    };
    const auto first
      = k8s::apply_configuration(of("{}"), configuration(one), &by, named("a"), true);
    const auto second
      = k8s::apply_configuration(first.object, configuration(two), &by, named("b"), true);
    for (const auto& [name, held] : two)
      RC_ASSERT(*second.object.find_path({"spec", "m" + name}) == json::value{held});
    for (const auto& [name, held] : one)
      RC_ASSERT(second.object.find_path({"spec", "m" + name}) != nullptr);
    const auto again
      = k8s::apply_configuration(second.object, configuration(two), &by, named("b"), true);
    RC_ASSERT(again.object == second.object);
    const auto gone
      = k8s::apply_configuration(second.object, configuration({}), &by, named("b"), true);
    for (const auto& [name, held] : two)
      RC_ASSERT((gone.object.find_path({"spec", "m" + name}) != nullptr)
                == (one.contains(name) && one.at(name) == held));
  }));
}
