#include "adapters/k8s/core/core_state.hpp"

#include <algorithm>
#include <charconv>

namespace weft::k8s::server {

namespace {

answer json_answer(const json::value& body) {
  answer out;
  out.body = json::write(body);
  return out;
}

answer text_answer(int status, std::string body) {
  answer out;
  out.status = status;
  out.content_type = "text/plain; charset=utf-8";
  out.body = std::move(body);
  return out;
}

json::value texts(const std::vector<std::string>& from) {
  json::array out;
  for (const auto& one : from)
    out.emplace_back(one);
  return out;
}

json::value verbs_of(const resource& one) {
  if (one.ending)
    return json::value::list({"delete", "deletecollection", "get", "list", "watch"});
  return json::value::list(
    {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"});
}

json::value status_verbs() {
  return json::value::list({"get", "patch", "update"});
}

struct group_version {
  std::string group;
  std::string version;
  auto operator<=>(const group_version&) const = default;
};

/// v2 before v1 before v1beta1 before anything else.
int rank(const std::string& version) {
  int major = 0;
  if (version.size() < 2 || version.front() != 'v')
    return 0;
  const auto* end = version.data() + version.size();
  const auto [stop, error] = std::from_chars(version.data() + 1, end, major);
  if (error != std::errc{})
    return 0;
  const std::string_view rest(stop, static_cast<std::size_t>(end - stop));
  const int stage = rest.empty()                ? 2
                    : rest.starts_with("beta")  ? 1
                    : rest.starts_with("alpha") ? 0
                                                : -1;
  return stage < 0 ? 0 : 1000 * (stage + 1) + major;
}

std::vector<std::string> versions_of(const std::map<std::string, resource_ptr>& all,
                                     const std::string& group) {
  std::vector<std::string> out;
  for (const auto& [id, one] : all)
    for (const auto& version : one->versions)
      if (one->group == group && std::find(out.begin(), out.end(), version.name) == out.end())
        out.push_back(version.name);
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return rank(a) > rank(b); });
  return out;
}

std::vector<std::string> groups_of(const std::map<std::string, resource_ptr>& all) {
  std::vector<std::string> out;
  for (const auto& [id, one] : all)
    if (!one->group.empty() && std::find(out.begin(), out.end(), one->group) == out.end())
      out.push_back(one->group);
  return out;
}

json::value group_of(const std::map<std::string, resource_ptr>& all, const std::string& group) {
  json::array versions;
  for (const auto& version : versions_of(all, group))
    versions.push_back(
      json::value::of({{"groupVersion", group + "/" + version}, {"version", version}}));
  json::value out = json::value::of({{"name", group}});
  const auto preferred = versions.front();
  out.set("versions", std::move(versions));
  out.set("preferredVersion", preferred);
  return out;
}

json::value resource_list(const std::map<std::string, resource_ptr>& all, const std::string& group,
                          const std::string& version) {
  json::array out;
  for (const auto& [id, one] : all) {
    if (one->group != group || !one->find(version))
      continue;
    json::value row = json::value::of({{"name", one->plural},
                                       {"singularName", one->singular},
                                       {"namespaced", one->namespaced},
                                       {"kind", one->kind},
                                       {"verbs", verbs_of(*one)}});
    if (!one->short_names.empty())
      row.set("shortNames", texts(one->short_names));
    if (!one->categories.empty())
      row.set("categories", texts(one->categories));
    out.push_back(std::move(row));
    if (one->has_status)
      out.push_back(json::value::of({{"name", one->plural + "/status"},
                                     {"singularName", ""},
                                     {"namespaced", one->namespaced},
                                     {"kind", one->kind},
                                     {"verbs", status_verbs()}}));
  }
  return json::value::of({{"kind", "APIResourceList"},
                          {"apiVersion", "v1"},
                          {"groupVersion", group.empty() ? version : group + "/" + version},
                          {"resources", std::move(out)}});
}

/// One group as aggregated discovery has it.
json::value aggregated(const std::map<std::string, resource_ptr>& all, const std::string& group) {
  json::array versions;
  for (const auto& version : versions_of(all, group)) {
    json::array rows;
    for (const auto& [id, one] : all) {
      if (one->group != group || !one->find(version))
        continue;
      const json::value kind
        = json::value::of({{"group", one->group}, {"version", version}, {"kind", one->kind}});
      json::value row = json::value::of({{"resource", one->plural},
                                         {"responseKind", kind},
                                         {"scope", one->namespaced ? "Namespaced" : "Cluster"},
                                         {"singularResource", one->singular},
                                         {"verbs", verbs_of(*one)}});
      if (!one->short_names.empty())
        row.set("shortNames", texts(one->short_names));
      if (!one->categories.empty())
        row.set("categories", texts(one->categories));
      if (one->has_status)
        row.set("subresources", json::value::list({json::value::of({{"subresource", "status"},
                                                                    {"responseKind", kind},
                                                                    {"verbs", status_verbs()}})}));
      rows.push_back(std::move(row));
    }
    versions.push_back(json::value::of(
      {{"version", version}, {"resources", std::move(rows)}, {"freshness", "Current"}}));
  }
  json::value meta{json::object{}};
  if (!group.empty())
    meta.set("name", group);
  return json::value::of({{"metadata", std::move(meta)}, {"versions", std::move(versions)}});
}

bool wants_aggregated(std::string_view accept) {
  return accept.find("g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList") != accept.npos;
}

answer aggregated_answer(json::array groups) {
  auto out = json_answer(json::value::of({{"kind", "APIGroupDiscoveryList"},
                                          {"apiVersion", "apidiscovery.k8s.io/v2"},
                                          {"metadata", json::object{}},
                                          {"items", std::move(groups)}}));
  out.content_type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  return out;
}

json::value version_info() {
  return json::value::of({{"major", "1"},
                          {"minor", "36"},
                          {"gitVersion", "v1.36.3+weft-simulator"},
                          {"gitCommit", "simulator"},
                          {"gitTreeState", "clean"},
                          {"buildDate", "2026-01-01T00:00:00Z"},
                          {"goVersion", "none"},
                          {"compiler", "none"},
                          {"platform", "linux/amd64"}});
}

} // namespace

std::optional<answer> api_core::state::discover(const call& what) const {
  const auto& path = what.path;
  if (what.method != "GET")
    return std::nullopt;
  if (path == "/healthz" || path == "/livez" || path == "/readyz")
    return text_answer(200, "ok");
  if (path == "/version")
    return json_answer(version_info());
  if (path == "/api" || path == "/api/") {
    if (wants_aggregated(what.accept))
      return aggregated_answer({aggregated(resources, "")});
    return json_answer(json::value::of({{"kind", "APIVersions"},
                                        {"versions", json::value::list({"v1"})},
                                        {"serverAddressByClientCIDRs", json::array{}}}));
  }
  if (path == "/apis" || path == "/apis/") {
    json::array groups;
    for (const auto& group : groups_of(resources))
      groups.push_back(wants_aggregated(what.accept) ? aggregated(resources, group)
                                                     : group_of(resources, group));
    if (wants_aggregated(what.accept))
      return aggregated_answer(std::move(groups));
    return json_answer(json::value::of(
      {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}}));
  }
  if (path == "/api/v1")
    return json_answer(resource_list(resources, "", "v1"));
  if (!path.starts_with("/apis/"))
    return std::nullopt;
  const auto rest = path.substr(std::string_view{"/apis/"}.size());
  const auto slash = rest.find('/');
  const auto group = rest.substr(0, slash);
  const auto versions = versions_of(resources, group);
  if (slash == rest.npos) {
    if (versions.empty())
      return std::nullopt;
    auto out = group_of(resources, group);
    out.set("kind", "APIGroup");
    out.set("apiVersion", "v1");
    return json_answer(out);
  }
  const auto version = rest.substr(slash + 1);
  if (std::find(versions.begin(), versions.end(), version) == versions.end())
    return std::nullopt;
  return json_answer(resource_list(resources, group, version));
}

} // namespace weft::k8s::server
