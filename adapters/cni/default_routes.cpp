#include "adapters/cni/default_routes.hpp"

#include "adapters/cni/netlink_bytes.hpp"
#include "protocol/cni/address.hpp"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <compare>
#include <iterator>
#include <string_view>

namespace weft::cni {

namespace {

constexpr std::array<unsigned char, 2> families{AF_INET, AF_INET6};
constexpr std::size_t v4_bytes = 4;
constexpr std::size_t v6_bytes = 16;

/// One way to everywhere.
struct hop {
  std::uint32_t index = 0; ///< of the interface
  std::string gateway;     ///< as bytes; empty: none

  auto operator<=>(const hop&) const = default;
};

/// A default route of the main table. Of IPv6 each hop is a route by itself.
struct default_way {
  unsigned char family = AF_INET;
  unsigned char service = 0; ///< TOS
  std::uint32_t priority = 0;
  std::vector<hop> hops; ///< in ascending order
};

hop hop_in(const attribute_list& all, std::uint32_t index) {
  const auto gateway = all.find(RTA_GATEWAY);
  return {index, gateway == all.end() ? std::string{} : std::string{gateway->second}};
}

std::vector<hop> hops_in(const attribute_list& all) {
  const auto several = all.find(RTA_MULTIPATH);
  if (several == all.end())
    return {hop_in(all, number_in<std::uint32_t>(all, RTA_OIF))};
  std::vector<hop> out;
  for (auto left = several->second; left.size() >= sizeof(rtnexthop);) {
    const auto head = read_as<rtnexthop>(left);
    if (head.rtnh_len < sizeof head || head.rtnh_len > left.size())
      break;
    out.push_back(hop_in(attributes(left.substr(sizeof head, head.rtnh_len - sizeof head)),
                         static_cast<std::uint32_t>(head.rtnh_ifindex)));
    left.remove_prefix(std::min<std::size_t>(left.size(), RTNH_ALIGN(head.rtnh_len)));
  }
  std::sort(out.begin(), out.end());
  return out;
}

void split(const default_way& what, std::vector<default_way>& into) {
  for (const auto& one : what.hops) {
    into.push_back(what);
    into.back().hops = {one};
  }
}

void read_way(std::string_view body, unsigned char family, std::vector<default_way>& into) {
  if (body.size() < sizeof(rtmsg))
    return;
  const auto head = read_as<rtmsg>(body);
  const auto all = attributes(body.substr(NLMSG_ALIGN(sizeof head)));
  if (head.rtm_family != family || head.rtm_dst_len != 0 || head.rtm_type != RTN_UNICAST
      || (head.rtm_flags & RTM_F_CLONED) != 0
      || number_in<std::uint32_t>(all, RTA_TABLE) != RT_TABLE_MAIN)
    return;
  const default_way one{family, head.rtm_tos, number_in<std::uint32_t>(all, RTA_PRIORITY),
                        hops_in(all)};
  family == AF_INET6 ? split(one, into) : into.push_back(one);
}

/// What is to be there for one family; nothing: whatever there is.
std::vector<default_way> wished(unsigned char family, std::uint32_t index,
                                const std::vector<std::string>& gateways) {
  default_way one{family, 0, 0, {}};
  const auto size = family == AF_INET6 ? v6_bytes : v4_bytes;
  for (const auto& text : gateways)
    if (const auto read = read_address(text); read && read->v6 == (family == AF_INET6))
      one.hops.push_back({index, std::string{bytes_of(read->bytes).substr(0, size)}});
  std::sort(one.hops.begin(), one.hops.end());
  one.hops.erase(std::unique(one.hops.begin(), one.hops.end()), one.hops.end());
  std::vector<default_way> out;
  if (family == AF_INET6)
    split(one, out);
  else if (!one.hops.empty())
    out.push_back(one);
  return out;
}

bool holds(const std::vector<default_way>& all, const default_way& what) {
  return std::any_of(all.begin(), all.end(),
                     [&](const default_way& one) { return one.hops == what.hops; });
}

std::string gateway_of(const hop& one) {
  return one.gateway.empty() ? std::string{} : attribute(RTA_GATEWAY, one.gateway);
}

std::string hops_of(const default_way& what) {
  if (what.hops.size() == 1)
    return attribute(RTA_OIF, bytes_of(what.hops.front().index)) + gateway_of(what.hops.front());
  std::string out;
  for (const auto& one : what.hops) {
    const auto more = gateway_of(one);
    rtnexthop head = {};
    head.rtnh_len = static_cast<unsigned short>(sizeof head + more.size());
    head.rtnh_ifindex = static_cast<int>(one.index);
    out += std::string{bytes_of(head)} + more;
  }
  return attribute(RTA_MULTIPATH, out);
}

/// Makes or removes it. What is so already is success.
std::optional<fault> change(netlink& there, std::uint16_t what, const default_way& which) {
  const bool makes = what == RTM_NEWROUTE;
  rtmsg head = {};
  head.rtm_family = which.family;
  head.rtm_tos = which.service;
  head.rtm_table = RT_TABLE_MAIN;
  head.rtm_protocol = makes ? RTPROT_STATIC : RTPROT_UNSPEC;
  head.rtm_scope = makes ? RT_SCOPE_UNIVERSE : RT_SCOPE_NOWHERE; // "whichever", of a removal
  head.rtm_type = RTN_UNICAST;
  auto body = std::string{bytes_of(head)} + hops_of(which);
  if (which.priority != 0)
    body += attribute(RTA_PRIORITY, bytes_of(which.priority));
  auto failed = there.change(what, makes ? NLM_F_CREATE : 0, body);
  if (failed && failed->code == (makes ? errc::conflict : errc::not_found))
    failed.reset();
  return failed;
}

result<std::vector<default_way>> ways_of(netlink& there, unsigned char family) {
  std::vector<std::string> answers;
  if (auto failed = there.dump(RTM_GETROUTE, answers))
    return *std::move(failed);
  std::vector<default_way> out;
  for (const auto& one : answers)
    read_way(one, family, out);
  return out;
}

} // namespace

std::optional<fault> move_default_routes(netlink& there, const std::string& interface,
                                         const std::vector<std::string>& gateways) {
  const auto found = there.find(interface);
  if (!found)
    return found.error();
  if (!*found)
    return fault{errc::not_found, "there is no " + interface, "netlink", {}};
  std::vector<default_way> made;
  std::vector<default_way> stale;
  const auto take_back = [&](const fault& why) {
    for (const auto& one : made)
      change(there, RTM_DELROUTE, one);
    return why;
  };
  for (const auto family : families) {
    const auto wanted = wished(family, (*found)->index, gateways);
    if (wanted.empty())
      continue;
    const auto held = ways_of(there, family);
    if (!held)
      return take_back(held.error());
    for (const auto& one : wanted) {
      if (holds(*held, one))
        continue;
      if (const auto failed = change(there, RTM_NEWROUTE, one))
        return take_back(*failed);
      made.push_back(one);
    }
    std::copy_if(held->begin(), held->end(), std::back_inserter(stale),
                 [&](const default_way& one) { return !holds(wanted, one); });
  }
  for (const auto& one : stale)
    if (auto failed = change(there, RTM_DELROUTE, one))
      return failed;
  return std::nullopt;
}

} // namespace weft::cni
