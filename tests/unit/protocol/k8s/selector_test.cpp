#include "protocol/k8s/selector.hpp"
#include "tests/printing.hpp"

using namespace weft;

TEST_CASE("a label selector matches as Kubernetes says", "[k8s][selector]") {
  const auto labels = *json::parse(R"({"app":"web","tier":"front"})");
  const auto [text, matches] = GENERATE(table<std::string, bool>({
    {"", true},
    {"app=web", true},
    {"app==web,tier!=back", true},
    {"app!=web", false},
    {"none!=web", true},
    {"app in (api, web)", true},
    {"app notin (api,web)", false},
    {"none notin (x)", true},
    {"tier,!none", true},
    {"!tier", false},
    {"app=", false},
  }));
  INFO(text);
  CHECK(k8s::label_selector::parse(text)->matches(&labels) == matches);
}

TEST_CASE("an object without labels is matched by what asks for none", "[k8s][selector]") {
  CHECK(k8s::label_selector::parse("!a")->matches(nullptr));
  CHECK_FALSE(k8s::label_selector::parse("a")->matches(nullptr));
}

TEST_CASE("a label selector that makes no sense is refused", "[k8s][selector]") {
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "a===b", "a in b", "a in (b",
                             "a b", "=b", ",");
  CHECK_FALSE(k8s::label_selector::parse(text));
}

TEST_CASE("field selectors are taken apart", "[k8s][selector]") {
  const auto got = k8s::parse_field_selector(R"(metadata.name=a\,b,status.phase!=Running,x==y)");
  REQUIRE(got);
  REQUIRE(got->size() == 3);
  CHECK((*got)[0].value == "a,b");
  CHECK_FALSE((*got)[1].equal);
  CHECK((*got)[2].value == "y");
  CHECK_FALSE(k8s::parse_field_selector("metadata.name"));
}
