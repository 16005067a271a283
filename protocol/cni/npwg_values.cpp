#include "protocol/cni/npwg_values.hpp"

#include "protocol/cni/address.hpp"

#include <algorithm>
#include <array>

namespace weft::cni {

namespace {

constexpr std::string_view port_mappings = "portMappings";
constexpr std::string_view bandwidth = "bandwidth";
constexpr std::int64_t most_port = 65535;
constexpr std::int64_t default_burst = 2147483647; ///< the plugin wants one

std::string lowered(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  return out;
}

std::optional<std::int64_t> port_of(const json::value& mapping, std::string_view name) {
  const auto* held = mapping.find(name);
  const auto port = held ? held->as_int() : std::nullopt;
  return port && *port >= 1 && *port <= most_port ? port : std::nullopt;
}

/// Null when it is none.
json::value mapping_of(const json::value& from) {
  constexpr std::array<std::string_view, 3> known{"tcp", "udp", "sctp"};
  const auto host = port_of(from, "hostPort");
  const auto container = port_of(from, "containerPort");
  const auto* spelled = from.find("protocol");
  const auto protocol
    = !spelled || spelled->is_null() ? "tcp" : lowered(spelled->text_or("none at all"));
  if (!host || !container || std::ranges::find(known, protocol) == known.end())
    return nullptr;
  return json::value::of(
    {{"hostPort", *host}, {"containerPort", *container}, {"protocol", protocol}});
}

void read_mappings(element_members& from, element& into) {
  const auto* all = from.list(port_mappings);
  if (!all)
    return;
  into.port_mappings = json::array{};
  for (const auto& one : *all) {
    auto mapping = mapping_of(one);
    if (mapping.is_null())
      return from.complain(port_mappings,
                           "holds what is no mapping of ports: " + shown(write(one)));
    into.port_mappings.push_back(std::move(mapping));
  }
  if (all->empty())
    into.port_mappings = nullptr;
}

/// One direction of a bandwidth.
void read_rate(const json::value& limits, std::string_view rate, std::string_view burst,
               element_members& from, json::value& into) {
  const auto* held_rate = limits.find(rate);
  const auto* held_burst = limits.find(burst);
  if (!held_rate) {
    if (held_burst)
      from.complain(bandwidth, "has a burst without its rate");
    return;
  }
  const auto wanted = held_rate->as_int();
  const auto most = held_burst ? held_burst->as_int() : default_burst;
  if (!wanted || *wanted <= 0 || !most || *most <= 0)
    return from.complain(bandwidth,
                         "has " + std::string{rate} + " or burst that is no number above zero");
  into.set(rate, *wanted);
  into.set(burst, *most);
}

} // namespace

bool is_guid(std::string_view text) {
  constexpr std::size_t length = 23;
  if (text.size() != length)
    return false;
  for (std::size_t i = 0; i < length; ++i)
    if (i % 3 == 2 ? text[i] != ':'
                   : std::string_view{"0123456789abcdefABCDEF"}.find(text[i]) == text.npos)
      return false;
  return true;
}

void read_addresses(element_members& from, element& into) {
  into.ips = from.texts("ips");
  for (const auto& one : into.ips)
    if (!read_address(one))
      from.complain("ips", "holds what is no address: " + shown(one));
  into.default_route = from.texts("default-route");
  for (const auto& one : into.default_route)
    if (const auto read = read_address(one); !read || read->length)
      from.complain("default-route", "holds what is no gateway: " + shown(one));
}

void read_traffic(element_members& from, element& into) {
  read_mappings(from, into);
  const auto* limits = from.object(bandwidth);
  if (!limits)
    return;
  into.bandwidth = json::object{};
  read_rate(*limits, "ingressRate", "ingressBurst", from, into.bandwidth);
  read_rate(*limits, "egressRate", "egressBurst", from, into.bandwidth);
  if (into.bandwidth.as_object()->empty())
    into.bandwidth = nullptr;
}

} // namespace weft::cni
