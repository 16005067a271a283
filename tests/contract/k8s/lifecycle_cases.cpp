#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

namespace weft::k8s::contract {

namespace {

/// The verbs that an APIResourceList has for a plural name.
std::string verbs_of(const reply& of, std::string_view plural) {
  if (const auto* all = of.body.find("resources"))
    for (const auto& one : *all->as_array())
      if (text_at(one, {"name"}) == plural)
        return json::write(*one.find("verbs"));
  return "";
}

const std::string definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

void a_definition_is_established(peer& with) {
  define(with, "established.contract.weft.io", "Gadget");
  const auto held
    = await(with, definitions + "/gadgets.established.contract.weft.io", [](const reply& got) {
        const auto* all = got.body.find_path({"status", "conditions"});
        return all && all->as_array()->size() == 2;
      });
  CHECK(text_at(held.body, {"status", "acceptedNames", "kind"}) == "Gadget");
  CHECK(text_at(held.body, {"spec", "names", "listKind"}) == "GadgetList");
  CHECK(json::write(*held.body.find_path({"status", "storedVersions"})) == R"(["v1"])");
}

void deleting_a_definition_deletes_its_objects_and_ends_watches(peer& with) {
  define(with, "undefine.contract.weft.io", "Gadget");
  const auto all = collection("undefine.contract.weft.io", "Gadget", make_namespace(with));
  auto held = object("undefine.contract.weft.io", "Gadget", "held", "{}");
  held["metadata"].set("finalizers", json::value::list({"x.io/f"}));
  post(with, all, held);
  const auto name = definitions + "/gadgets.undefine.contract.weft.io";
  CHECK(remove(with, name).status == 200);
  const auto marked = await(with, all + "/held", [](const reply& got) {
    return got.body.find_path({"metadata", "deletionTimestamp"}) != nullptr;
  });
  CHECK(marked.status == 200);
  const auto told = await(with, "/apis/undefine.contract.weft.io/v1", [](const reply& got) {
    return verbs_of(got, "gadgets").find("create") == std::string::npos;
  });
  CHECK(verbs_of(told, "gadgets") == R"(["delete","deletecollection","get","list","watch"])");
  const auto late = post(with, all, object("undefine.contract.weft.io", "Gadget", "late", "{}"));
  CHECK(late.status == 403);
  CHECK_THAT(text_at(late.body, {"message"}), Catch::Contains("is terminating"));
  CHECK(patch(with, all + "/held", R"({"metadata":{"finalizers":null}})", merge).status == 200);
  CHECK(await(with, name, [](const reply& got) { return got.status == 404; }).status == 404);
  CHECK(await(with, all, [](const reply& got) { return got.status == 404; }).status == 404);
}

void several_versions_are_served_from_one_store(peer& with) {
  install(with, of(R"({"apiVersion":"apiextensions.k8s.io/v1",
    "kind":"CustomResourceDefinition","metadata":{"name":"gadgets.versions.contract.weft.io"},
    "spec":{"group":"versions.contract.weft.io","scope":"Namespaced",
      "names":{"plural":"gadgets","singular":"gadget","kind":"Gadget"},"versions":[
      {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
        {"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
      {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":
        {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}})"));
  const auto all = collection("versions.contract.weft.io", "Gadget", make_namespace(with));
  post(with, all, object("versions.contract.weft.io", "Gadget", "a", R"({"x":1})"));
  auto second = all;
  second.replace(second.find("/v1/"), 4, "/v2/");
  const auto seen = get(with, second + "/a");
  CHECK(text_at(seen.body, {"apiVersion"}) == "versions.contract.weft.io/v2");
  CHECK(seen.body.find_path({"spec", "x"})->as_int() == 1);
}

void a_namespace_that_goes_takes_no_more_in(peer& with) {
  const auto ns = make_namespace(with);
  const auto all = "/api/v1/namespaces/" + ns + "/configmaps";
  post(with, all, of(R"({"metadata":{"name":"held","finalizers":["x.io/f"]}})"));
  const auto going = remove(with, "/api/v1/namespaces/" + ns);
  CHECK(going.status == 200);
  CHECK(text_at(going.body, {"status", "phase"}) == "Terminating");
  const auto late = post(with, all, of(R"({"metadata":{"name":"late"}})"));
  CHECK(late.status == 403);
  CHECK(text_at(late.body, {"message"})
        == "configmaps \"late\" is forbidden: unable to create new content in namespace " + ns
             + " because it is being terminated");
  CHECK(json::write(*late.body.find_path({"details", "causes"}))
        == R"([{"reason":"NamespaceTerminating","message":"namespace )" + ns
             + R"( is being terminated","field":"metadata.namespace"}])");
  CHECK(patch(with, all + "/held", R"({"metadata":{"finalizers":null}})", merge).status == 200);
}

void the_first_namespaces_are_there_and_stay(peer& with) {
  for (const auto* name : {"default", "kube-system", "kube-public", "kube-node-lease"})
    CHECK(get(with, std::string{"/api/v1/namespaces/"} + name).status == 200);
  CHECK(text_at(get(with, "/api/v1/namespaces/kube-system").body, {"metadata", "uid"}).size()
        == 36);
  const auto refused = remove(with, "/api/v1/namespaces/kube-system");
  CHECK(refused.status == 403);
  CHECK(text_at(refused.body, {"message"})
        == "namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
}

} // namespace

void add_lifecycle_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"a definition is established", a_definition_is_established},
     {"deleting a definition deletes its objects and ends watches",
      deleting_a_definition_deletes_its_objects_and_ends_watches},
     {"several versions are served from one store", several_versions_are_served_from_one_store},
     {"a namespace that goes takes no more in", a_namespace_that_goes_takes_no_more_in},
     {"the first namespaces are there and stay", the_first_namespaces_are_there_and_stay}});
}

} // namespace weft::k8s::contract
