#include "protocol/cni/cni_result.hpp"

#include "protocol/cni/address.hpp"
#include "protocol/cni/versions.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>

namespace weft::cni {

namespace {

constexpr std::array<std::string_view, 2> families{"ip4", "ip6"};

const json::array& items(const json::value* list) {
  static const json::array none;
  const auto* found = list ? list->as_array() : nullptr;
  return found ? *found : none;
}

void read_routes(const json::value* list, told_result& into) {
  for (const auto& one : items(list))
    if (const auto gateway = one.text_at({"gw"});
        !gateway.empty() && is_everything(one.text_at({"dst"})))
      into.default_gateways.emplace_back(gateway);
}

/// `ip4` and `ip6` of 0.1.0 and 0.2.0.
void read_by_family(const json::value& what, told_result& into) {
  for (const auto family : families) {
    const auto* held = what.find(family);
    if (!held)
      continue;
    if (const auto ip = held->text_at({"ip"}); !ip.empty())
      into.ips.push_back({std::string{ip}, std::nullopt});
    const auto before = into.default_gateways.size();
    read_routes(held->find("routes"), into);
    if (const auto gateway = held->text_at({"gateway"});
        into.default_gateways.size() == before && !gateway.empty())
      for (const auto& route : items(held->find("routes")))
        if (is_everything(route.text_at({"dst"})))
          into.default_gateways.emplace_back(gateway);
  }
}

void read_interfaces(const json::value& what, told_result& into) {
  for (const auto& one : items(what.find("interfaces")))
    into.interfaces.push_back({std::string{one.text_at({"name"})},
                               std::string{one.text_at({"mac"})},
                               std::string{one.text_at({"sandbox"})}, one.int_at({"mtu"}, 0)});
  for (const auto& one : items(what.find("ips"))) {
    told_address next{std::string{one.text_at({"address"})}, std::nullopt};
    const auto* held = one.find("interface");
    if (const auto place = held ? held->as_int() : std::nullopt; place && *place >= 0)
      next.interface = static_cast<std::size_t>(*place);
    into.ips.push_back(std::move(next));
  }
}

/// How a version says its addresses.
enum class shape { by_family, with_version, plain };

shape shape_of(std::string_view version) {
  return !is_at_least(version, "0.3.0")   ? shape::by_family
         : !is_at_least(version, "1.0.0") ? shape::with_version
                                          : shape::plain;
}

bool is_v6(std::string_view address) {
  return address.find(':') != address.npos;
}

/// To the shape of 1.0.0.
void flatten(json::value& what) {
  json::array ips;
  json::array routes;
  for (const auto family : families) {
    const auto* held = what.find(family);
    if (!held)
      continue;
    auto one = json::value::of({{"address", held->text_at({"ip"})}});
    if (const auto gateway = held->text_at({"gateway"}); !gateway.empty())
      one.set("gateway", gateway);
    ips.push_back(std::move(one));
    for (const auto& route : items(held->find("routes")))
      routes.push_back(route);
    what.erase(family);
  }
  if (!ips.empty())
    what.set("ips", std::move(ips));
  if (!routes.empty())
    what.set("routes", std::move(routes));
}

void number_families(json::value& what) {
  if (auto* list = what.find("ips"); list && list->is_array())
    for (auto& one : *list->as_array())
      one.set("version", is_v6(one.text_at({"address"})) ? "6" : "4");
}

void drop_families(json::value& what) {
  if (auto* list = what.find("ips"); list && list->is_array())
    for (auto& one : *list->as_array())
      one.erase("version");
}

/// From the shape of 1.0.0; what it has no room for is left out.
void fold(json::value& what) {
  for (const auto family : families) {
    const bool v6 = family == families.back();
    const auto& ips = items(what.find("ips"));
    const auto first = std::ranges::find_if(
      ips, [&](const json::value& one) { return is_v6(one.text_at({"address"})) == v6; });
    if (first == ips.end())
      continue;
    auto held = json::value::of({{"ip", first->text_at({"address"})}});
    if (const auto gateway = first->text_at({"gateway"}); !gateway.empty())
      held.set("gateway", gateway);
    json::array routes;
    for (const auto& route : items(what.find("routes")))
      if (is_v6(route.text_at({"dst"})) == v6)
        routes.push_back(route);
    if (!routes.empty())
      held.set("routes", std::move(routes));
    what.set(family, std::move(held));
  }
  for (const auto* name : {"interfaces", "ips", "routes"})
    what.erase(name);
}

fault unreadable(std::string what) {
  return {errc::malformed, std::move(what), "plugin output", {}};
}

} // namespace

const told_interface* told_result::inner() const {
  const auto found
    = std::ranges::find_if(interfaces, [](const auto& one) { return !one.sandbox.empty(); });
  return found == interfaces.end() ? nullptr : &*found;
}

std::vector<std::string> told_result::inner_addresses() const {
  const auto* within = inner();
  const auto is_within = [&](const std::optional<std::size_t>& interface) {
    return within ? interface && *interface < interfaces.size() && &interfaces[*interface] == within
                  : !interface;
  };
  std::vector<std::string> out;
  for (const auto& one : ips)
    if (is_within(one.interface) && !one.address.empty())
      out.push_back(one.address);
  return out;
}

told_result read_result(const json::value& what) {
  told_result out;
  read_by_family(what, out);
  read_interfaces(what, out);
  read_routes(what.find("routes"), out);
  if (const auto* dns = what.find("dns"); dns && dns->is_object())
    out.dns = *dns;
  return out;
}

result<json::value> read_output(std::string_view printed, std::string_view version) {
  json::value empty;
  empty.set("cniVersion", version);
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = printed.find_first_not_of(blanks);
  if (first == printed.npos)
    return empty;
  auto read = json::parse(printed.substr(first, printed.find_last_not_of(blanks) - first + 1));
  if (!read)
    return unreadable(read.error().what);
  if (read->is_null())
    return empty;
  if (!read->is_object())
    return unreadable("it is no JSON object");
  const auto own = read->text_at({"cniVersion"});
  if (own.empty())
    read->set("cniVersion", version);
  else if (!is_known_version(own))
    return unreadable("it is of version " + printable(own, 40) + ", which nobody knows");
  return convert(*read, version);
}

json::value convert(const json::value& what, std::string_view version) {
  const auto own = what.text_at({"cniVersion"});
  auto out = what;
  out.set("cniVersion", version);
  if (!is_known_version(own))
    return out;
  const auto from = shape_of(own);
  const auto to = shape_of(version);
  if (from == to)
    return out;
  if (from == shape::by_family)
    flatten(out);
  if (from == shape::with_version)
    drop_families(out);
  if (to == shape::with_version)
    number_families(out);
  if (to == shape::by_family)
    fold(out);
  return out;
}

} // namespace weft::cni
