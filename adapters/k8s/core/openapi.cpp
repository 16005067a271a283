#include "adapters/k8s/core/core_state.hpp"

#include <set>

namespace weft::k8s::server {

namespace {

/// "ex.io" becomes "io.ex", as the names of schemas have it.
std::string reversed(const std::string& group) {
  std::string out;
  std::string_view rest = group;
  while (!rest.empty()) {
    const auto dot = rest.rfind('.');
    out += (out.empty() ? "" : ".") + std::string{dot == rest.npos ? rest : rest.substr(dot + 1)};
    rest = dot == rest.npos ? "" : rest.substr(0, dot);
  }
  return out;
}

std::string schema_name(const resource& of, const std::string& version) {
  if (of.custom)
    return reversed(of.group) + "." + version + "." + of.kind;
  const auto group = of.group.empty() ? "core" : of.group.substr(0, of.group.find('.'));
  return "io.k8s.api." + group + "." + version + "." + of.kind;
}

json::value group_version_kind(const resource& of, const std::string& version) {
  return json::value::of({{"group", of.group}, {"version", version}, {"kind", of.kind}});
}

json::value described(const resource& of, const served_version& version) {
  auto out
    = of.custom
        ? version.openapi
        : json::value::of({{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}});
  auto& properties = out["properties"];
  if (!properties.is_object())
    properties = json::object{};
  const json::value text = json::value::of({{"type", "string"}});
  properties.set("apiVersion", text);
  properties.set("kind", text);
  properties.set("metadata", json::value::of({{"type", "object"}}));
  out.set("x-kubernetes-group-version-kind",
          json::value::list({group_version_kind(of, version.name)}));
  return out;
}

json::value parameter(const char* name) {
  return json::value::of(
    {{"name", name}, {"in", "query"}, {"schema", json::value::of({{"type", "string"}})}});
}

json::value operation(const resource& of, const std::string& version, const char* action) {
  const json::value content = json::value::of(
    {{"application/json",
      json::value::of({{"schema", json::value::of({{"$ref", "#/components/schemas/"
                                                              + schema_name(of, version)}})}})}});
  return json::value::of(
    {{"parameters", json::value::list({parameter("dryRun"), parameter("fieldManager"),
                                       parameter("fieldValidation"), parameter("force")})},
     {"responses",
      json::value::of({{"200", json::value::of({{"description", "OK"}, {"content", content}})}})},
     {"x-kubernetes-action", action},
     {"x-kubernetes-group-version-kind", group_version_kind(of, version)}});
}

std::string collection_path(const resource& of, const std::string& version) {
  return (of.group.empty() ? "/api/" : "/apis/") + api_version(of, version) + "/"
         + (of.namespaced ? "namespaces/{namespace}/" : "") + of.plural;
}

} // namespace

std::optional<answer> api_core::state::describe_schemas(const call& what) const {
  constexpr std::string_view root = "/openapi/v3";
  if (what.method != "GET" || !what.path.starts_with(root))
    return std::nullopt;
  answer out;
  std::set<std::string> places;
  for (const auto& [id, one] : resources)
    for (const auto& version : one->versions)
      places.insert((one->group.empty() ? "api/" : "apis/") + api_version(*one, version.name));
  if (what.path == root) {
    json::object paths;
    for (const auto& place : places)
      paths.emplace_back(
        place, json::value::of({{"serverRelativeURL", std::string{root} + "/" + place + "?hash="
                                                        + std::to_string(kept.version())}}));
    out.body = json::write(json::value::of({{"paths", std::move(paths)}}));
    return out;
  }
  const auto wanted = what.path.substr(std::min(what.path.size(), root.size() + 1));
  if (!places.contains(wanted))
    return to_answer(no_such_path());
  json::value paths{json::object{}};
  json::value schemas{json::object{}};
  for (const auto& [id, one] : resources)
    for (const auto& version : one->versions) {
      if ((one->group.empty() ? "api/" : "apis/") + api_version(*one, version.name) != wanted)
        continue;
      const auto path = collection_path(*one, version.name);
      paths.set(path, json::value::of({{"get", operation(*one, version.name, "list")},
                                       {"post", operation(*one, version.name, "post")}}));
      paths.set(path + "/{name}",
                json::value::of({{"get", operation(*one, version.name, "get")},
                                 {"put", operation(*one, version.name, "put")},
                                 {"patch", operation(*one, version.name, "patch")},
                                 {"delete", operation(*one, version.name, "delete")}}));
      schemas.set(schema_name(*one, version.name), described(*one, version));
    }
  out.body = json::write(
    json::value::of({{"openapi", "3.0.0"},
                     {"info", json::value::of({{"title", "Kubernetes"}, {"version", "v1.36.3"}})},
                     {"paths", std::move(paths)},
                     {"components", json::value::of({{"schemas", std::move(schemas)}})}}));
  return out;
}

} // namespace weft::k8s::server
