#include "adapters/settings/aci_kinds.hpp"

#include "adapters/aci/apic_address.hpp"
#include "adapters/settings/kinds.hpp"
#include "protocol/aci/names.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace weft::config {

namespace {

std::vector<std::string> split(std::string_view given, char at) {
  std::vector<std::string> out;
  std::istringstream parts{std::string{given}};
  for (std::string part; std::getline(parts, part, at);)
    out.push_back(part);
  return out;
}

template <class Items, class Write>
std::string join(const Items& all, Write write) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ",") + write(one);
  return out;
}

/// Reads each item of a list with `one`, which says no by giving nothing.
template <class Item, class Read>
std::optional<std::vector<Item>> read_each(std::string_view given, Read one) {
  std::vector<Item> out;
  for (const auto& part : split(given, ',')) {
    auto item = one(part);
    if (!item)
      return std::nullopt;
    out.push_back(*std::move(item));
  }
  return out;
}

bool is_any_or_name(const std::string& text) {
  return text == "*" || aci::is_name(text);
}

std::optional<aci::grant> read_grant(const std::string& text) {
  const auto middle = text.find('=');
  if (middle == text.npos)
    return std::nullopt;
  aci::grant out;
  out.ns = text.substr(0, middle);
  const auto names = split(std::string_view{text}.substr(middle + 1), '/');
  if ((out.ns != "*" && !name{}.read(out.ns)) || names.size() != 3
      || !std::ranges::all_of(names, is_any_or_name))
    return std::nullopt;
  out.tenant = names[0];
  out.l3out = names[1];
  out.epg = names[2];
  return out;
}

} // namespace

std::string apic_addresses::allowed() const {
  return "a list of hosts, such as apic1.example.com or https://10.0.0.1:443";
}

std::optional<std::vector<std::string>> apic_addresses::read(std::string_view given) const {
  return read_each<std::string>(given, [](const std::string& one) {
    return aci::read_apic_address(one) ? std::optional{one} : std::nullopt;
  });
}

std::string apic_addresses::show(const std::vector<std::string>& value) const {
  return join(value, [](const std::string& one) { return one; });
}

std::string mark_id::allowed() const {
  return "at most 63 letters, digits, dots, hyphens and underscores, or empty";
}

std::optional<std::string> mark_id::read(std::string_view given) const {
  if (!given.empty() && !aci::is_cluster_id(given))
    return std::nullopt;
  return std::string{given};
}

std::string annotation_key::allowed() const {
  return "a qualified name, such as weft.dev/aci";
}

std::optional<std::string> annotation_key::read(std::string_view given) const {
  const auto is_sound = [](std::string_view part, std::size_t most, std::string_view also) {
    const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0; };
    return !part.empty() && part.size() <= most && is_word(part.front()) && is_word(part.back())
           && std::ranges::all_of(part, [&](unsigned char c) {
                return is_word(c) || also.find(static_cast<char>(c)) != also.npos;
              });
  };
  const auto slash = given.find('/');
  const bool good = slash != given.npos && is_sound(given.substr(0, slash), 253, "-.")
                    && is_sound(given.substr(slash + 1), 63, "-._");
  return good ? std::optional{std::string{given}} : std::nullopt;
}

std::string l3outs::allowed() const {
  return "a list of tenant/l3out";
}

std::optional<std::vector<aci::l3out_name>> l3outs::read(std::string_view given) const {
  return read_each<aci::l3out_name>(
    given, [](const std::string& one) -> std::optional<aci::l3out_name> {
      const auto parts = split(one, '/');
      if (parts.size() != 2 || !std::ranges::all_of(parts, aci::is_name))
        return std::nullopt;
      return aci::l3out_name{parts[0], parts[1]};
    });
}

std::string l3outs::show(const std::vector<aci::l3out_name>& value) const {
  return join(value, [](const auto& one) { return aci::to_string(one); });
}

std::string address_ranges::allowed() const {
  return "a list of prefixes, such as 10.244.0.0/16 or fd00::/64";
}

std::optional<std::vector<aci::prefix>> address_ranges::read(std::string_view given) const {
  return read_each<aci::prefix>(given, [](const std::string& one) -> std::optional<aci::prefix> {
    const auto got = aci::read_prefix(one);
    return got ? std::optional{*got} : std::nullopt;
  });
}

std::string address_ranges::show(const std::vector<aci::prefix>& value) const {
  return join(value, [](const auto& one) { return aci::to_string(one); });
}

std::string grants::allowed() const {
  return "a list of namespace=tenant/l3out/epg, in which * stands for any";
}

std::optional<std::vector<aci::grant>> grants::read(std::string_view given) const {
  return read_each<aci::grant>(given, read_grant);
}

std::string grants::show(const std::vector<aci::grant>& value) const {
  return join(value, [](const aci::grant& one) {
    return one.ns + "=" + one.tenant + "/" + one.l3out + "/" + one.epg;
  });
}

} // namespace weft::config
