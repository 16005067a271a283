#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

namespace weft::k8s::contract {

namespace {

constexpr const char* mergeable = R"({"type":"object","properties":{
  "spec":{"type":"object","properties":{
    "size":{"type":"integer"},
    "color":{"type":"string","default":"red"},
    "tags":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
    "atom":{"type":"array","items":{"type":"string"}},
    "map":{"type":"object","additionalProperties":{"type":"string"}},
    "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port"],
      "items":{"type":"object","required":["port"],"properties":{
        "port":{"type":"integer"},"name":{"type":"string"}}}}}},
  "status":{"type":"object","properties":{"conditions":{"type":"array",
    "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],
    "items":{"type":"object","required":["type"],"properties":{
      "type":{"type":"string"},"status":{"type":"string"}}}}}}}})";

struct applied {
  applied(peer& peer_with, std::string in_group) : with(peer_with), group(std::move(in_group)) {
    define(with, group, "Widget", mergeable);
    one = collection(group, "Widget", make_namespace(with)) + "/s";
  }

  reply operator()(const std::string& manager, const std::string& members,
                   const std::string& query = "", const std::string& sub = "") const {
    const auto body
      = R"({"apiVersion":")" + group + R"(/v1","kind":"Widget",)"
        + (members.find("\"metadata\"") == members.npos ? R"("metadata":{"name":"s"},)" : "")
        + members + "}";
    return patch(with, one + sub + "?fieldManager=" + manager + query, body, applying);
  }

  static std::string spec(const reply& from) {
    const auto* held = from.body.find("spec");
    return held ? json::write(*held) : "";
  }

  /// What that manager owns, as FieldsV1.
  static std::string owned(const reply& from, const std::string& manager) {
    const auto* all = from.body.find_path({"metadata", "managedFields"});
    if (all && all->as_array())
      for (const auto& entry : *all->as_array())
        if (text_at(entry, {"manager"}) == manager)
          return json::write(*entry.find("fieldsV1"));
    return "";
  }

  peer& with;
  std::string group;
  std::string one;
};

void an_applied_configuration_creates_and_is_owned(peer& with) {
  const applied apply{with, "apply.contract.weft.io"};
  const auto made
    = apply("m1", R"("metadata":{"name":"s","labels":{"a":"b"},"finalizers":["x.io/f"]},
    "spec":{"size":2,"tags":["x"],"atom":["p"],"map":{"k":"v"},
            "ports":[{"port":1,"name":"one"},{"port":2}]})");
  CHECK(made.status == 201);
  CHECK(applied::owned(made, "m1")
        == R"({"f:metadata":{"f:finalizers":{"v:\"x.io/f\"":{}},"f:labels":{"f:a":{}}},)"
           R"("f:spec":{"f:atom":{},"f:map":{"f:k":{}},)"
           R"("f:ports":{"k:{\"port\":1}":{".":{},"f:name":{},"f:port":{}},)"
           R"("k:{\"port\":2}":{".":{},"f:port":{}}},"f:size":{},"f:tags":{"v:\"x\"":{}}}})");
  patch(with, apply.one, R"({"metadata":{"finalizers":null}})", merge);
}

void what_is_no_longer_applied_is_removed(peer& with) {
  const applied apply{with, "removal.contract.weft.io"};
  apply("m1", R"("spec":{"size":2,"tags":["x","y"],"map":{"k":"v","l":"w"},
                 "ports":[{"port":1,"name":"one"},{"port":2}]})");
  const auto less = apply("m1", R"("spec":{"tags":["y"],"map":{"k":"v"},"ports":[{"port":2}]})");
  CHECK(applied::spec(less)
        == R"({"color":"red","map":{"k":"v"},"ports":[{"port":2}],"tags":["y"]})");
}

void what_another_manager_shares_stays(peer& with) {
  const applied apply{with, "shared.contract.weft.io"};
  apply("m1", R"("spec":{"size":2,"ports":[{"port":1,"name":"one"}]})");
  CHECK(apply("m2", R"("spec":{"size":2,"ports":[{"port":1},{"port":3}]})").status == 200);
  const auto less = apply("m1", R"("spec":{})");
  CHECK(applied::spec(less) == R"({"color":"red","ports":[{"port":1},{"port":3}],"size":2})");
}

void two_managers_that_disagree_conflict(peer& with) {
  const applied apply{with, "conflict.contract.weft.io"};
  apply("m1", R"("spec":{"size":2,"atom":["p"],"ports":[{"port":1,"name":"one"}]})");
  const auto refused
    = apply("m2", R"("spec":{"size":3,"atom":["q"],"ports":[{"port":1,"name":"uno"}]})");
  CHECK(refused.status == 409);
  CHECK(text_at(refused.body, {"reason"}) == "Conflict");
  CHECK(cause_fields(refused) == ".spec.atom .spec.ports[port=1].name .spec.size");
  CHECK_THAT(text_at(refused.body, {"message"}),
             Catch::StartsWith("Apply failed with 3 conflicts: conflicts with \"m1\":\n- "));
  const auto forced = apply("m2", R"("spec":{"size":3})", "&force=true");
  CHECK(forced.status == 200);
  CHECK(applied::owned(forced, "m2") == R"({"f:spec":{"f:size":{}}})");
  CHECK(applied::owned(forced, "m1").find("f:size") == std::string::npos);
}

void an_ordinary_write_takes_ownership(peer& with) {
  const applied apply{with, "update.contract.weft.io"};
  apply("m1", R"("spec":{"size":2,"map":{"k":"v"}})");
  const auto written = patch(with, apply.one + "?fieldManager=editor",
                             R"({"spec":{"size":5,"map":{"new":"x"}}})", merge);
  CHECK(applied::owned(written, "m1") == R"({"f:spec":{"f:map":{"f:k":{}}}})");
  CHECK(applied::owned(written, "editor") == R"({"f:spec":{"f:map":{"f:new":{}},"f:size":{}}})");
  const auto refused = apply("m1", R"("spec":{"size":2})");
  CHECK(refused.status == 409);
  CHECK(
    text_at(refused.body, {"message"})
    == "Apply failed with 1 conflict: conflict with \"editor\" using update.contract.weft.io/v1: "
       ".spec.size");
}

void applying_the_same_again_changes_nothing(peer& with) {
  const applied apply{with, "same.contract.weft.io"};
  const auto first = apply("m1", R"("spec":{"size":2})");
  const auto again = apply("m1", R"("spec":{"size":2})");
  CHECK(again.status == 200);
  CHECK(version_of(first.body) == version_of(again.body));
}

void status_is_applied_through_its_subresource(peer& with) {
  const applied apply{with, "substatus.contract.weft.io"};
  apply("m1", R"("spec":{"size":2})");
  const auto done
    = apply("m1", R"("status":{"conditions":[{"type":"Ready","status":"True"}]})", "", "/status");
  CHECK(done.status == 200);
  CHECK(json::write(*done.body.find("status"))
        == R"({"conditions":[{"status":"True","type":"Ready"}]})");
  CHECK(applied::spec(done) == R"({"color":"red","size":2})");
  const auto* entries = done.body.find_path({"metadata", "managedFields"});
  CHECK(entries->as_array()->size() == 2);
}

void an_applied_configuration_is_checked(peer& with) {
  const applied apply{with, "applycheck.contract.weft.io"};
  apply("m1", R"("spec":{"size":2})");
  CHECK(patch(with, apply.one, "{}", applying).status == 422);
  CHECK(apply("m1", R"("metadata":{"name":"t"})").status == 400);
  CHECK(apply("m1", R"("metadata":{"name":"s","managedFields":[{"manager":"x"}]})").status == 400);
  CHECK(apply("m1", R"("metadata":{"name":"s","resourceVersion":"1"})").status == 409);
  CHECK(apply("m1", R"("spec":{"bogus":1})").status == 500);
  CHECK(apply("m1", R"("spec":{"ports":[{"port":1},{"port":1}]})").status == 500);
  CHECK(patch(with, apply.one + "?fieldManager=m1", "a: b: c", applying).status == 400);
  CHECK(patch(with, apply.one + "?force=true", "{}", merge).status == 422);
}

} // namespace

void add_apply_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"an applied configuration creates and is owned",
      an_applied_configuration_creates_and_is_owned},
     {"what is no longer applied is removed", what_is_no_longer_applied_is_removed},
     {"what another manager shares stays", what_another_manager_shares_stays},
     {"two managers that disagree conflict", two_managers_that_disagree_conflict},
     {"an ordinary write takes ownership", an_ordinary_write_takes_ownership},
     {"applying the same again changes nothing", applying_the_same_again_changes_nothing},
     {"status is applied through its subresource", status_is_applied_through_its_subresource},
     {"an applied configuration is checked", an_applied_configuration_is_checked}});
}

} // namespace weft::k8s::contract
