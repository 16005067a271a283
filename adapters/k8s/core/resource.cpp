#include "adapters/k8s/core/resource.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::k8s::server {

const served_version* resource::find(std::string_view version) const {
  for (const auto& one : versions)
    if (one.name == version)
      return &one;
  return nullptr;
}

const served_version& resource::storage_version() const {
  const auto i = std::find_if(versions.begin(), versions.end(),
                              [](const served_version& one) { return one.storage; });
  return i == versions.end() ? versions.front() : *i;
}

std::string api_version(const resource& which, std::string_view version) {
  return which.group.empty() ? std::string{version} : which.group + "/" + std::string{version};
}

namespace {

using renaming = std::pair<std::string_view, std::string_view>;

/// core/v1 on the left, events.k8s.io/v1 on the right; all else is called the same.
constexpr std::array renamed{
  renaming{"involvedObject", "regarding"},
  renaming{"message", "note"},
  renaming{"source", "deprecatedSource"},
  renaming{"firstTimestamp", "deprecatedFirstTimestamp"},
  renaming{"lastTimestamp", "deprecatedLastTimestamp"},
  renaming{"count", "deprecatedCount"},
  renaming{"reportingComponent", "reportingController"},
};

json::value rename_members(const json::value& object, bool to_new) {
  json::value out{json::object{}};
  for (const auto& [name, held] : *object.as_object()) {
    std::string_view meant = name;
    for (const auto& [old_name, new_name] : renamed)
      if (name == (to_new ? old_name : new_name))
        meant = to_new ? new_name : old_name;
    out.set(meant, held);
  }
  return out;
}

} // namespace

json::value converted(const resource& as, std::string_view version, const json::value& stored) {
  auto out = as.group == "events.k8s.io" ? rename_members(stored, true) : stored;
  out.set("apiVersion", api_version(as, version));
  return out;
}

json::value to_storage(const resource& as, const json::value& object) {
  auto out = as.group == "events.k8s.io" ? rename_members(object, false) : object;
  const auto version = as.storage_version().name;
  out.set("apiVersion", as.group == "events.k8s.io" ? version : api_version(as, version));
  return out;
}

} // namespace weft::k8s::server
