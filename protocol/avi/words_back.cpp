#include "protocol/avi/words_back.hpp"

#include "protocol/avi/names.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

constexpr const char* balancer_member = "loadBalancer";

using ingress = std::vector<k8s::balancer_ingress>;

bool is_balancer(const k8s::projection& service) {
  return service.body && as<k8s::service_record>(service.body).balancer();
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
  const auto said = said_in(service);
  const auto* held = said.find(balancer_member);
  out.set(balancer_member, held && ingress_in(said) == wanted ? *held : balancer_at(wanted));
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

json::value tell_removed(const k8s::projection& service) {
  json::value out = json::object{};
  if (is_balancer(service))
    return out;
  const auto said = said_in(service);
  if (const auto* held = said.find(balancer_member))
    out.set(balancer_member, *held);
  return out;
}

json::value told_so_far(const k8s::projection& service) {
  json::value out = json::object{};
  const auto said = said_in(service);
  auto names = told_annotations();
  names.emplace_back(balancer_member);
  for (const auto& name : names)
    if (const auto* held = said.find(name))
      out.set(name, *held);
  return out;
}

bool is_told(const k8s::projection& service) {
  const auto said = said_in(service);
  return said.find("type") || std::ranges::any_of(told_annotations(), [&](const std::string& name) {
           return said.find(name);
         });
}

} // namespace weft::avi
