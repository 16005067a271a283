#include "adapters/avi/sim/vips.hpp"

#include "protocol/avi/wire/reference.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace weft::avi::sim {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t most_names = 1000;

const json::array& entries(const json::value& from, std::initializer_list<std::string_view> path) {
  static const json::array none;
  const auto* held = from.find_path(path);
  return held && held->as_array() ? *held->as_array() : none;
}

std::optional<ip::address> read_address(std::string_view text) {
  boost::system::error_code failed;
  const auto out = ip::make_address(std::string{text}, failed);
  return failed ? std::nullopt : std::optional{out};
}

std::vector<std::uint8_t> bytes_of(const ip::address& from) {
  if (from.is_v4()) {
    const auto all = from.to_v4().to_bytes();
    return {all.begin(), all.end()};
  }
  const auto all = from.to_v6().to_bytes();
  return {all.begin(), all.end()};
}

ip::address after(const ip::address& one) {
  if (one.is_v4())
    return ip::address_v4{one.to_v4().to_uint() + 1};
  auto bytes = one.to_v6().to_bytes();
  for (auto i = bytes.rbegin(); i != bytes.rend(); ++i)
    if (++*i != 0)
      break;
  return ip::address_v6{bytes};
}

bool lies_in(const ip::address& one, const ip::address& net, std::int64_t mask) {
  const auto a = bytes_of(one);
  const auto b = bytes_of(net);
  if (a.size() != b.size())
    return false;
  for (std::size_t bit = 0; bit < static_cast<std::size_t>(std::max<std::int64_t>(0, mask)); ++bit)
    if (const auto at = bit / 8; at < a.size() && ((a[at] ^ b[at]) >> (7 - bit % 8) & 1) != 0)
      return false;
  return true;
}

/// One family of addresses, in the words of a VIP.
struct family {
  const char* type;    ///< "V4"
  const char* member;  ///< of the VIP, for its address
  const char* subnet;  ///< of its ipam_network_subnet
  const char* without; ///< the auto_allocate_ip_type that leaves this family out
};

constexpr family v4{"V4", "ip_address", "subnet", "V6_ONLY"};
constexpr family v6{"V6", "ip6_address", "subnet6", "V4_ONLY"};

object_ptr behind(const store& all, std::string_view reference) {
  const auto read = wire::read_reference(reference);
  return read ? all.find(read->type, read->uuid) : nullptr;
}

/// The network a VIP is placed in: the one it names, else the first of the cloud's IPAM profile.
object_ptr network_of(const store& all, const json::value& vip, const json::value& body) {
  if (const auto named = vip.text_at({"ipam_network_subnet", "network_ref"}); !named.empty())
    return behind(all, named);
  const auto cloud = behind(all, body.text_at({"cloud_ref"}));
  const auto ipam = cloud ? behind(all, cloud->body.text_at({"ipam_provider_ref"})) : nullptr;
  if (!ipam)
    return nullptr;
  for (const auto& one : entries(ipam->body, {"internal_profile", "usable_networks"}))
    return behind(all, one.text_at({"nw_ref"}));
  return nullptr;
}

/// The subnets of that family in which the VIP may lie.
std::vector<json::value> subnets_for(const json::value& network, const json::value& vip,
                                     const family& of) {
  const auto wanted = vip.text_at({"ipam_network_subnet", of.subnet, "ip_addr", "addr"});
  std::vector<json::value> out;
  for (const auto& one : entries(network, {"configured_subnets"}))
    if (one.text_at({"prefix", "ip_addr", "type"}) == of.type
        && (wanted.empty() || one.text_at({"prefix", "ip_addr", "addr"}) == wanted))
      out.push_back(one);
  return out;
}

bool lies_in_one(const ip::address& one, const std::vector<json::value>& subnets) {
  return std::any_of(subnets.begin(), subnets.end(), [&](const json::value& subnet) {
    const auto net = read_address(subnet.text_at({"prefix", "ip_addr", "addr"}));
    return net && lies_in(one, *net, number_or(subnet.find_path({"prefix", "mask"}), 0));
  });
}

std::set<std::string> taken_addresses(const store& all, const object& besides) {
  std::set<std::string> out;
  for (const auto& held : all.all(besides.type))
    if (held->uuid != besides.uuid)
      for (const auto& vip : entries(held->body, {"vip"}))
        for (const auto* member : {v4.member, v6.member})
          if (const auto text = vip.text_at({member, "addr"}); !text.empty())
            out.emplace(text);
  return out;
}

std::optional<std::string> first_free(const std::vector<json::value>& subnets,
                                      const std::set<std::string>& taken) {
  for (const auto& subnet : subnets)
    for (const auto& one : entries(subnet, {"static_ip_ranges"})) {
      const auto begin = read_address(one.text_at({"range", "begin", "addr"}));
      const auto end = read_address(one.text_at({"range", "end", "addr"}));
      if (!begin || !end)
        continue;
      for (auto at = *begin; at <= *end; at = after(at)) {
        if (!taken.contains(at.to_string()))
          return at.to_string();
        if (at == *end)
          break; // it may be the last there is
      }
    }
  return std::nullopt;
}

/// Gives a VIP its address of one family.
std::optional<objection> settle_family(const store& all, const object& what, json::value& vip,
                                       const json::value* before, const family& of) {
  const std::string asked{vip.text_at({of.member, "addr"})};
  const std::string held{before ? before->text_at({of.member, "addr"}) : std::string_view{}};
  if (!held.empty()) {
    if (!asked.empty() && asked != held)
      return objection{400, "Cannot change the address. If a new preferred IP is needed, please"
                            " recreate the VIP"};
    vip.set(of.member, json::value{*before->find(of.member)});
    vip.set("avi_allocated_vip", true);
    return std::nullopt;
  }
  const auto* automatic = vip.find("auto_allocate_ip");
  if (!automatic || !automatic->as_bool() || !*automatic->as_bool()
      || vip.text_at({"auto_allocate_ip_type"}) == of.without)
    return std::nullopt;
  const auto network = network_of(all, vip, what.body);
  if (!network)
    return objection{400, "Network object not found!"};
  const auto subnets = subnets_for(network->body, vip, of);
  const auto taken = taken_addresses(all, what);
  if (!asked.empty()) {
    const auto read = read_address(asked);
    if (!read || !lies_in_one(*read, subnets))
      return objection{400, "IP address " + asked + " is not in a subnet of the network"};
    if (taken.contains(read->to_string()))
      return objection{400, "IP address " + asked + " is already in use"};
  } else {
    const auto found = first_free(subnets, taken);
    if (!found)
      return objection{400, "No available free IPs in network " + network->name};
    vip.set(of.member, json::value::of({{"addr", *found}, {"type", of.type}}));
  }
  vip.set("avi_allocated_vip", true);
  return std::nullopt;
}

const json::value* vip_of(const object* before, std::string_view id) {
  if (before)
    for (const auto& one : entries(before->body, {"vip"}))
      if (one.text_at({"vip_id"}) == id)
        return &one;
  return nullptr;
}

std::optional<objection> check_names(const store& all, const object& what) {
  const auto& names = entries(what.body, {"dns_info"});
  if (names.size() > most_names)
    return objection{400, "At most 1000 dns_info are allowed"};
  std::set<std::string_view> own;
  for (const auto& one : names)
    if (!own.insert(one.text_at({"fqdn"})).second)
      return objection{400, "Duplicate fqdn " + std::string{one.text_at({"fqdn"})}};
  for (const auto& held : all.all(what.type))
    if (held->uuid != what.uuid && held->tenant == what.tenant)
      for (const auto& one : entries(held->body, {"dns_info"}))
        if (own.contains(one.text_at({"fqdn"})))
          return objection{400, "Duplicate fqdn " + std::string{one.text_at({"fqdn"})}
                                  + ", used by VsVip " + held->name};
  return std::nullopt;
}

} // namespace

std::optional<objection> settle_vips(const store& all, const object* before, object& what) {
  if (auto no = check_names(all, what))
    return no;
  auto* vips = what.body.find("vip");
  if (!vips || !vips->as_array())
    return std::nullopt;
  for (auto& vip : *vips->as_array()) {
    const auto* held = vip_of(before, vip.text_at({"vip_id"}));
    if (!held && before && !entries(before->body, {"vip"}).empty())
      return objection{400, "Changing an existing VIP's vip_id is not supported"};
    for (const auto& of : {v4, v6})
      if (auto no = settle_family(all, what, vip, held, of))
        return no;
  }
  return std::nullopt;
}

} // namespace weft::avi::sim
