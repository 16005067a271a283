#include "protocol/k8s/schema.hpp"

#include <algorithm>

namespace weft::k8s {

namespace {

void prune_below(json::value& what, const schema& by, const std::string& path, bool whole_object,
                 std::vector<std::string>& gone) {
  if (auto* items = what.as_array()) {
    for (std::size_t i = 0; by.items && i < items->size(); ++i)
      prune_below((*items)[i], *by.items, path + "[" + std::to_string(i) + "]",
                  by.items->embedded_resource, gone);
    return;
  }
  auto* members = what.as_object();
  if (!members)
    return;
  auto is_meta = [&](std::string_view name) {
    return whole_object && (name == "apiVersion" || name == "kind" || name == "metadata");
  };
  const auto start = path.empty() ? "" : path + ".";
  std::vector<std::string> unknown;
  for (auto& [name, held] : *members) {
    const auto* declared = by.find(name);
    if (is_meta(name))
      continue;
    if (!declared)
      declared = by.additional.get();
    if (declared)
      prune_below(held, *declared, start + name, declared->embedded_resource, gone);
    else if (!by.preserve_unknown)
      unknown.push_back(name);
  }
  for (const auto& name : unknown) {
    what.erase(name);
    gone.push_back(start + name);
  }
}

void fill_in_below(json::value& what, const schema& by) {
  if (auto* items = what.as_array())
    for (auto& item : *items)
      if (by.items)
        fill_in_below(item, *by.items);
  if (!what.is_object())
    return;
  for (const auto& one : by.properties) {
    const auto* held = what.find(one.name);
    const bool bare = held && held->is_null() && !one.what.nullable;
    if (one.what.otherwise && (!held || bare))
      what.set(one.name, *one.what.otherwise);
    else if (bare)
      what.erase(one.name);
  }
  for (auto& [name, held] : *what.as_object()) {
    const auto* declared = by.find(name);
    if (!declared)
      declared = by.additional.get();
    if (declared)
      fill_in_below(held, *declared);
  }
}

} // namespace

std::vector<std::string> prune(json::value& what, const schema& by) {
  std::vector<std::string> gone;
  prune_below(what, by, "", true, gone);
  std::sort(gone.begin(), gone.end());
  return gone;
}

void fill_in_defaults(json::value& what, const schema& by) {
  fill_in_below(what, by);
}

} // namespace weft::k8s
