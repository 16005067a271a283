#include "tests/contract/k8s/support.hpp"

#include <algorithm>
#include <set>

namespace weft::k8s::contract {

namespace {

std::string plural_of(std::string kind) {
  for (auto& c : kind)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return kind + "s";
}

} // namespace

void define(peer& with, const std::string& group, const std::string& kind,
            const std::string& schema, const std::string& extra) {
  const auto plural = plural_of(kind);
  auto singular = plural;
  singular.pop_back();
  const auto open = R"({"type":"object","x-kubernetes-preserve-unknown-fields":true})";
  const auto text
    = R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
    "metadata":{"name":")"
      + plural + "." + group + R"("},"spec":{"group":")" + group
      + R"(","scope":"Namespaced","names":{"plural":")" + plural + R"(","singular":")" + singular
      + R"(","kind":")" + kind + R"("},"versions":[{"name":"v1","served":true,"storage":true,
    "subresources":{"status":{}},)"
      + extra + R"("schema":{"openAPIV3Schema":)" + (schema.empty() ? open : schema) + "}}]}}";
  install(with, of(text));
}

void install(peer& with, const json::value& definition) {
  const std::string all = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const auto name = text_at(definition, {"metadata", "name"});
  auto made = post(with, all, definition);
  if (made.status == 409) { // of an earlier run against the same server
    remove(with, all + "/" + name);
    await(with, all + "/" + name, [](const reply& got) { return got.status == 404; });
    made = post(with, all, definition);
  }
  INFO(json::write(made.body));
  REQUIRE(made.status == 201);
  for (const auto& version : *definition.find_path({"spec", "versions"})->as_array()) {
    const auto place = "/apis/" + text_at(definition, {"spec", "group"}) + "/"
                       + text_at(version, {"name"}) + "/"
                       + text_at(definition, {"spec", "names", "plural"});
    const auto served = await(with, place, [](const reply& got) { return got.status == 200; });
    REQUIRE(served.status == 200);
  }
}

std::string make_namespace(peer& with) {
  const auto made
    = post(with, "/api/v1/namespaces", of(R"({"metadata":{"generateName":"case-"}})"));
  REQUIRE(made.status == 201);
  return text_at(made.body, {"metadata", "name"});
}

std::string collection(const std::string& group, const std::string& kind, const std::string& ns) {
  return "/apis/" + group + "/v1/namespaces/" + ns + "/" + plural_of(kind);
}

json::value object(const std::string& group, const std::string& kind, const std::string& name,
                   const std::string& spec) {
  return json::value::of({{"apiVersion", group + "/v1"},
                          {"kind", kind},
                          {"metadata", json::value::of({{"name", name}})},
                          {"spec", of(spec)}});
}

std::string cause_fields(const reply& from) {
  std::multiset<std::string> fields;
  const auto* causes = from.body.find_path({"details", "causes"});
  if (causes && causes->as_array())
    for (const auto& one : *causes->as_array())
      fields.insert(text_at(one, {"field"}));
  std::string out;
  for (const auto& one : fields)
    out += (out.empty() ? "" : " ") + one;
  return out;
}

} // namespace weft::k8s::contract
