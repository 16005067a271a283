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

std::string words_on(const pool_server& one) {
  auto out = one.address + " port " + std::to_string(one.port);
  if (!one.node.empty())
    out += " on " + one.node;
  if (!one.enabled)
    out += one.ends ? ", disabled: it is terminating" : ", disabled: it is not ready";
  return out;
}

} // namespace

std::vector<std::pair<std::string, std::string>> wished_service::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  if (!address.empty())
    out.emplace_back("requested address", address);
  if (!shared.empty())
    out.emplace_back("shares a VIP", "by the key " + shared);
  if (!traffic)
    out.emplace_back("traffic", "switched off by annotation");
  std::size_t told = 0;
  for (const auto& one : ports) {
    const auto title = one.protocol + " " + std::to_string(one.port);
    if (one.servers.empty())
      out.emplace_back(title, "has no members");
    for (const auto& server : one.servers)
      if (told++ < most_told)
        out.emplace_back(title, words_on(server));
  }
  if (told > most_told)
    out.emplace_back("and more", std::to_string(told - most_told) + " members");
  return out;
}

std::vector<std::pair<std::string, std::string>> standing_service::tell() const {
  if (uuid.empty())
    return {{"VirtualService", "none"}};
  std::vector<std::pair<std::string, std::string>> out{
    {"VirtualService", virtual_service + " (" + uuid + ")"}, {"VIP", joined(addresses)}};
  if (!hosts.empty())
    out.emplace_back("names", joined(hosts));
  return out;
}

std::set<object_name> wished_service::names(const settings& how) const {
  std::set<object_name> out;
  const auto stem = virtual_service_name(how, called());
  for (const auto what : {type::vsvip, type::policy, type::virtual_service})
    out.insert({std::string{what}, stem});
  for (const auto& one : ports)
    out.insert({std::string{type::pool}, pool_name(how, of, shared, one.protocol, one.port)});
  return out;
}

std::set<object_name> names_of(const settings& how, const wishes& parts) {
  std::set<object_name> out;
  for (const auto& [who, part] : parts)
    if (const auto* wish = dynamic_cast<const names_objects*>(part->body.get()))
      out.merge(wish->names(how));
  return out;
}

fragment claim_names(const settings& how, std::set<object_name> names, const fragment& like) {
  std::string all;
  for (const auto& one : names)
    all.append(to_string(one)).append("\n");
  auto out = like;
  out.target = belongings_target(how);
  out.digest = to_hex(sha256(all));
  claimed_names body;
  body.all = std::move(names);
  out.body = take_snapshot(std::move(body));
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
      append(server.enabled ? "" : server.ends ? "ends" : "off");
      append(server.node);
    }
    append("/");
  }
  return to_hex(sha256(all));
}

} // namespace weft::avi
