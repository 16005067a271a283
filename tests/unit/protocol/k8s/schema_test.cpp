#include "protocol/k8s/schema.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using weft::testing::of;

namespace {

k8s::schema read(std::string_view text) {
  auto out = k8s::read_schema(of(text), "schema");
  REQUIRE(out);
  return *out;
}

std::string fields(const std::vector<k8s::field_error>& all) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : " ") + one.reason.substr(10) + "@" + one.field;
  return out;
}

std::string complaints(std::string_view schema, std::string_view value) {
  return fields(k8s::validate(of(value), read(schema)));
}

} // namespace

// The messages themselves are held against a real kube-apiserver by the contract suite.
TEST_CASE("each keyword complains about what it forbids", "[k8s][schema]") {
  const auto [schema, good, bad] = GENERATE(table<std::string, std::string, std::string>({
    {R"({"type":"integer","minimum":1})", "1", "0"},
    {R"({"type":"integer","minimum":1,"exclusiveMinimum":true})", "2", "1"},
    {R"({"type":"number","maximum":1.5,"exclusiveMaximum":true})", "1.4", "1.5"},
    {R"({"type":"integer","multipleOf":3})", "9", "10"},
    {R"({"type":"string","minLength":2})", R"("éé")", R"("é")"},
    {R"({"type":"string","maxLength":1})", R"("é")", R"("éé")"},
    {R"({"type":"string","pattern":"^a"})", R"("ab")", R"("ba")"},
    {R"({"enum":["a",1]})", "1", R"("1")"},
    {R"({"type":"array","minItems":1})", "[1]", "[]"},
    {R"({"type":"array","maxItems":1})", "[1]", "[1,2]"},
    {R"({"type":"array","uniqueItems":true})", "[1,2]", "[1,1]"},
    {R"({"type":"array","items":{"type":"string"}})", R"(["a"])", "[1]"},
    {R"({"type":"object","required":["a"]})", R"({"a":null})", "{}"},
    {R"({"type":"object","maxProperties":1})", R"({"a":1})", R"({"a":1,"b":2})"},
    {R"({"type":"object","minProperties":1})", R"({"a":1})", "{}"},
    {R"({"type":"object","additionalProperties":{"type":"integer"}})", R"({"a":1})",
     R"({"a":"b"})"},
    {R"({"type":"string","nullable":true})", "null", "1"},
    {R"({"type":"boolean"})", "true", R"("true")"},
    {R"({"x-kubernetes-int-or-string":true})", R"("80%")", "1.5"},
    {R"({"anyOf":[{"type":"string"},{"minimum":5}]})", "5", "4"},
    {R"({"oneOf":[{"minimum":5},{"maximum":7}]})", "8", "6"},
    {R"({"allOf":[{"minimum":5},{"maximum":7}]})", "6", "8"},
    {R"({"not":{"enum":["a"]}})", R"("b")", R"("a")"},
  }));
  INFO(schema);
  CHECK(complaints(schema, good).empty());
  CHECK_FALSE(complaints(schema, bad).empty());
}

TEST_CASE("rules are not evaluated on a value of the wrong shape", "[k8s][schema]") {
  const auto schema = R"({"type":"object","properties":{"a":{"type":"integer"}},
    "x-kubernetes-validations":[{"rule":"self.a > 1"}]})";
  CHECK(complaints(schema, R"({"a":1})") == "Invalid@<nil>");
  CHECK(complaints(schema, R"({"a":"x"})") == "TypeInvalid@a Invalid@<nil>");
  CHECK(complaints(schema, R"({"a":2})").empty());
}

TEST_CASE("a value that equals the old one at its place is let pass", "[k8s][schema][ratchet]") {
  const auto schema = read(R"({"type":"object","properties":{"l":{"type":"array",
    "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
    "items":{"type":"object","properties":{"k":{"type":"string"},"n":{"maximum":5}}}},
    "p":{"type":"array","items":{"maximum":5}}}})");
  const auto old = of(R"({"l":[{"k":"a","n":9},{"k":"b","n":1}],"p":[9]})");
  auto after = [&](std::string_view now) {
    const auto value = of(now);
    return fields(k8s::validate(value, schema, &old));
  };
  CHECK(after(R"({"l":[{"k":"b","n":2},{"k":"a","n":9}],"p":[9]})").empty());
  CHECK(after(R"({"l":[{"k":"a","n":8}],"p":[9]})") == "Invalid@l[0].n");
  // A list that is no map has no counterparts: a change brings everything back.
  CHECK(after(R"({"l":[],"p":[9,1]})") == "Invalid@p[0]");
}

TEST_CASE("pruning removes what is not declared and tells where it was", "[k8s][schema]") {
  const auto schema = read(R"({"type":"object","properties":{"a":{"type":"object",
    "properties":{"b":{"type":"integer"}}},"open":{"type":"object",
    "x-kubernetes-preserve-unknown-fields":true},"m":{"type":"object","additionalProperties":
    {"type":"object","properties":{"x":{}}}},"l":{"type":"array","items":{"type":"object",
    "properties":{"x":{}}}}}})");
  auto value = of(R"({"kind":"K","metadata":{"free":1},"a":{"b":1,"c":2},"open":{"d":3},
    "m":{"k":{"x":1,"y":2}},"l":[{"y":1}],"z":1})");
  const auto gone = k8s::prune(value, schema);
  CHECK(gone == std::vector<std::string>{"a.c", "l[0].y", "m.k.y", "z"});
  CHECK(value == of(R"({"kind":"K","metadata":{"free":1},"a":{"b":1},"open":{"d":3},
    "m":{"k":{"x":1}},"l":[{}]})"));
}

TEST_CASE("defaults reach into lists and defaulted objects, and replace bare nulls",
          "[k8s][schema]") {
  const auto schema = read(R"({"type":"object","properties":{
    "a":{"type":"object","default":{},"properties":{"b":{"type":"string","default":"x"}}},
    "n":{"type":"string","nullable":true,"default":"x"},"g":{"type":"string"},
    "l":{"type":"array","items":{"type":"object","properties":{"p":{"default":"TCP"}}}}}})");
  auto value = of(R"({"n":null,"g":null,"l":[{},{"p":"UDP"}]})");
  k8s::fill_in_defaults(value, schema);
  CHECK(value == of(R"({"n":null,"l":[{"p":"TCP"},{"p":"UDP"}],"a":{"b":"x"}})"));
}

TEST_CASE("a schema that cannot be honoured is refused with its place", "[k8s][schema]") {
  const auto [text, place] = GENERATE(table<std::string, std::string>({
    {R"({"properties":{"a":{"pattern":"("}}})", "schema.properties[a].pattern"},
    {R"({"type":1})", "schema.type"},
    {R"({"items":{"maxItems":"x"}})", "schema.items.maxItems"},
    {R"({"type":"array","x-kubernetes-list-type":"map"})", "schema.x-kubernetes-list-map-keys"},
    {R"_({"x-kubernetes-validations":[{"rule":"self.isURL()"}]})_",
     "schema.x-kubernetes-validations[0].rule"},
    {R"({"x-kubernetes-validations":[{"rule":"true","messageExpression":"'x'"}]})",
     "schema.x-kubernetes-validations[0].messageExpression"},
  }));
  const auto refused = k8s::read_schema(of(text), "schema");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().where == place);
}
