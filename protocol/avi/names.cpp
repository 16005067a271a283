#include "protocol/avi/names.hpp"

#include "protocol/sha1.hpp"

#include <algorithm>

namespace weft::avi {

namespace {

/// RFC 9562's name space of domain names, the root below which ours are derived.
constexpr std::array<std::uint8_t, 16> dns_space{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
         || c == '-';
}

std::string finished(const settings& how, std::string name) {
  return how.hashed_names ? name_prefix(how) + to_hex(sha1(name)) : name;
}

std::string stem(const settings& how, const service_name& of) {
  return name_prefix(how) + of.ns + "-" + of.name;
}

std::string target_of(const settings& how, std::string_view rest) {
  return std::string{domain_name}.append("/").append(how.name).append("/").append(rest);
}

std::array<std::uint8_t, 16> space_of(const settings& how) {
  auto all = std::string(dns_space.begin(), dns_space.end());
  const auto digest = sha1(all.append(how.cluster_name));
  std::array<std::uint8_t, 16> out{};
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

} // namespace

std::string to_string(const object_name& which) {
  return which.type + "/" + which.name;
}

bool is_cluster_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), plain);
}

std::string created_by(const settings& how) {
  auto out = "ako-" + how.cluster_name;
  return how.primary ? out : out.append("-").append(how.instance);
}

std::string name_prefix(const settings& how) {
  return how.cluster_name + "--";
}

std::string virtual_service_name(const settings& how, const service_name& of) {
  return finished(how, stem(how, of));
}

std::string pool_name(const settings& how, const service_name& of, std::string_view shared,
                      std::string_view protocol, std::int64_t port) {
  auto out = stem(how, of);
  if (!shared.empty())
    out.append("-").append(shared);
  return finished(how, out.append("-").append(protocol).append("-").append(std::to_string(port)));
}

std::string node_token(const settings& how, std::string_view node) {
  return uuid5(space_of(how), node);
}

std::string route_id(const settings& how, std::string_view token, std::size_t place) {
  return how.cluster_name + "-" + std::string{token} + "-" + std::to_string(place);
}

std::string routes_target(const settings& how) {
  return target_of(how, "routes");
}

std::string service_target(const settings& how, std::string_view virtual_service) {
  return target_of(how, "vs/").append(virtual_service);
}

std::string belongings_target(const settings& how) {
  return target_of(how, "belongings");
}

} // namespace weft::avi
