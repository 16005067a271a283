#include "protocol/cni/annotation_text.hpp"
#include "protocol/cni/npwg_values.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view key = annotation::npwg;
constexpr std::string_view interface_rule
  = " (1 to 15 bytes, without a blank, \"/\" or \":\", and neither \".\" nor \"..\")";

/// Why an element is not attached, whatever its network is; empty: it may be.
std::string refusal_of(const network_reference& network) {
  if (!is_subdomain(network.name))
    return "no network can have the name " + shown(network.name);
  if (!is_label(network.ns))
    return "no namespace can have the name " + shown(network.ns);
  return {};
}

void read_names(element_members& from, std::string_view pod_namespace, element& into) {
  into.network = {from.text("namespace"), from.text("name")};
  if (into.network.name.empty())
    from.complain("name", "is missing");
  if (into.network.ns.empty())
    into.network.ns = pod_namespace;
  into.interface = from.text("interface");
  if (!into.interface.empty() && !is_interface_name(into.interface))
    from.complain("interface", "is no name of an interface: " + shown(into.interface)
                                 + std::string{interface_rule});
}

void read_hardware(element_members& from, element& into) {
  const auto mac = from.text("mac");
  if (!mac.empty() && !is_interface_mac(mac))
    from.complain("mac", "is no MAC that an interface can have: " + shown(mac) + mac_rule);
  into.mac = canonical_mac(mac);
  into.guid = from.text("infiniband-guid");
  if (!into.guid.empty() && !is_guid(into.guid))
    from.complain("infiniband-guid",
                  "is no GUID: " + shown(into.guid) + " (8 bytes, as in c2:11:22:33:44:55:66:77)");
}

element element_of(element_members& from, std::string_view pod_namespace) {
  element out;
  read_names(from, pod_namespace, out);
  read_hardware(from, out);
  read_addresses(from, out);
  read_traffic(from, out);
  if (const auto* args = from.object("cni-args"))
    out.cni_args = *args;
  out.ipam_claim = from.text("ipam-claim-reference");
  if (!out.ipam_claim.empty() && !out.ips.empty())
    from.complain("ipam-claim-reference", "stands beside ips");
  out.refusal = refusal_of(out.network);
  return out;
}

result<std::vector<element>> read_json(std::string_view value, std::string_view pod_namespace,
                                       const annotation_limits& limits) {
  const auto objects = read_objects(key, value, limits);
  if (!objects)
    return objects.error();
  std::vector<element> out;
  for (const auto& one : *objects) {
    element_members members{one};
    out.push_back(element_of(members, pod_namespace));
    if (!members.trouble().empty())
      return element_fault(key, out.size(), out.back().network.name, members.trouble());
  }
  if (std::ranges::count_if(out, [](const element& one) { return !one.default_route.empty(); }) > 1)
    return annotation_fault(key, "asks for more than one default-route");
  return out;
}

bool has_several(std::string_view text, char what) {
  return std::ranges::count(text, what) > 1;
}

/// `[<namespace>/]<name>[@<interface>]`; errc::malformed with what is wrong in it.
result<element> read_item(std::string_view item, std::string_view pod_namespace) {
  const auto wrong = [](std::string what) {
    return fault{errc::malformed, std::move(what), "", {}};
  };
  if (has_several(item, '/') || has_several(item, '@'))
    return wrong("it is not of the form namespace/name@interface");
  element out;
  const auto at = item.find('@');
  if (at != item.npos) {
    out.interface = item.substr(at + 1);
    if (!is_label(out.interface) || !is_interface_name(out.interface))
      return wrong("no interface can be called " + shown(out.interface)
                   + " (1 to 15 lower-case letters, digits and \"-\"; more only in the JSON form)");
  }
  const auto spelled = item.substr(0, at);
  out.network = read_reference(spelled);
  if (spelled.find('/') == spelled.npos)
    out.network.ns = pod_namespace;
  if (auto why = refusal_of(out.network); !why.empty())
    return wrong(std::move(why));
  return out;
}

result<std::vector<element>> read_list(std::string_view value, std::string_view pod_namespace,
                                       const annotation_limits& limits) {
  if (const auto count = static_cast<std::size_t>(std::ranges::count(value, ',')) + 1;
      count > limits.elements)
    return annotation_fault(key, "has " + std::to_string(count)
                                   + " elements; allowed: " + std::to_string(limits.elements));
  std::vector<element> out;
  for (std::size_t from = 0; from <= value.size();) {
    const auto comma = std::min(value.find(',', from), value.size());
    const auto text = trimmed(value.substr(from, comma - from));
    auto item = read_item(text, pod_namespace);
    if (!item)
      return element_fault(key, out.size() + 1, text, item.error().what);
    out.push_back(*std::move(item));
    from = comma + 1;
  }
  return out;
}

} // namespace

result<std::vector<element>> read_npwg_annotation(std::string_view value,
                                                  std::string_view pod_namespace,
                                                  const annotation_limits& limits) {
  if (value.size() > limits.bytes)
    return annotation_fault(key, "is longer than " + std::to_string(limits.bytes) + " bytes");
  const auto text = trimmed(value);
  if (text.empty())
    return std::vector<element>{};
  return text.front() == '[' ? read_json(value, pod_namespace, limits)
                             : read_list(text, pod_namespace, limits);
}

} // namespace weft::cni
