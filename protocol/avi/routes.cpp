#include "protocol/avi/routes.hpp"

#include "protocol/avi/names.hpp"
#include "protocol/avi/next_hop.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/records/node.hpp"

#include <algorithm>
#include <optional>

namespace weft::avi {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view{}
                            : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The entries between commas, without blanks around them and without empty ones.
std::vector<std::string> entries_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto entry = trimmed(text.substr(0, comma)); !entry.empty())
      out.emplace_back(entry);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

/// The CIDRs of a node as they are written, or what is wrong with where they are written.
struct cidr_list {
  std::vector<std::string> all;
  bool v4_only = false;
  std::string trouble;
};

cidr_list of_ovn(const k8s::projection& node) {
  cidr_list out;
  const auto* text = k8s::find(node.meta.annotations, annotation::ovn);
  if (!text)
    return out;
  const auto read = json::parse(*text);
  const auto* held = read ? read->find("default") : nullptr;
  if (const auto* one = held ? held->as_string() : nullptr)
    out.all.push_back(*one);
  const auto* several = held ? held->as_array() : nullptr;
  for (const auto& one : several ? *several : json::array{})
    out.all.emplace_back(one.text_or(""));
  if (!held || (!held->is_string() && !several))
    out.trouble = "annotation " + std::string{annotation::ovn} + " names no default subnet";
  return out;
}

cidr_list of_node(const k8s::projection& node) {
  cidr_list out;
  if (const auto* text = k8s::find(node.meta.annotations, annotation::pod_cidrs))
    out.all = entries_of(*text);
  out.v4_only = !out.all.empty();
  if (out.all.empty() && node.body)
    out.all = as<k8s::node_record>(node.body).pod_cidrs;
  return out;
}

cidr_list cidrs_of(const settings& how, const k8s::projection& node,
                   const std::vector<const cidr_source*>& sources) {
  if (how.cni_plugin == "ovn-kubernetes")
    return of_ovn(node);
  if (source_kind(how).empty())
    return of_node(node);
  cidr_list out;
  for (const auto* one : sources)
    out.all.insert(out.all.end(), one->cidrs.begin(), one->cidrs.end());
  return out;
}

node_reading without_routes(std::string_view why, std::string message, bool warns) {
  return {{}, std::string{why}, std::move(message), warns};
}

/// Turns the CIDRs into routes, each by the next hop of its family. @see avi.md 4.2
node_reading route(const settings& how, const site& at, const cidr_list& listed,
                   const next_hops& by) {
  node_reading out;
  out.reason = by.trouble.empty() ? "" : reason::bad_address;
  out.message = by.trouble;
  out.warns = !by.trouble.empty();
  for (std::size_t i = 0; i < listed.all.size(); ++i) {
    const auto read = read_network(listed.all[i]);
    if (!read || (listed.v4_only && read->v6))
      return without_routes(reason::bad_pod_cidr,
                            quoted(listed.all[i]) + " is no "
                              + (listed.v4_only ? "IPv4 CIDR" : "CIDR")
                              + "; the node has no routes",
                            true);
    if (!serves(how, at, read->v6))
      continue;
    const auto& hop = read->v6 ? by.v6 : by.v4;
    if (!hop.empty()) {
      out.routes.push_back({*read, hop, i});
      continue;
    }
    out.reason = reason::no_address;
    out.message = to_string(*read) + " has no route: the node has no address of its family";
    out.warns = true;
  }
  return out;
}

} // namespace

std::vector<std::pair<std::string, std::string>> wished_node::tell() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& one : routes)
    out.emplace_back("route to " + to_string(one.network), "by " + one.next_hop);
  return out;
}

std::string_view source_kind(const settings& how) {
  return how.cni_plugin == "calico"      ? block_affinity_kind
         : how.cni_plugin == "openshift" ? host_subnet_kind
         : how.cni_plugin == "cilium"    ? cilium_node_kind
                                         : std::string_view{};
}

bool serves(const settings& how, const site& at, bool v6) {
  switch (how.families) {
  case family_policy::v4:
    return !v6;
  case family_policy::v6:
    return v6;
  case family_policy::both:
    return true;
  default:
    return !v6 || at.cloud_type == "CLOUD_VCENTER" || at.cloud_type == "CLOUD_NONE"
           || at.cloud_type == "CLOUD_NSXT";
  }
}

node_reading read_routes(const settings& how, const site& at, const k8s::projection& node,
                         const std::vector<const cidr_source*>& sources) {
  const auto listed = cidrs_of(how, node, sources);
  if (!listed.trouble.empty())
    return without_routes(reason::bad_pod_cidr, listed.trouble, true);
  if (listed.all.empty())
    return without_routes(reason::pending, "no Pod CIDR is known of the node", false);
  const auto by = find_next_hops(how, node);
  if (by.v4.empty() && by.v6.empty())
    return without_routes(reason::no_address, "the node has no InternalIP", true);
  return route(how, at, listed, by);
}

} // namespace weft::avi
