#include "adapters/avi/sim/witness.hpp"

#include "adapters/avi/sim/types.hpp"

#include <algorithm>
#include <set>

namespace weft::avi::sim {

namespace {

constexpr std::string_view label_key = "clustername";

const json::array& list_in(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* held = from.find(name);
  return held && held->as_array() ? *held->as_array() : none;
}

std::string title_of(const object& what) {
  return what.type + " " + what.name;
}

/// The cluster whose marker the object bears; empty: none.
std::string_view marked_for(const object& what) {
  for (const auto& one : list_in(what.body, "markers"))
    if (one.text_at({"key"}) == label_key)
      for (const auto& value : list_in(one, "values"))
        return value.text_or("");
  return {};
}

bool is_own_route(const json::value& route, std::string_view cluster) {
  const auto& labels = list_in(route, "labels");
  return !labels.empty() && labels.front().text_at({"key"}) == label_key
         && labels.front().text_at({"value"}) == cluster;
}

json::array foreign_routes(const json::value& body, std::string_view cluster) {
  json::array out;
  for (const auto& one : list_in(body, "static_routes"))
    if (!is_own_route(one, cluster))
      out.push_back(one);
  return out;
}

json::array foreign_labels(const json::value& body, std::string_view cluster) {
  json::array out;
  for (const auto& one : list_in(body, "labels"))
    if (one.text_at({"key"}) != label_key || one.text_at({"value"}) != cluster)
      out.push_back(one);
  return out;
}

json::value without(json::value body, std::string_view member) {
  body.erase(member);
  return body;
}

bool leads_alike(const json::value& a, const json::value& b) {
  const auto same = [&](std::string_view name) {
    const auto* one = a.find(name);
    const auto* other = b.find(name);
    return one && other && *one == *other;
  };
  return same("prefix") && same("next_hop");
}

void judge_routes(std::vector<violation>& out, std::string_view cluster, const object& before,
                  const object& after) {
  const auto where = title_of(after);
  if (without(before.body, "static_routes") != without(after.body, "static_routes"))
    out.push_back({"I1", where + ": a field besides its routes has changed"});
  if (foreign_routes(before.body, cluster) != foreign_routes(after.body, cluster))
    out.push_back({"I1", where + ": a route that is not the cluster's has changed"});
  const auto& old = list_in(before.body, "static_routes");
  const auto& fresh = list_in(after.body, "static_routes");
  for (const auto& one : fresh) {
    const auto id = one.text_at({"route_id"});
    const bool kept = std::find(old.begin(), old.end(), one) != old.end();
    const bool renamed = is_own_route(one, cluster) && !kept
                         && std::any_of(old.begin(), old.end(), [&](const json::value& was) {
                              return was.text_at({"route_id"}) == id;
                            });
    if (is_own_route(one, cluster) && !kept && !renamed
        && !id.starts_with(std::string{cluster} + "-"))
      out.push_back({"I2", where + ": route " + std::string{id} + " has an id of somebody else"});
  }
  const auto had = [&](std::string_view id) {
    return std::any_of(old.begin(), old.end(),
                       [&](const json::value& was) { return was.text_at({"route_id"}) == id; });
  };
  for (const auto& was : old) {
    if (!is_own_route(was, cluster))
      continue;
    bool keeps = false;
    bool renamed = false;
    for (const auto& one : fresh)
      if (is_own_route(one, cluster) && leads_alike(one, was)) {
        keeps = keeps || one.text_at({"route_id"}) == was.text_at({"route_id"});
        renamed = renamed || !had(one.text_at({"route_id"}));
      }
    if (renamed && !keeps)
      out.push_back({"I2", where + ": route " + std::string{was.text_at({"route_id"})}
                             + " has been given another id"});
  }
}

void judge_group(std::vector<violation>& out, std::string_view cluster, const object& before,
                 const object& after) {
  if (without(before.body, "labels") != without(after.body, "labels")
      || foreign_labels(before.body, cluster) != foreign_labels(after.body, cluster))
    out.push_back({"I1", title_of(after) + ": more than the cluster's label has changed"});
}

} // namespace

bool belongs_to(const object& what, std::string_view cluster) {
  if (const auto marked = marked_for(what); !marked.empty())
    return marked == cluster;
  const std::string name{cluster};
  const auto* rule = find_type(what.type);
  if (rule && rule->has_creator)
    return what.body.text_at({"created_by"}) == "ako-" + name;
  return (what.type == "vsvip" || what.type == "stringgroup")
         && (what.name.starts_with(name + "--") || what.name.starts_with("ako-gw-" + name + "--"));
}

std::vector<violation> judge_change(std::string_view cluster, const object* before,
                                    const object* after) {
  std::vector<violation> out;
  if (before && after && before->body == after->body)
    out.push_back({"I6", title_of(*after) + ": written without any change"});
  if (before && after && after->type == "vrfcontext")
    judge_routes(out, cluster, *before, *after);
  else if (before && after && after->type == "serviceenginegroup")
    judge_group(out, cluster, *before, *after);
  else if (before && !belongs_to(*before, cluster))
    out.push_back(
      {"I1", title_of(*before) + ": not the cluster's, and " + (after ? "changed" : "deleted")});
  else if (after && !belongs_to(*after, cluster))
    out.push_back({"I1", title_of(*after) + ": made without the cluster's mark"});
  return out;
}

std::vector<std::string> dangling(const store& all, std::string_view cluster) {
  std::set<std::string> needed;
  std::vector<object_ptr> open;
  for (auto& one : all.all("virtualservice"))
    if (belongs_to(*one, cluster))
      open.push_back(std::move(one));
  while (!open.empty()) {
    const auto one = std::move(open.back());
    open.pop_back();
    if (needed.insert(one->uuid).second)
      for (auto& other : all.referred(*one))
        open.push_back(std::move(other));
  }
  std::vector<std::string> out;
  for (const auto& one : all.all()) {
    const bool shared = one->type == "vsvip" && one->name.find("Shared-L7") != std::string::npos;
    if (belongs_to(*one, cluster) && !needed.contains(one->uuid) && !shared)
      out.push_back(title_of(*one));
  }
  return out;
}

} // namespace weft::avi::sim
