#include "protocol/json/patch.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using weft::testing::of;

TEST_CASE("a JSON patch does what RFC 6902 says", "[json][patch]") {
  const auto [document, patch, outcome] = GENERATE(table<std::string, std::string, std::string>({
    {R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})"},
    {R"({"a":[1,3]})", R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2,3]})"},
    {R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":2}])", R"({"a":[1,2]})"},
    {R"({"a":[1,2]})", R"([{"op":"remove","path":"/a/0"}])", R"({"a":[2]})"},
    {R"({"a/b":1,"c~d":2})", R"([{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/c~0d"}])",
     "{}"},
    {R"({"a":1})", R"([{"op":"replace","path":"/a","value":{"b":1}}])", R"({"a":{"b":1}})"},
    {R"({"a":{"b":1}})", R"([{"op":"move","from":"/a/b","path":"/c"}])", R"({"a":{},"c":1})"},
    {R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/c"}])",
     R"({"a":{"b":1},"c":{"b":1}})"},
    {R"({"a":1})", R"([{"op":"test","path":"/a","value":1.0}])", R"({"a":1})"},
    {R"({"a":1})", R"([{"op":"test","path":"/b","value":null}])", R"({"a":1})"},
  }));
  const auto got = json::apply_patch(of(document), of(patch));
  REQUIRE(got);
  CHECK(json::write(*got) == outcome);
}

TEST_CASE("a JSON patch that cannot be carried out changes nothing", "[json][patch]") {
  const auto patch = GENERATE(
    Catch::Generators::as<std::string>{}, R"([{"op":"remove","path":"/nope"}])",
    R"([{"op":"replace","path":"/nope","value":1}])", R"([{"op":"add","path":"/x/y","value":1}])",
    R"([{"op":"add","path":"/l/3","value":1}])", R"([{"op":"test","path":"/a","value":2}])",
    R"([{"op":"test","path":"/nope","value":2}])", R"([{"op":"frob","path":"/a"}])",
    R"([{"op":"move","from":"/nope","path":"/a"}])");
  const auto got = json::apply_patch(of(R"({"a":1,"l":[1,2]})"), of(patch));
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::refused);
}

TEST_CASE("what is no JSON patch at all is malformed", "[json][patch]") {
  CHECK(json::apply_patch(of("{}"), of(R"({"op":"add"})")).error().code == errc::malformed);
  CHECK(json::apply_patch(of("{}"), of("[1]")).error().code == errc::malformed);
}

TEST_CASE("a merge patch merges objects, removes with null and replaces all else",
          "[json][patch]") {
  const auto got
    = json::merge_patch(of(R"({"a":{"b":1,"c":2},"l":[1,2],"x":1})"),
                        of(R"({"a":{"b":null,"d":{"e":null,"f":1}},"l":[3],"x":null})"));
  CHECK(json::write(got) == R"({"a":{"c":2,"d":{"f":1}},"l":[3]})");
  CHECK(json::write(json::merge_patch(of("1"), of(R"({"a":1})"))) == R"({"a":1})");
}
