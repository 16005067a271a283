#include "protocol/avi/vip_part.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/wire/reference.hpp"

namespace weft::avi {

namespace {

/// Calls `visit` with each entry of `vip`.
template <class Visit>
void each_vip(const json::value& vsvip, Visit visit) {
  const auto* held = vsvip.find("vip");
  if (const auto* all = held ? held->as_array() : nullptr)
    for (const auto& one : *all)
      visit(one);
}

void append(std::vector<std::string>& to, const json::value& vsvip, std::string_view member) {
  each_vip(vsvip, [&](const json::value& one) {
    if (auto address = read_address_value(one.find(member)))
      to.push_back(*std::move(address));
  });
}

std::string_view address_member(std::string_view address) {
  return is_v6(address) ? "ip6_address" : "ip_address";
}

} // namespace

std::string network_reference(const std::string& name, const std::string& uuid) {
  return uuid.empty() ? wire::refer_by_name("network", name) : wire::refer_by_uuid("network", uuid);
}

json::value vip_part(const settings& how, std::string_view address) {
  auto out = json::value::of({{"vip_id", "0"}, {"auto_allocate_ip", true}});
  if (!address.empty())
    out.set(address_member(address), address_value(address));
  if (how.vip_networks.empty())
    return out;
  const auto& from = how.vip_networks.front();
  const auto v4 = read_network(from.cidr);
  const auto v6 = read_network(from.v6cidr);
  auto network = json::value::of({{"network_ref", network_reference(from.name, from.uuid)}});
  if (v4)
    network.set("subnet", prefix_value(*v4));
  if (v6)
    network.set("subnet6", prefix_value(*v6));
  out.set("ipam_network_subnet", std::move(network));
  if (v6)
    out.set("auto_allocate_ip_type", v4 ? "V4_V6" : "V6_ONLY");
  return out;
}

std::vector<std::string> allocated_addresses(const json::value& vsvip) {
  std::vector<std::string> out;
  append(out, vsvip, "floating_ip");
  if (!out.empty())
    return out;
  append(out, vsvip, "ip_address");
  append(out, vsvip, "ip6_address");
  return out;
}

bool holds_another(const json::value& vsvip, std::string_view requested) {
  bool out = false;
  if (!requested.empty())
    each_vip(vsvip, [&](const json::value& one) {
      const auto held = read_address_value(one.find(address_member(requested)));
      out = out || (held && *held != requested);
    });
  return out;
}

} // namespace weft::avi
