#include "protocol/avi/hosts.hpp"

#include "protocol/avi/lenient.hpp"

#include <algorithm>

namespace weft::avi {

namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t shortened_namespace = 48;

bool is_label(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= longest_label && letter(text.front()) && plain(text.back())
         && std::ranges::all_of(text, [&](char c) { return plain(c) || c == '-'; });
}

/// With a letter in front where that makes it a label.
std::string mended(std::string text, char front) {
  const auto other = front + text;
  return !is_label(text) && is_label(other) ? other : text;
}

/// "web-shop", in 63 characters. @see avi.md 5.9
std::string flat_label(std::string service, std::string ns) {
  if (service.size() + ns.size() + 1 > longest_label) {
    if (ns.size() + 1 >= longest_label) {
      ns.resize(service.size() + 1 < longest_label ? longest_label - service.size() - 1
                                                   : shortened_namespace);
      while (ns.ends_with('-'))
        ns.pop_back();
    }
    service.resize(std::min(service.size(), longest_label - ns.size() - 1));
  }
  return mended(service + "-" + ns, 's');
}

} // namespace

std::string_view without_dot(std::string_view text) {
  return text.starts_with('.') ? text.substr(1) : text;
}

bool is_within(std::string_view name, std::string_view domain) {
  if (!name.ends_with(domain))
    return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

std::string chosen_domain(const settings& how, const std::vector<std::string>& domains) {
  std::vector<std::string> known;
  for (const auto& one : domains)
    if (auto bare = lower_case(without_dot(one)); !bare.empty())
      known.push_back(std::move(bare));
  if (known.empty())
    return {};
  std::ranges::sort(known);
  const auto wanted = lower_case(without_dot(how.default_domain));
  const bool fits = !wanted.empty() && std::ranges::any_of(known, [&](const std::string& one) {
    return is_within(wanted, one);
  });
  return fits ? wanted : known.front();
}

std::string made_host(const settings& how, const service_name& of, std::string_view domain) {
  if (domain.empty() || how.fqdn == fqdn_style::none)
    return {};
  const auto first = how.fqdn == fqdn_style::flat ? flat_label(of.name, of.ns)
                                                  : mended(of.name, 's') + "." + mended(of.ns, 'n');
  return first + "." + std::string{domain};
}

std::string host_of(const settings& how, const site& at, const wished_service& wish) {
  if (how.fqdn == fqdn_style::none)
    return {};
  return wish.host.empty() ? made_host(how, wish.of, chosen_domain(how, at.domains)) : wish.host;
}

} // namespace weft::avi
