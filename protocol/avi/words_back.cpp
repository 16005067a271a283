#include "protocol/avi/words_back.hpp"

#include "protocol/avi/names.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

constexpr const char* balancer_member = "loadBalancer";

using ingress = std::vector<k8s::balancer_ingress>;

/// Whether what it says of its addresses is ours to take back.
bool is_served(const k8s::projection& object) {
  return object.meta.key.kind == ingress_kind
         || (object.body && as<k8s::service_record>(object.body).balancer());
}

json::value said_in(const k8s::projection& service) {
  auto read = json::parse(service.status);
  return read && read->is_object() ? *std::move(read) : json::value{json::object{}};
}

ingress ingress_in(const json::value& said) {
  ingress out;
  const auto* all = said.find_path({balancer_member, "ingress"});
  for (const auto& one : all && all->as_array() ? *all->as_array() : json::array{})
    out.push_back({std::string{one.text_at({"ip"})}, std::string{one.text_at({"hostname"})}});
  return out;
}

json::value balancer_at(const ingress& all) {
  json::array entries;
  for (const auto& one : all) {
    auto entry = json::value::of({{"ip", one.address}});
    if (!one.host.empty())
      entry.set("hostname", one.host);
    entries.push_back(std::move(entry));
  }
  return json::value::of({{"ingress", std::move(entries)}});
}

/// As it is written, where it says the same; else anew.
json::value balancer_for(const json::value& said, const ingress& wanted) {
  const auto* held = said.find(balancer_member);
  return held && ingress_in(said) == wanted ? *held : balancer_at(wanted);
}

} // namespace

std::vector<std::string> told_members() {
  return {balancer_member};
}

std::vector<std::string> told_annotations() {
  return {std::string{annotation::hosts_shown}, std::string{annotation::controller_shown},
          std::string{annotation::tenant_shown}};
}

json::value tell_placed(const k8s::projection& service, const standing_service& where) {
  json::value out = json::object{};
  ingress wanted;
  const auto host = where.hosts.empty() ? std::string{} : where.hosts.front();
  for (const auto& one : where.addresses)
    wanted.push_back({one, host});
  out.set(balancer_member, balancer_for(said_in(service), wanted));
  if (where.hosts.empty())
    return out;
  json::value map = json::object{};
  for (const auto& one : where.hosts)
    map.set(one, where.uuid);
  out.set(annotation::hosts_shown, json::write(map));
  out.set(annotation::controller_shown, where.controller);
  out.set(annotation::tenant_shown, where.tenant);
  return out;
}

told_host told_of(const k8s::projection& object, const std::string& host) {
  told_host out;
  out.name = host;
  const auto said = said_in(object);
  for (const auto& one : ingress_in(said))
    if (one.host == host)
      out.addresses.push_back(one.address);
  if (const auto map = json::parse(said.text_at({annotation::hosts_shown})))
    out.uuid = map->text_at({host});
  return out;
}

json::value tell_hosts(const k8s::projection& object, const std::vector<told_host>& all,
                       const std::string& controller, const std::string& tenant) {
  json::value out = json::object{};
  const auto said = said_in(object);
  ingress wanted;
  json::value map = json::object{};
  for (const auto& one : all) {
    for (const auto& address : one.addresses)
      wanted.push_back({address, one.name});
    if (!one.uuid.empty())
      map.set(one.name, one.uuid);
  }
  if (wanted.empty())
    return out;
  out.set(balancer_member, balancer_for(said, wanted));
  out.set(annotation::hosts_shown, json::write(map));
  const auto or_said = [&](const std::string& text, std::string_view name) {
    return text.empty() ? std::string{said.text_at({name})} : text;
  };
  out.set(annotation::controller_shown, or_said(controller, annotation::controller_shown));
  out.set(annotation::tenant_shown, or_said(tenant, annotation::tenant_shown));
  return out;
}

json::value tell_removed(const k8s::projection& object) {
  json::value out = json::object{};
  if (is_served(object))
    return out;
  const auto said = said_in(object);
  if (const auto* held = said.find(balancer_member))
    out.set(balancer_member, *held);
  return out;
}

json::value told_so_far(const k8s::projection& object) {
  json::value out = json::object{};
  const auto said = said_in(object);
  auto names = told_annotations();
  names.emplace_back(balancer_member);
  for (const auto& name : names)
    if (const auto* held = said.find(name))
      out.set(name, *held);
  return out;
}

bool is_told(const k8s::projection& object) {
  const auto said = said_in(object);
  return said.find("type") || std::ranges::any_of(told_annotations(), [&](const std::string& name) {
           return said.find(name);
         });
}

} // namespace weft::avi
