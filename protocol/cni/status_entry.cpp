#include "protocol/cni/status_entry.hpp"

#include "protocol/cni/address.hpp"
#include "protocol/cni/cni_result.hpp"

namespace weft::cni {

namespace {

json::value texts(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

} // namespace

std::optional<json::array> read_status(std::string_view annotation) {
  const auto read = json::parse(annotation);
  const auto* entries = read ? read->as_array() : nullptr;
  return entries ? std::optional{*entries} : std::nullopt;
}

std::vector<claimed_attachment> read_claims(const json::array& entries) {
  std::vector<claimed_attachment> out;
  for (const auto& one : entries) {
    if (!one.is_object())
      continue;
    const auto* flag = one.find("default");
    out.push_back({read_reference(one.text_at({"name"})), std::string{one.text_at({"interface"})},
                   canonical_mac(one.text_at({"mac"})),
                   flag && flag->as_bool() && *flag->as_bool()});
  }
  return out;
}

json::value status_entry(const attachment_record& attachment,
                         const std::vector<interface_view>& seen) {
  const auto told = read_result(attachment.result);
  const auto* inner = told.inner();
  const auto name = inner && !inner->name.empty() ? inner->name : attachment.interface;
  const auto* real = find(seen, name);
  auto out = json::value::of({{"name", attachment.network}, {"interface", name}});
  std::vector<std::string> bare;
  for (const auto& one : told.inner_addresses())
    bare.emplace_back(without_length(one));
  if (!bare.empty())
    out.set("ips", texts(bare));
  if (inner && !inner->mac.empty())
    out.set("mac", inner->mac);
  else if (real && !real->mac.empty())
    out.set("mac", real->mac);
  if (inner && inner->mtu > 0)
    out.set("mtu", inner->mtu);
  out.set("dns", told.dns.is_null() ? json::value{json::object{}} : told.dns);
  if (!told.default_gateways.empty())
    out.set("gateway", texts(told.default_gateways));
  return out;
}

json::value merge_status(const json::array* held, const std::set<std::string>& our_interfaces,
                         const json::array& ours) {
  if (!held && ours.empty())
    return nullptr;
  json::array out;
  if (held)
    for (const auto& one : *held) {
      const auto* flag = one.find("default");
      const bool is_default = flag && flag->as_bool() && *flag->as_bool();
      if (is_default || !our_interfaces.contains(std::string{one.text_at({"interface"})}))
        out.push_back(one);
    }
  out.insert(out.end(), ours.begin(), ours.end());
  return out;
}

} // namespace weft::cni
