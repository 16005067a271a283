#include "adapters/settings/avi_kinds.hpp"

#include "adapters/avi/controller_address.hpp"
#include "protocol/avi/address.hpp"
#include "protocol/avi/lenient.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/wire/version.hpp"

#include <algorithm>
#include <sstream>

namespace weft::config {

namespace {

constexpr std::string_view uuid_mark = "uuid:";

std::vector<std::string> parts(std::string_view given, char at) {
  std::vector<std::string> out;
  std::istringstream all{std::string{given}};
  for (std::string one; std::getline(all, one, at);)
    out.push_back(one);
  return out;
}

template <class Items, class Write>
std::string between_commas(const Items& all, Write write) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ",") + write(one);
  return out;
}

/// A network by name or uuid, and its subnets.
std::optional<avi::node_network> read_subnets(const std::string& text) {
  avi::node_network out;
  const auto middle = std::min(text.find('='), text.size());
  out.name = text.substr(0, middle);
  if (out.name.starts_with(uuid_mark)) {
    out.uuid = out.name.substr(uuid_mark.size());
    out.name.clear();
  }
  if (out.name.empty() && out.uuid.empty())
    return std::nullopt;
  if (middle < text.size())
    out.cidrs = parts(std::string_view{text}.substr(middle + 1), '+');
  const bool good = std::ranges::all_of(
    out.cidrs, [](const std::string& one) { return avi::read_network(one).has_value(); });
  return good ? std::optional{std::move(out)} : std::nullopt;
}

std::string show_subnets(const std::string& name, const std::string& uuid,
                         const std::vector<std::string>& cidrs) {
  auto out = uuid.empty() ? name : std::string{uuid_mark} + uuid;
  char sign = '=';
  for (const auto& one : cidrs) {
    out.append(1, sign).append(one);
    sign = '+';
  }
  return out;
}

} // namespace

std::string controller_addresses::allowed() const {
  return "a list of hosts, such as avi.example.com or https://10.0.0.1:443";
}

std::optional<std::vector<std::string>> controller_addresses::read(std::string_view given) const {
  auto out = parts(given, ',');
  const bool good = std::ranges::all_of(
    out, [](const std::string& one) { return avi::read_controller_address(one).has_value(); });
  return good ? std::optional{std::move(out)} : std::nullopt;
}

std::string controller_addresses::show(const std::vector<std::string>& value) const {
  return between_commas(value, [](const std::string& one) { return one; });
}

std::string cluster_word::allowed() const {
  return "letters, digits, hyphens and underscores, or empty";
}

std::optional<std::string> cluster_word::read(std::string_view given) const {
  if (!given.empty() && !avi::is_cluster_name(given))
    return std::nullopt;
  return std::string{given};
}

std::string optional_version::allowed() const {
  return "a version such as 22.1.3, or empty";
}

std::optional<std::string> optional_version::read(std::string_view given) const {
  if (!given.empty() && !avi::wire::read_version_number(given))
    return std::nullopt;
  return std::string{given};
}

std::optional<std::string> small_text::read(std::string_view given) const {
  auto out = text::read(given);
  return out ? std::optional{avi::lower_case(*out)} : std::nullopt;
}

std::string texts::allowed() const {
  return "a list of texts";
}

std::optional<std::vector<std::string>> texts::read(std::string_view given) const {
  return parts(given, ',');
}

std::string texts::show(const std::vector<std::string>& value) const {
  return between_commas(value, [](const std::string& one) { return one; });
}

std::string label_choice::allowed() const {
  return "key=value of a label, or empty";
}

std::optional<avi::chosen_by> label_choice::read(std::string_view given) const {
  if (given.empty())
    return avi::chosen_by{};
  const auto middle = given.find('=');
  if (middle == given.npos || middle == 0)
    return std::nullopt;
  return avi::chosen_by{std::string{given.substr(0, middle)},
                        std::string{given.substr(middle + 1)}};
}

std::string label_choice::show(const avi::chosen_by& value) const {
  return value.key.empty() ? std::string{} : value.key + "=" + value.value;
}

std::string vip_networks::allowed() const {
  return "a list of networks, each a name or uuid:..., with = and a subnet behind, or one of each "
         "family with + between";
}

std::optional<std::vector<avi::vip_network>> vip_networks::read(std::string_view given) const {
  std::vector<avi::vip_network> out;
  for (const auto& text : parts(given, ',')) {
    const auto read = read_subnets(text);
    if (!read)
      return std::nullopt;
    avi::vip_network one{read->name, read->uuid, {}, {}};
    for (const auto& cidr : read->cidrs) {
      auto& place = cidr.find(':') == cidr.npos ? one.cidr : one.v6cidr;
      if (!place.empty())
        return std::nullopt;
      place = cidr;
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string vip_networks::show(const std::vector<avi::vip_network>& value) const {
  return between_commas(value, [](const avi::vip_network& one) {
    std::vector<std::string> cidrs{one.cidr, one.v6cidr};
    std::erase(cidrs, std::string{});
    return show_subnets(one.name, one.uuid, cidrs);
  });
}

std::string node_networks::allowed() const {
  return "a list of networks, each a name or uuid:..., with = and subnets behind, + between them";
}

std::optional<std::vector<avi::node_network>> node_networks::read(std::string_view given) const {
  std::vector<avi::node_network> out;
  for (const auto& text : parts(given, ',')) {
    auto one = read_subnets(text);
    if (!one)
      return std::nullopt;
    out.push_back(*std::move(one));
  }
  return out;
}

std::string node_networks::show(const std::vector<avi::node_network>& value) const {
  return between_commas(value, [](const avi::node_network& one) {
    return show_subnets(one.name, one.uuid, one.cidrs);
  });
}

} // namespace weft::config
