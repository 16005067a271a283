#include "protocol/k8s/lease.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/requests.hpp"
#include "protocol/percent.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

/// What the API allows; a time as far ahead as this can be told by every clock.
constexpr std::int64_t most_seconds = std::numeric_limits<std::int32_t>::max();

auto facts(const lease& what) {
  return std::tie(what.holder, what.duration, what.acquired, what.renewed, what.transitions);
}

result<void> project_lease(raw_field& from, projection& into) {
  if (from.name != "spec")
    return {};
  lease read;
  for (auto field : from.value.get_object()) {
    const std::string_view name = field.unescaped_key();
    od::value held = field.value();
    if (held.type() == od::json_type::null)
      continue;
    if (name == "holderIdentity")
      read.holder = std::string_view{held.get_string()};
    else if (name == "leaseDurationSeconds")
      read.duration
        = std::chrono::seconds{std::clamp<std::int64_t>(held.get_int64(), 0, most_seconds)};
    else if (name == "acquireTime")
      read.acquired = from_rfc3339_micro(held.get_string());
    else if (name == "renewTime")
      read.renewed = from_rfc3339_micro(held.get_string());
    else if (name == "leaseTransitions")
      read.transitions = held.get_int64();
  }
  into.body = take_snapshot(std::move(read));
  return {};
}

json::value write_pairs(const string_pairs& pairs) {
  json::object written;
  for (const auto& [name, held] : pairs)
    written.emplace_back(name, held);
  return written;
}

json::value write_names(const std::vector<std::string>& names) {
  json::array written;
  for (const auto& one : names)
    written.emplace_back(one);
  return written;
}

} // namespace

bool operator==(const lease& a, const lease& b) {
  return facts(a) == facts(b);
}

kind lease_kind() {
  kind leases;
  leases.group = "coordination.k8s.io";
  leases.version = "v1";
  leases.name = "Lease";
  leases.plural = "leases";
  leases.labels = {""};
  leases.annotations = {""};
  leases.project = project_lease;
  return leases;
}

json::value write_lease(const lease& spec) {
  json::value written{json::object{}};
  if (!spec.holder.empty())
    written.set("holderIdentity", spec.holder);
  if (spec.duration.count() > 0)
    written.set("leaseDurationSeconds", spec.duration.count());
  if (spec.acquired)
    written.set("acquireTime", to_rfc3339_micro(*spec.acquired));
  if (spec.renewed)
    written.set("renewTime", to_rfc3339_micro(*spec.renewed));
  written.set("leaseTransitions", spec.transitions);
  return written;
}

request create_lease_request(const object_key& key, const lease& spec, std::string_view manager) {
  auto meta = json::value::of({{"name", key.name}, {"namespace", key.ns}});
  auto body = json::value::of({{"metadata", std::move(meta)}, {"spec", write_lease(spec)}});
  return create_request(lease_kind(), key.ns, std::move(body), manager);
}

request update_lease_request(const object_meta& seen, const lease& spec, std::string_view manager) {
  const auto leases = lease_kind();
  const auto meta = json::value::of({{"name", seen.key.name},
                                     {"namespace", seen.key.ns},
                                     {"uid", seen.uid},
                                     {"resourceVersion", std::to_string(seen.version)},
                                     {"labels", write_pairs(seen.labels)},
                                     {"annotations", write_pairs(seen.annotations)},
                                     {"finalizers", write_names(seen.finalizers)}});
  request asked;
  asked.method = "PUT";
  asked.target = object_path(leases, seen.key) + "?fieldManager=" + percent_encoded(manager);
  asked.content_type = "application/json";
  asked.body = json::write(json::value::of({{"apiVersion", api_version(leases)},
                                            {"kind", leases.name},
                                            {"metadata", meta},
                                            {"spec", write_lease(spec)}}));
  return asked;
}

} // namespace weft::k8s
