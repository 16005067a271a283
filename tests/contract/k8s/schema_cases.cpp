#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

#include <array>

namespace weft::k8s::contract {

namespace {

constexpr const char* strict_schema = R"({"type":"object","required":["spec"],"properties":{
  "spec":{"type":"object","required":["size"],"properties":{
    "size":{"type":"integer","minimum":1,"maximum":10,
      "x-kubernetes-validations":[{"rule":"self != 7","message":"seven is out"}]},
    "color":{"type":"string","enum":["red","green"],"default":"red"},
    "name":{"type":"string","pattern":"^[a-z\u00e9]+$","minLength":2,"maxLength":4},
    "ratio":{"type":"number"},
    "tags":{"type":"array","maxItems":2,"items":{"type":"string"},"x-kubernetes-list-type":"set"},
    "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port"],
      "items":{"type":"object","required":["port"],"properties":{
        "port":{"type":"integer"},"proto":{"type":"string","default":"TCP"}}}},
    "map":{"type":"object","additionalProperties":{"type":"string"}},
    "either":{"x-kubernetes-int-or-string":true},
    "fixed":{"type":"string","maxLength":20,
      "x-kubernetes-validations":[{"rule":"self == oldSelf","message":"is immutable"}]}},
    "x-kubernetes-validations":[{"rule":"!has(self.name) || size(self.name) < self.size + 10"}]},
  "status":{"type":"object","properties":{"phase":{"type":"string","enum":["A","B"]}}}}})";

struct widgets {
  widgets(peer& peer_with, std::string in_group) : with(peer_with), group(std::move(in_group)) {
    define(with, group, "Widget", strict_schema);
    all = collection(group, "Widget", make_namespace(with));
  }

  reply make(const char* name, const std::string& spec, const std::string& query = "") const {
    return post(with, all + query, object(group, "Widget", name, spec));
  }

  /// The one message about `field`, without the note about rules that were not checked.
  static std::string about(const reply& from, const std::string& field) {
    const auto* causes = from.body.find_path({"details", "causes"});
    if (causes && causes->as_array())
      for (const auto& one : *causes->as_array())
        if (text_at(one, {"field"}) == field)
          return text_at(one, {"reason"}) + ": " + text_at(one, {"message"});
    return "";
  }

  peer& with;
  std::string group;
  std::string all;
};

void a_value_outside_the_schema_is_named_with_its_place(peer& with) {
  const widgets in{with, "invalid.contract.weft.io"};
  const std::vector<std::array<std::string, 3>> wrong{
    {R"({"size":11})", "spec.size",
     "FieldValueInvalid: Invalid value: 11: spec.size in body should be less than or equal to "
     "10"},
    {R"({"size":0})", "spec.size",
     "FieldValueInvalid: Invalid value: 0: spec.size in body should be greater than or equal to "
     "1"},
    {R"({"size":1.5})", "spec.size",
     "FieldValueTypeInvalid: Invalid value: \"number\": spec.size in body must be of type "
     "integer: "
     "\"number\""},
    {R"({"size":1,"color":"blue"})", "spec.color",
     "FieldValueNotSupported: Unsupported value: \"blue\": supported values: \"red\", \"green\""},
    {R"({"size":1,"name":"AB"})", "spec.name",
     "FieldValueInvalid: Invalid value: \"AB\": spec.name in body should match '^[a-z\u00e9]+$'"},
    {R"({"size":1,"name":"abcde"})", "spec.name",
     "FieldValueTooLong: Too long: may not be more than 4 bytes"},
    {R"({"size":1,"name":"a"})", "spec.name",
     "FieldValueInvalid: Invalid value: \"a\": spec.name in body should be at least 2 chars "
     "long"},
    {"{}", "spec.size", "FieldValueRequired: Required value"},
    {R"({"size":null})", "spec.size", "FieldValueRequired: Required value"},
    {R"({"size":1,"ratio":"x"})", "spec.ratio",
     "FieldValueTypeInvalid: Invalid value: \"string\": spec.ratio in body must be of type "
     "number: "
     "\"string\""},
    {R"({"size":1,"tags":["a","b","c"]})", "spec.tags",
     "FieldValueTooMany: Too many: 3: must have at most 2 items"},
    {R"({"size":1,"tags":["a","a"]})", "spec.tags[1]",
     "FieldValueDuplicate: Duplicate value: \"a\""},
    {R"({"size":1,"ports":[{"port":1},{"port":1}]})", "spec.ports[1]",
     "FieldValueDuplicate: Duplicate value: {\"port\":1}"},
    {R"({"size":1,"ports":[{}]})", "spec.ports[0].port", "FieldValueRequired: Required value"},
    {R"({"size":1,"map":{"a":1}})", "spec.map.a",
     "FieldValueTypeInvalid: Invalid value: \"integer\": spec.map.a in body must be of type "
     "string: "
     "\"integer\""},
    {R"({"size":1,"either":true})", "spec.either",
     "FieldValueTypeInvalid: Invalid value: \"boolean\": spec.either in body must be of type "
     "integer,string: \"boolean\""},
    {R"({"size":7})", "spec.size", "FieldValueInvalid: Invalid value: 7: seven is out"}};
  for (const auto& [spec, field, message] : wrong) {
    const auto refused = in.make("a", spec);
    INFO(spec << " " << json::write(refused.body));
    CHECK(refused.status == 422);
    CHECK(text_at(refused.body, {"reason"}) == "Invalid");
    CHECK(text_at(refused.body, {"details", "kind"}) == "Widget");
    CHECK(widgets::about(refused, field) == message);
  }
}

void length_counts_characters_and_not_bytes(peer& with) {
  const widgets in{with, "length.contract.weft.io"};
  CHECK(in.make("a", R"({"size":1,"name":"éééé"})").status == 201);
  CHECK(in.make("b", R"({"size":1,"name":"ééééé"})").status == 422);
}

void defaults_are_filled_in_and_unknown_members_pruned(peer& with) {
  const widgets in{with, "defaults.contract.weft.io"};
  const auto made = in.make("a", R"({"size":1,"color":null,"bar":1,"ports":[{"port":1,"x":2}]})");
  REQUIRE(made.status == 201);
  CHECK(json::write(*made.body.find("spec"))
        == R"({"color":"red","ports":[{"port":1,"proto":"TCP"}],"size":1})");
}

void unknown_members_are_reported_as_asked(peer& with) {
  const widgets in{with, "unknown.contract.weft.io"};
  const std::string spec = R"({"size":1,"bar":1,"ports":[{"port":1,"x":2}]})";
  const auto refused = in.make("a", spec, "?fieldValidation=Strict");
  CHECK(refused.status == 400);
  CHECK(text_at(refused.body, {"message"})
        == "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown "
           "field \"spec.bar\", unknown field \"spec.ports[0].x\"");
  const auto warned = in.make("a", spec, "?fieldValidation=Warn");
  CHECK(warned.status == 201);
  REQUIRE(warned.warnings.size() == 2);
  CHECK(warned.warnings[0] == R"(299 - "unknown field \"spec.bar\"")");
  CHECK(in.make("b", spec, "?fieldValidation=Ignore").warnings.empty());
}

void transition_rules_compare_with_what_is_stored(peer& with) {
  const widgets in{with, "transition.contract.weft.io"};
  REQUIRE(in.make("a", R"({"size":1,"fixed":"abc"})").status == 201);
  const auto refused = patch(with, in.all + "/a", R"({"spec":{"fixed":"abd"}})", merge);
  CHECK(refused.status == 422);
  CHECK(widgets::about(refused, "spec.fixed")
        == "FieldValueInvalid: Invalid value: \"abd\": is immutable");
  CHECK(patch(with, in.all + "/a", R"({"spec":{"fixed":"abc","size":2}})", merge).status == 200);
}

void a_status_is_held_to_its_own_schema(peer& with) {
  const widgets in{with, "phase.contract.weft.io"};
  in.make("a", R"({"size":1})");
  const auto refused = patch(with, in.all + "/a/status", R"({"status":{"phase":"Q"}})", merge);
  CHECK(refused.status == 422);
  CHECK(widgets::about(refused, "status.phase")
        == "FieldValueNotSupported: Unsupported value: \"Q\": supported values: \"A\", \"B\"");
}

void unchanged_values_are_not_held_to_a_tightened_schema(peer& with) {
  const widgets in{with, "ratchet.contract.weft.io"};
  REQUIRE(in.make("a", R"({"size":8,"tags":["a","b"],"name":"abcd"})").status == 201);
  std::string tight = strict_schema;
  auto replace = [&](std::string_view from, std::string_view to) {
    tight.replace(tight.find(from), from.size(), to);
  };
  replace(R"("maximum":10)", R"("maximum":5)");
  replace(R"("maxItems":2)", R"("maxItems":1)");
  replace(R"("required":["size"])", R"("required":["size","extra"])");
  replace(R"("ratio":{"type":"number"})", R"("ratio":{"type":"number"},"extra":{"type":"string"})");
  const auto definition
    = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets." + in.group;
  const auto changed = patch(with, definition,
                             R"([{"op":"replace","path":"/spec/versions/0/schema/openAPIV3Schema",
                             "value":)"
                               + tight + "}]",
                             json_patch);
  REQUIRE(changed.status == 200);
  for (int i = 0; i < 600 && in.make("probe", R"({"size":8})", "?dryRun=All").status != 422; ++i)
    with.wait_a_little();
  const auto all = in.all + "/a";
  CHECK(patch(with, all, R"({"metadata":{"finalizers":["x.io/y"]}})", merge).status == 200);
  CHECK(patch(with, all + "/status", R"({"status":{"phase":"A"}})", merge).status == 200);
  CHECK(cause_fields(patch(with, all, R"({"spec":{"ratio":1}})", merge)) == "<nil> spec.extra");
  CHECK(patch(with, all, R"({"spec":{"ratio":1,"extra":"e"}})", merge).status == 200);
  CHECK(cause_fields(patch(with, all, R"({"spec":{"size":9}})", merge)) == "spec.size");
  CHECK(cause_fields(patch(with, all, R"({"spec":{"tags":["a","c"]}})", merge))
        == "<nil> spec.tags");
  patch(with, all, R"({"metadata":{"finalizers":null}})", merge);
}

void a_definition_that_makes_no_sense_is_refused(peer& with) {
  const std::string all = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  auto attempt = [&](const std::string& schema, const std::string& name) {
    return post(with, all,
                of(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
      "metadata":{"name":")"
                   + name + R"("},"spec":{"group":"nonsense.contract.weft.io",
      "scope":"Namespaced","names":{"plural":"gadgets","singular":"gadget","kind":"Gadget"},
      "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":)"
                   + schema + "}}]}}"));
  };
  const std::string good_name = "gadgets.nonsense.contract.weft.io";
  CHECK(cause_fields(attempt(R"({"type":"object"})", "bad.nonsense.contract.weft.io"))
        == "metadata.name");
  CHECK(attempt(R"({"properties":{"a":{"type":"string"}}})", good_name).status == 422);
  const auto rule
    = attempt(R"({"type":"object","x-kubernetes-validations":[{"rule":"self.a +"}]})", good_name);
  CHECK(rule.status == 422);
  CHECK_THAT(text_at(rule.body, {"message"}), Catch::Contains("compilation failed"));
  CHECK(
    attempt(R"({"type":"object","properties":{"a":{"type":"string","pattern":"("}}})", good_name)
      .status
    == 422);
}

} // namespace

void add_schema_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"a value outside the schema is named with its place",
      a_value_outside_the_schema_is_named_with_its_place},
     {"length counts characters and not bytes", length_counts_characters_and_not_bytes},
     {"defaults are filled in and unknown members pruned",
      defaults_are_filled_in_and_unknown_members_pruned},
     {"unknown members are reported as asked", unknown_members_are_reported_as_asked},
     {"transition rules compare with what is stored", transition_rules_compare_with_what_is_stored},
     {"a status is held to its own schema", a_status_is_held_to_its_own_schema},
     {"unchanged values are not held to a tightened schema",
      unchanged_values_are_not_held_to_a_tightened_schema},
     {"a definition that makes no sense is refused", a_definition_that_makes_no_sense_is_refused}});
}

} // namespace weft::k8s::contract
