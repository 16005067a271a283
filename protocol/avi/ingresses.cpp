#include "protocol/avi/ingresses.hpp"

#include "protocol/sha256.hpp"

#include <string_view>

namespace weft::avi {

namespace {

std::string listed(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& one : all)
    out.append(out.empty() ? "" : ", ").append(one);
  return out;
}

} // namespace

std::set<object_name> wished_ingress::names(const settings& how) const {
  std::set<object_name> out;
  const auto add = [&](std::string_view what, std::string name) {
    out.insert({std::string{what}, std::move(name)});
  };
  for (const auto& host : hosts) {
    out.merge(shared_objects(shared_name(how, host.name)));
    for (const auto& one : host.paths) {
      const ingress_place at{host.name, one.path, of};
      add(type::pool, plain_pool_name(how, at));
      add(type::pool, secure_pool_name(how, at));
      add(type::pool_group, secure_pool_name(how, at));
    }
    add(type::http_policy, path_policy_name(how, of.ns, host.name));
    if (!host.certificate)
      continue;
    add(type::virtual_service, child_name(how, host.name));
    add(type::certificate, child_name(how, host.name));
    add(type::certificate, other_certificate_name(how, host.name));
    add(type::certificate, authority_name(how, host.name));
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> wished_ingress::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& host : hosts)
    for (const auto& one : host.paths)
      out.emplace_back((host.certificate ? "https://" : "http://") + host.name + one.path,
                       one.backend + ", " + std::to_string(one.servers.size()) + " members"
                         + (one.exact ? ", this path alone" : ""));
  return out;
}

std::vector<std::pair<std::string, std::string>> standing_ingress::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& one : hosts)
    out.emplace_back(one.name, one.virtual_service + " (" + one.uuid + ")");
  out.emplace_back("VIP", listed(addresses));
  return out;
}

std::set<object_name> shared_objects(const std::string& virtual_service) {
  std::set<object_name> out;
  for (const auto of :
       {type::vsvip, type::virtual_service, type::pool_group, type::data_script, type::http_policy})
    out.insert({std::string{of}, virtual_service});
  return out;
}

std::string digest_of(const wished_ingress& wish) {
  std::string all;
  const auto append = [&](std::string_view field) { all.append(field).append(1, '\0'); };
  append(wish.of.ns);
  append(wish.of.name);
  append(std::to_string(wish.created.time_since_epoch().count()));
  for (const auto& host : wish.hosts) {
    append(host.name);
    if (const auto* held = host.certificate.get())
      for (const auto* part : {&held->certificate, &held->key, &held->other_certificate,
                               &held->other_key, &held->authority})
        append(*part);
    for (const auto& one : host.paths) {
      append(one.path);
      append(one.exact ? "exact" : "");
      append(one.backend);
      for (const auto& server : one.servers) {
        append(server.address);
        append(std::to_string(server.port));
        append(server.enabled ? "" : "off");
        append(server.node);
      }
      append("/");
    }
    append("//");
  }
  return to_hex(sha256(all));
}

} // namespace weft::avi
