#include "protocol/cni/annotation_text.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

constexpr std::string_view key = annotation::kaloom;
constexpr std::string_view home = "default"; ///< where Kaloom's networks are

/// Why an element is not attached, whatever its network is; empty: it may be.
std::string refusal_of(const element& what) {
  if (!is_subdomain(what.network.name))
    return "no network can have the name " + shown(what.network.name);
  if (!is_label(what.network.ns))
    return "no namespace can have the name " + shown(what.network.ns);
  if (!what.mac.empty() && !is_interface_mac(what.mac))
    return "ifMac " + shown(what.mac) + " is no MAC that an interface can have" + mac_rule;
  return {};
}

element element_of(element_members& from, bool own_namespace) {
  element out;
  out.from = source::kaloom;
  out.network = {std::string{home}, from.text("name")};
  if (out.network.name.empty())
    from.complain("name", "is missing");
  const auto ns = from.text("namespace");
  if (own_namespace && !ns.empty())
    out.network.ns = ns;
  out.mac = from.text("ifMac");
  out.left_alone = from.truth("isPrimary");
  out.left_alone = from.truth("podagentSkip") || out.left_alone;
  out.refusal = refusal_of(out);
  out.mac = canonical_mac(out.mac);
  return out;
}

} // namespace

result<std::vector<element>> read_kaloom_annotation(std::string_view value, bool own_namespace,
                                                    const annotation_limits& limits) {
  if (value.size() > limits.bytes)
    return annotation_fault(key, "is longer than " + std::to_string(limits.bytes) + " bytes");
  std::vector<element> out;
  if (trimmed(value).empty())
    return out;
  const auto objects = read_objects(key, value, limits);
  if (!objects)
    return objects.error();
  std::size_t number = 0;
  for (const auto& one : *objects) {
    element_members members{one};
    auto next = element_of(members, own_namespace);
    ++number;
    if (!members.trouble().empty())
      return element_fault(key, number, next.network.name, members.trouble());
    const auto same = std::ranges::find(out, next.network, &element::network);
    if (same != out.end())
      *same = std::move(next);
    else
      out.push_back(std::move(next));
  }
  return out;
}

} // namespace weft::cni
