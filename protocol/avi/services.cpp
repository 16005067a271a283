#include "protocol/avi/services.hpp"

#include "protocol/sha256.hpp"

#include <string_view>

namespace weft::avi {

namespace {

constexpr std::size_t most_told = 100; ///< members

std::string joined(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all)
    out.append(out.empty() ? "" : ", ").append(one);
  return out;
}

} // namespace

std::vector<std::pair<std::string, std::string>> wished_service::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  if (!address.empty())
    out.emplace_back("address", address);
  std::size_t told = 0;
  for (const auto& one : ports) {
    const auto title = one.protocol + " " + std::to_string(one.port);
    if (one.servers.empty())
      out.emplace_back(title, "has no members");
    for (const auto& server : one.servers)
      if (told++ < most_told)
        out.emplace_back(title, server.address + " port " + std::to_string(server.port)
                                  + (server.node.empty() ? "" : " on " + server.node)
                                  + (server.enabled ? "" : ", disabled: it is not ready or ends"));
  }
  if (told > most_told)
    out.emplace_back("and more", std::to_string(told - most_told) + " members");
  return out;
}

std::vector<std::pair<std::string, std::string>> standing_service::tell() const {
  if (uuid.empty())
    return {{"VirtualService", "none"}};
  return {{"VirtualService", virtual_service + " (" + uuid + ")"},
          {"VIP", joined(addresses)},
          {"names", joined(hosts)}};
}

std::set<object_name> names_of(const settings& how, const wished_service& wish) {
  std::set<object_name> out;
  const auto stem = virtual_service_name(how, wish.called());
  for (const auto of : {type::vsvip, type::policy, type::virtual_service})
    out.insert({std::string{of}, stem});
  for (const auto& one : wish.ports)
    out.insert(
      {std::string{type::pool}, pool_name(how, wish.of, wish.shared, one.protocol, one.port)});
  return out;
}

std::set<object_name> names_of(const settings& how, const wishes& parts) {
  std::set<object_name> out;
  for (const auto& [who, part] : parts)
    if (part->body)
      out.merge(names_of(how, as<wished_service>(part->body)));
  return out;
}

std::string digest_of(const wished_service& wish) {
  std::string all;
  const auto append = [&](std::string_view field) { all.append(field).append(1, '\0'); };
  append(wish.of.ns);
  append(wish.of.name);
  append(std::to_string(wish.created.time_since_epoch().count()));
  append(wish.shared);
  append(wish.address);
  append(wish.host);
  append(wish.application_profile);
  append(wish.traffic ? "" : "off");
  for (const auto& one : wish.ports) {
    append(one.protocol);
    append(std::to_string(one.port));
    for (const auto& server : one.servers) {
      append(server.address);
      append(std::to_string(server.port));
      append(server.enabled ? "" : "off");
      append(server.node);
    }
    append("/");
  }
  return to_hex(sha256(all));
}

} // namespace weft::avi
