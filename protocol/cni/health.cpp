#include "protocol/cni/health.hpp"

#include "protocol/cni/address.hpp"
#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/names.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

bool has_address(const interface_view& what, const std::string& wanted) {
  const auto read = read_address(wanted);
  return !read || std::ranges::any_of(what.addresses, [&](const std::string& one) {
    return read_address(one) == read;
  });
}

bool lost_its_master(const attachment_record& attachment, const std::vector<interface_view>& host) {
  const auto names = host_interfaces_of(attachment.result);
  return !attachment.host_master.empty()
         && std::ranges::none_of(names, [&](const std::string& name) {
              const auto* one = find(host, name);
              return one && one->master == attachment.host_master;
            });
}

} // namespace

std::vector<std::string> host_interfaces_of(const json::value& result) {
  std::vector<std::string> out;
  for (const auto& one : read_result(result).interfaces)
    if (one.sandbox.empty())
      out.push_back(one.name);
  return out;
}

std::string host_master_of(const json::value& result, const std::vector<interface_view>& host) {
  for (const auto& name : host_interfaces_of(result))
    if (const auto* one = find(host, name); one && !one->master.empty())
      return one->master;
  return {};
}

std::string damage_of(const attachment_record& attachment,
                      const std::vector<interface_view>& within,
                      const std::vector<interface_view>& host) {
  const auto told = read_result(attachment.result);
  const auto* inner = told.inner();
  if (!inner)
    return {};
  const auto* real = find(within, inner->name);
  if (!real)
    return "interface " + inner->name + " is gone";
  if (!inner->mac.empty() && canonical_mac(inner->mac) != canonical_mac(real->mac))
    return "interface " + inner->name + " has the MAC " + real->mac + " instead of " + inner->mac;
  for (const auto& wanted : told.inner_addresses())
    if (!has_address(*real, wanted))
      return "interface " + inner->name + " has lost its address " + wanted;
  if (lost_its_master(attachment, host))
    return "the node's end of " + inner->name + " is no longer part of " + attachment.host_master;
  return {};
}

} // namespace weft::cni
