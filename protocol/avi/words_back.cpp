#include "protocol/avi/words_back.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::array shown{annotation::hosts_shown, annotation::controller_shown,
                           annotation::tenant_shown};

using ingress = std::vector<k8s::balancer_ingress>;

const ingress& ingress_of(const k8s::projection& service) {
  static const ingress none;
  return service.body ? as<k8s::service_record>(service.body).ingress : none;
}

std::string text_of(const object_key& key) {
  return key.ns + "/" + key.name;
}

json::value written(const ingress& all) {
  json::array out;
  for (const auto& one : all) {
    auto entry = json::value::of({{"ip", one.address}});
    if (!one.host.empty())
      entry.set("hostname", one.host);
    out.push_back(std::move(entry));
  }
  return out;
}

json::value status_patch(json::value entries) {
  return json::value::of(
    {{"status", json::value::of({{"loadBalancer", json::value::of({{"ingress", entries}})}})}});
}

/// The patch that leaves these annotations; null where they are so already.
json::value annotations_patch(const k8s::projection& service,
                              const std::array<std::optional<std::string>, 3>& wanted) {
  json::value changes = json::object{};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto* held = k8s::find(service.meta.annotations, shown[i]);
    if (wanted[i] && (!held || *held != *wanted[i]))
      changes.set(shown[i], *wanted[i]);
    else if (!wanted[i] && held)
      changes.set(shown[i], nullptr);
  }
  if (changes.as_object()->empty())
    return nullptr;
  return json::value::of({{"metadata", json::value::of({{"annotations", std::move(changes)}})}});
}

notice tell(const k8s::projection& service, std::string_view why, std::string text) {
  return {{service.meta.key, service.meta.uid}, false, std::string{why}, std::move(text)};
}

} // namespace

words_back tell_placed(const k8s::projection& service, const standing_service& where) {
  words_back out;
  ingress wanted;
  const auto host = where.hosts.empty() ? std::string{} : where.hosts.front();
  for (const auto& one : where.addresses)
    wanted.push_back({one, host});
  if (wanted != ingress_of(service)) {
    out.status = status_patch(written(wanted));
    out.event
      = tell(service, reason::synced,
             "Added virtualservice " + where.virtual_service + " for " + text_of(service.meta.key));
  }
  std::array<std::optional<std::string>, 3> words;
  if (!where.hosts.empty()) {
    json::value map = json::object{};
    for (const auto& one : where.hosts)
      map.set(one, where.uuid);
    words = {json::write(map), where.controller, where.tenant};
  }
  out.metadata = annotations_patch(service, words);
  return out;
}

words_back tell_removed(const k8s::projection& service) {
  words_back out;
  const bool marked = std::ranges::any_of(
    shown, [&](std::string_view name) { return k8s::find(service.meta.annotations, name); });
  const bool balancer = service.body && as<k8s::service_record>(service.body).balancer();
  const bool told = !ingress_of(service).empty();
  if (told && balancer)
    out.status = status_patch(nullptr);
  if (told || marked)
    out.event
      = tell(service, reason::removed, "Removed virtualservice for " + text_of(service.meta.key));
  out.metadata = annotations_patch(service, {});
  return out;
}

} // namespace weft::avi
