#include "protocol/avi/helm.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/helm_rows.hpp"
#include "protocol/avi/lenient.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/suggestion.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace weft::avi {

namespace {

constexpr std::string_view credentials = "avicredentials";
constexpr std::size_t most_node_networks = 5;

std::string path_of(std::string_view section, std::string_view key) {
  return std::string{section}.append(section.empty() ? "" : ".").append(key);
}

/// Follows "A.B" from `values`.
const json::value* within(const json::value& values, std::string_view section) {
  const auto* at = &values;
  while (at && !section.empty()) {
    const auto dot = std::min(section.find('.'), section.size());
    at = at->find(section.substr(0, dot));
    section.remove_prefix(std::min(dot + 1, section.size()));
  }
  return at;
}

class translator {
public:
  void take(const helm_row& row, const json::value& from, const std::string& called) {
    if (from.is_null())
      return;
    if (row.take) {
      if (!row.take(out_, from))
        warn(called + (row.section == credentials ? std::string{} : " is " + shown(from))
             + " and does not count; allowed: " + std::string{row.allowed});
      return;
    }
    const bool quiet = row.remark.starts_with('%') && !truth(from).value_or(true);
    if (!row.remark.empty() && !quiet)
      warn(called + " " + std::string{row.remark.substr(row.remark.starts_with('%') ? 1 : 0)});
  }

  void warn(std::string text) { out_.warnings.push_back(std::move(text)); }

  translation finish() {
    if (out_.controller.empty())
      out_.controller = out_.old_controller;
    if (out_.how.default_domain.empty())
      out_.how.default_domain = out_.balancer_domain;
    fill_subnet();
    return std::move(static_cast<translation&>(out_));
  }

private:
  static std::string shown(const json::value& from) {
    constexpr std::size_t most = 60;
    auto text = json::write(from);
    return text.size() > most ? text.substr(0, most) + "..." : text;
  }

  /// The one subnet of releases before 1.4 is that of the first network.
  void fill_subnet() {
    auto& networks = out_.how.vip_networks;
    if (networks.empty() && !out_.network.empty())
      networks.push_back({out_.network, {}, {}, {}});
    if (networks.empty() || out_.subnet_address.empty() || out_.subnet_length.empty())
      return;
    auto& first = networks.front();
    const auto cidr = out_.subnet_address + "/" + out_.subnet_length;
    if (first.cidr.empty() && first.v6cidr.empty())
      (is_v6(out_.subnet_address) ? first.v6cidr : first.cidr) = cidr;
  }

  draft out_;
};

/// All words that may stand below `section`.
std::vector<std::string_view> words_below(std::string_view section) {
  std::set<std::string_view> all;
  for (const auto& row : helm_rows()) {
    const auto path = section.empty() ? row.section : row.section.substr(0, section.size());
    const bool nested = !section.empty() && path == section && row.section.size() > section.size()
                        && row.section[section.size()] == '.';
    if (row.section == section)
      all.insert(row.key);
    else if (section.empty())
      all.insert(row.section.substr(0, row.section.find('.')));
    else if (nested)
      all.insert(row.section.substr(section.size() + 1));
  }
  return {all.begin(), all.end()};
}

bool is_section(std::string_view path) {
  return std::ranges::any_of(helm_rows(), [&](const helm_row& row) {
    return row.section == path
           || (row.section.starts_with(path) && row.section.size() > path.size()
               && row.section[path.size()] == '.');
  });
}

void name_unknown(const json::value& values, const std::string& section, translator& into) {
  const auto* members = values.as_object();
  if (!members) {
    if (!values.is_null())
      into.warn(section + " is no section and does not count");
    return;
  }
  const auto known = words_below(section);
  for (const auto& [key, held] : *members) {
    const auto path = path_of(section, key);
    if (std::ranges::find(known, key) == known.end())
      into.warn(path + " is unknown and does not count" + suggestion(key, known));
    else if (is_section(path))
      name_unknown(held, path, into);
  }
}

/// Reads a flat list of entries, each row by the name that `name_of` gives it.
template <class NameOf>
void read_flat(const json::value& entries, translator& into, NameOf name_of) {
  for (const auto& row : helm_rows())
    if (const std::string_view name = name_of(row); !name.empty())
      if (const auto* held = entries.find(name))
        into.take(row, *held, std::string{name});
}

bool is_network(std::string_view text) {
  return text.empty() || read_network(text);
}

} // namespace

translation translate_values(const json::value& values) {
  translator out;
  name_unknown(values, {}, out);
  for (const auto& row : helm_rows())
    if (const auto* section = within(values, row.section))
      if (const auto* held = section->find(row.key))
        out.take(row, *held, path_of(row.section, row.key));
  return out.finish();
}

translation translate_map(const json::value& entries) {
  translator out;
  read_flat(entries, out, [](const helm_row& row) { return row.entry; });
  std::vector<std::string_view> known;
  for (const auto& row : helm_rows())
    if (!row.entry.empty())
      known.push_back(row.entry);
  if (const auto* members = entries.as_object())
    for (const auto& [name, held] : *members)
      if (std::ranges::find(known, name) == known.end())
        out.warn(name + " is unknown and does not count" + suggestion(name, known));
  return out.finish();
}

translation translate_environment(const json::value& variables) {
  translator out;
  read_flat(variables, out, [](const helm_row& row) { return row.variable; });
  return out.finish();
}

std::string fault_in(const settings& how) {
  if (how.cluster_name.empty())
    return "the cluster has no name; each needs one of its own";
  if (!is_cluster_name(how.cluster_name))
    return "the cluster's name \"" + how.cluster_name
           + "\" holds more than letters, digits, - and _";
  if (!how.primary && how.instance.empty())
    return "an instance that is not the primary one needs a name of its own";
  if (how.node_networks.size() > most_node_networks)
    return "there are more than five node networks";
  if (!how.bgp_peer_labels.empty() && !how.advertise)
    return "BGP peer labels need VIPs to be advertised";
  for (const auto& one : how.vip_networks)
    if (!is_network(one.cidr) || !is_network(one.v6cidr))
      return "the VIP network \"" + one.name + one.uuid + "\" has a subnet that is none";
  for (const auto& one : how.node_networks)
    if (!std::ranges::all_of(one.cidrs, is_network))
      return "the node network \"" + one.name + one.uuid + "\" has a subnet that is none";
  return {};
}

} // namespace weft::avi
