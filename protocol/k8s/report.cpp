#include "protocol/k8s/report.hpp"

#include "protocol/k8s/requests.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft::k8s {

namespace {

/// A merge patch that leaves exactly `wanted`: members that are there and not wanted become null.
json::value replacing(json::value wanted, const json::value& held) {
  if (const auto* members = held.as_object())
    for (const auto& [name, value] : *members)
      if (!wanted.find(name))
        wanted.set(name, nullptr);
  return wanted;
}

std::optional<std::string> take(string_pairs& from, const std::string& name) {
  const auto held = std::ranges::find(from, name, &string_pairs::value_type::first);
  if (held == from.end())
    return std::nullopt;
  auto text = std::move(held->second);
  from.erase(held);
  return text;
}

json::value take(json::value& from, const std::string& name) {
  auto* held = from.find(name);
  if (!held)
    return nullptr;
  auto out = std::move(*held);
  from.erase(name);
  return out;
}

bool is_nothing(const json::value& what) {
  return what.is_null() || what == json::value{json::object{}};
}

/// What becomes of the places outside the report annotation; their parts are taken out.
/// @returns the members that change
json::value part_with(const std::vector<std::string>& names, json::value& held,
                      json::value& wanted) {
  json::value changes = json::object{};
  for (const auto& name : names) {
    const auto before = take(held, name);
    if (auto after = take(wanted, name); !(after == before))
      changes.set(name, std::move(after));
  }
  return changes;
}

json::value precondition(const kind& which, const object_meta& seen) {
  json::value meta = json::object{};
  if (!which.keeps_status)
    meta.set("uid", seen.uid);
  if (which.keeps_status || (which.report_shared && seen.version != 0))
    meta.set("resourceVersion", std::to_string(seen.version));
  return meta;
}

} // namespace

bool is_scattered(const kind& which) {
  return !which.report_members.empty() || !which.report_annotations.empty();
}

std::string gather_report(const kind& which, const json::object& status,
                          string_pairs& annotations) {
  const auto stored = json::parse(take(annotations, which.report_annotation).value_or(""));
  auto said = stored && stored->is_object() ? *stored : json::value{json::object{}};
  for (const auto& [name, held] : status)
    if (!is_nothing(held))
      said.set(name, held);
  for (const auto& name : which.report_annotations)
    if (auto text = take(annotations, name))
      said.set(name, *std::move(text));
  return is_nothing(said) ? std::string{} : json::write(said);
}

json::value read_report(const kind& which, const std::string& status) {
  if (auto read = json::parse(status))
    return *std::move(read);
  const bool is_object = which.report_annotation.empty() || is_scattered(which);
  return is_object ? json::value{json::object{}} : json::value{};
}

request write_report(const kind& which, const object_meta& seen, const json::value& held,
                     const json::value& wanted, std::string_view manager) {
  auto patch = json::value::of({{"metadata", precondition(which, seen)}});
  if (which.keeps_status) {
    patch.set("status", replacing(wanted, held));
    return patch_request(which, seen.key, "status", patch, manager);
  }
  auto before = held;
  auto after = wanted;
  auto status = part_with(which.report_members, before, after);
  auto annotations = part_with(which.report_annotations, before, after);
  const bool same = after == before || (is_nothing(after) && is_nothing(before));
  if (!is_scattered(which) || !same)
    annotations.set(which.report_annotation,
                    is_nothing(after) ? json::value{} : json::value{json::write(after)});
  const bool by_status = which.report_by_status || !is_nothing(status);
  if (!is_nothing(annotations))
    patch["metadata"].set("annotations", std::move(annotations));
  if (!is_nothing(status))
    patch.set("status", std::move(status));
  return patch_request(which, seen.key, by_status ? "status" : "", patch, manager);
}

} // namespace weft::k8s
