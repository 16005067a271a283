#include "tests/contract/k8s/cases.hpp"
#include "tests/contract/k8s/support.hpp"

namespace weft::k8s::contract {

namespace {

constexpr const char* partial_list
  = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

std::string names_in(const reply& list) {
  std::string out;
  const auto* items = list.body.find("items");
  if (items && items->as_array())
    for (const auto& one : *items->as_array())
      out += (out.empty() ? "" : " ") + text_at(one, {"metadata", "name"});
  return out;
}

/// Config maps a to e, the first two of them with a label.
std::string make_maps(peer& with) {
  const auto all = "/api/v1/namespaces/" + make_namespace(with) + "/configmaps";
  for (const auto* name : {"a", "b"})
    post(with, all,
         json::value::of(
           {{"metadata",
             json::value::of(
               {{"name", name}, {"labels", json::value::of({{"app", "web"}, {"n", name}})}})}}));
  for (const auto* name : {"c", "d", "e"})
    post(with, all, json::value::of({{"metadata", json::value::of({{"name", name}})}}));
  return all;
}

void a_list_is_paged_consistently(peer& with) {
  const auto all = make_maps(with);
  const auto first = get(with, all + "?limit=2");
  CHECK(names_in(first) == "a b");
  CHECK(first.body.find_path({"metadata", "remainingItemCount"})->as_int() == 3);
  const auto token = text_at(first.body, {"metadata", "continue"});
  REQUIRE_FALSE(token.empty());
  remove(with, all + "/d");
  post(with, all, of(R"({"metadata":{"name":"bb"}})"));
  const auto second = get(with, all + "?limit=2&continue=" + token);
  CHECK(names_in(second) == "c d");
  CHECK(version_of(second.body) == version_of(first.body));
  const auto last
    = get(with, all + "?limit=2&continue=" + text_at(second.body, {"metadata", "continue"}));
  CHECK(names_in(last) == "e");
  CHECK(text_at(last.body, {"metadata", "continue"}).empty());
  CHECK(get(with, all + "?limit=2&resourceVersion=5&continue=" + token).status == 400);
  CHECK(get(with, all + "?limit=2&continue=abc").status == 400);
}

void items_of_a_built_in_list_do_not_repeat_their_kind(peer& with) {
  const auto list = get(with, make_maps(with));
  CHECK(text_at(list.body, {"kind"}) == "ConfigMapList");
  CHECK_FALSE(list.body.find("items")->as_array()->front().find("kind"));
}

void label_selectors_select(peer& with) {
  const auto all = make_maps(with);
  auto selected
    = [&](const std::string& by) { return names_in(get(with, all + "?labelSelector=" + by)); };
  CHECK(selected("app%3Dweb") == "a b");
  CHECK(selected("app%3D%3Dweb%2Cn%21%3Da") == "b");
  CHECK(selected("n%20in%20%28b%2Cz%29") == "b");
  CHECK(selected("n%20notin%20%28b%29%2Capp") == "a");
  CHECK(selected("%21app") == "c d e");
  CHECK(selected("app%21%3Dweb") == "c d e");
  CHECK(get(with, all + "?labelSelector=a%3D%3D%3Db%2C%28").status == 400);
}

void field_selectors_select(peer& with) {
  const auto all = make_maps(with);
  CHECK(names_in(get(with, all + "?fieldSelector=metadata.name%3Dc")) == "c");
  CHECK(names_in(get(with, all + "?fieldSelector=metadata.name%21%3Dc")) == "a b d e");
  const auto unknown = get(with, all + "?fieldSelector=spec.size%3D1");
  CHECK(unknown.status == 400);
  CHECK(text_at(unknown.body, {"message"})
        == "\"spec.size\" is not a known field selector: only \"metadata.name\", "
           "\"metadata.namespace\"");
}

void versions_bound_how_old_an_answer_may_be(peer& with) {
  const auto all = make_maps(with);
  const auto then = version_of(get(with, all).body);
  remove(with, all + "/e");
  CHECK(names_in(get(with, all + "?resourceVersionMatch=Exact&resourceVersion=" + then))
        == "a b c d e");
  CHECK(names_in(get(with, all + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + then))
        == "a b c d");
  const auto ahead = get(with, all + "?resourceVersion=999999999");
  CHECK(ahead.status == 504);
  CHECK(text_at(ahead.body, {"reason"}) == "Timeout");
  CHECK(json::write(*ahead.body.find_path({"details", "causes"}))
        == R"([{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}])");
  CHECK(ahead.body.find_path({"details", "retryAfterSeconds"})->as_int() == 1);
  CHECK(get(with, all + "?resourceVersion=abc").status == 400);
  CHECK(cause_fields(get(with, all + "?resourceVersionMatch=Exact")) == "resourceVersionMatch");
  CHECK(get(with, all + "?resourceVersion=1&resourceVersionMatch=Foo").status == 422);
  CHECK(get(with, all + "?resourceVersion=0&resourceVersionMatch=Exact").status == 422);
  CHECK(names_in(get(with, all + "?resourceVersion=0&limit=1")).size() > 1);
}

void a_table_shows_the_columns_of_the_definition(peer& with) {
  define(with, "table.contract.weft.io", "Gadget", "",
         R"("additionalPrinterColumns":[
      {"name":"Size","type":"integer","jsonPath":".spec.size"},
      {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},
      {"name":"First","type":"string","priority":1,"jsonPath":".spec.ports[0].name"},
      {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],)");
  const auto all = collection("table.contract.weft.io", "Gadget", make_namespace(with));
  post(with, all,
       object("table.contract.weft.io", "Gadget", "a", R"({"size":3,"ports":[{"name":"p"}]})"));
  patch(with, all + "/a/status", R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})",
        merge);
  post(with, all, object("table.contract.weft.io", "Gadget", "b", "{}"));
  const auto table = get(with, all, as_table);
  CHECK(text_at(table.body, {"kind"}) == "Table");
  const auto& columns = *table.body.find("columnDefinitions")->as_array();
  REQUIRE(columns.size() == 5);
  CHECK(text_at(columns[0], {"format"}) == "name");
  CHECK(columns[3].find("priority")->as_int() == 1);
  const auto& rows = *table.body.find("rows")->as_array();
  REQUIRE(rows.size() == 2);
  auto cells = *rows[0].find("cells")->as_array();
  cells.pop_back(); // the age
  CHECK(json::write(json::value{cells}) == R"(["a",3,"True","p"])");
  CHECK(text_at(rows[0], {"object", "kind"}) == "PartialObjectMetadata");
  CHECK((*rows[1].find("cells")->as_array())[2].is_null());
  const auto one = get(with, all + "/a?includeObject=None", as_table);
  CHECK(one.body.find("rows")->as_array()->front().find("object")->is_null());
}

void metadata_is_told_alone_on_request(peer& with) {
  const auto all = make_maps(with);
  const auto list = get(with, all, partial_list);
  CHECK(text_at(list.body, {"kind"}) == "PartialObjectMetadataList");
  CHECK(names_in(list) == "a b c d e");
  CHECK_FALSE(list.body.find("items")->as_array()->front().find("data"));
  CHECK(get(with, all, "text/html").status == 406);
}

void what_is_not_there_is_not_found(peer& with) {
  CHECK(get(with, "/apis/nope.contract.weft.io/v1/nopes").status == 404);
  CHECK(get(with, "/nope").status == 404);
  const auto gone = get(with, "/api/v1/namespaces/default/configmaps/nope");
  CHECK(gone.status == 404);
  CHECK(text_at(gone.body, {"message"}) == "configmaps \"nope\" not found");
  CHECK(text_at(gone.body, {"details", "kind"}) == "configmaps");
}

void discovery_names_what_is_served(peer& with) {
  define(with, "discovery.contract.weft.io", "Gadget");
  const auto old = get(with, "/apis/discovery.contract.weft.io/v1");
  CHECK(text_at(old.body, {"kind"}) == "APIResourceList");
  std::string names;
  for (const auto& one : *old.body.find("resources")->as_array())
    names += text_at(one, {"name"}) + " ";
  CHECK(names == "gadgets gadgets/status ");
  const auto fresh
    = get(with, "/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  CHECK(text_at(fresh.body, {"kind"}) == "APIGroupDiscoveryList");
  CHECK(json::write(fresh.body).find("discovery.contract.weft.io") != std::string::npos);
  CHECK(get(with, "/api").status == 200);
  CHECK(text_at(get(with, "/apis/discovery.contract.weft.io").body, {"kind"}) == "APIGroup");
  CHECK(text_at(get(with, "/version").body, {"major"}) == "1");
  const auto index = get(with, "/openapi/v3");
  CHECK(index.body.find_path({"paths", "apis/apps/v1", "serverRelativeURL"}));
  CHECK(get(with, "/readyz").status == 200);
}

} // namespace

void add_reading_cases(std::vector<contract_case>& to) {
  to.insert(
    to.end(),
    {{"a list is paged consistently", a_list_is_paged_consistently},
     {"items of a built-in list do not repeat their kind",
      items_of_a_built_in_list_do_not_repeat_their_kind},
     {"label selectors select", label_selectors_select},
     {"field selectors select", field_selectors_select},
     {"versions bound how old an answer may be", versions_bound_how_old_an_answer_may_be},
     {"a table shows the columns of the definition", a_table_shows_the_columns_of_the_definition},
     {"metadata is told alone on request", metadata_is_told_alone_on_request},
     {"what is not there is not found", what_is_not_there_is_not_found},
     {"discovery names what is served", discovery_names_what_is_served}});
}

} // namespace weft::k8s::contract
