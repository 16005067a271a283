#include "adapters/cni/sim/plugins.hpp"

#include "protocol/cni/address.hpp"
#include "protocol/cni/cni_result.hpp"

#include <algorithm>

namespace weft::cni::sim {

namespace {

constexpr int internal = 999;
constexpr const char* versions = R"({"cniVersion":"1.0.0","supportedVersions":)"
                                 R"(["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0"]})";
constexpr const char* modern_versions
  = R"({"cniVersion":"1.1.0","supportedVersions":)"
    R"(["0.1.0","0.2.0","0.3.0","0.3.1","0.4.0","1.0.0","1.1.0"]})";

std::string told(const invocation& what, std::string_view variable) {
  const auto* found = find(what, variable);
  return found ? *found : std::string{};
}

reservation whose(const invocation& what) {
  return {told(what, "CNI_CONTAINERID"), told(what, "CNI_IFNAME")};
}

/// The MAC that is wanted, of the configuration's or of CNI_ARGS.
std::string wanted_mac(const invocation& what, const json::value& config) {
  if (const auto mac = config.text_at({"runtimeConfig", "mac"}); !mac.empty())
    return std::string{mac};
  const auto args = ";" + told(what, "CNI_ARGS") + ";";
  const auto found = args.find(";MAC=");
  return found == std::string::npos ? std::string{}
                                    : args.substr(found + 5, args.find(';', found + 5) - found - 5);
}

std::string wanted_address(const json::value& config) {
  const auto* ips = config.find_path({"runtimeConfig", "ips"});
  const auto* list = ips ? ips->as_array() : nullptr;
  return list && !list->empty() ? std::string{without_length(list->front().text_or(""))}
                                : std::string{};
}

bool makes_interfaces(std::string_view type) {
  return type == "bridge" || type == "macvlan";
}

json::value interface_of(std::string_view name, std::string_view mac, std::string_view sandbox) {
  auto out = json::value::of({{"name", name}, {"mac", mac}});
  if (!sandbox.empty())
    out.set("sandbox", sandbox);
  return out;
}

std::string name_taken(std::string_view type, const std::string& name) {
  return type == "bridge" ? "container veth name provided (" + name + ") already exists"
                          : "failed to rename macvlan to \"" + name + "\": file exists";
}

} // namespace

execution plugin_failure(int code, const std::string& message) {
  execution out;
  out.status = 1;
  out.output = json::write(json::value::of({{"code", code}, {"msg", message}}));
  return out;
}

execution plugin_success(const std::string& output) {
  execution out;
  out.output = output;
  return out;
}

std::optional<execution> plugins::begin(const invocation& what) {
  const auto config = json::parse(what.input);
  if (what.what != verb::add || !config || !makes_interfaces(what.type))
    return std::nullopt;
  const auto path = told(what, "CNI_NETNS");
  const auto name = told(what, "CNI_IFNAME");
  const auto seen = kernel_.look(path);
  if (seen.stands != netns_view::standing::open)
    return plugin_failure(internal, "failed to open netns \"" + path + "\": unknown FS magic");
  if (find(seen.interfaces, name))
    return plugin_failure(internal, name_taken(what.type, name));
  const auto mac = wanted_mac(what, *config);
  if (what.type == "bridge")
    kernel_.add_veth(path, name, mac, std::string{config->text_at({"bridge"}, "cni0")});
  else if (!kernel_.add_macvlan(path, name, mac, std::string{config->text_at({"master"}, "eth0")}))
    return plugin_failure(internal, "failed to lookup master: Link not found");
  return std::nullopt;
}

execution plugins::finish(const invocation& what) {
  if (what.what == verb::version)
    return plugin_success(modern ? modern_versions : versions);
  const auto config = json::parse(what.input);
  if (!config)
    return plugin_failure(6,
                          "error converting the raw bytes of the config: " + config.error().what);
  switch (what.what) {
  case verb::add:
    return add(what, *config);
  case verb::del:
    return remove(what, *config);
  case verb::check:
    return check(what, *config);
  case verb::gc:
    if (modern)
      return collect(what, *config);
    break;
  case verb::status:
    if (modern)
      return plugin_success({});
    break;
  case verb::version:
    break;
  }
  return plugin_failure(4, "unknown CNI_COMMAND: " + std::string{to_string(what.what)});
}

execution plugins::add(const invocation& what, const json::value& config) {
  const auto version = std::string{config.text_at({"cniVersion"}, "0.1.0")};
  if (!makes_interfaces(what.type) && what.type != "host-local") {
    const auto* before = config.find("prevResult");
    return plugin_success(
      json::write(before ? *before : json::value::of({{"cniVersion", version}})));
  }
  std::vector<std::string> addresses;
  const auto* ipam = config.find("ipam");
  if (ipam && !ipam->text_at({"type"}).empty()) {
    auto given = pools_.reserve(std::string{config.text_at({"name"})}, *ipam, whose(what),
                                wanted_address(config));
    if (!given && what.type == "macvlan")
      kernel_.remove(told(what, "CNI_NETNS"), told(what, "CNI_IFNAME")); // bridge leaves its own
    if (!given)
      return plugin_failure(internal, "failed to allocate for range 0: " + given.error().what);
    addresses.push_back(*std::move(given));
  }
  const auto path = told(what, "CNI_NETNS");
  const auto name = told(what, "CNI_IFNAME");
  kernel_.set_up(path, name, addresses);
  const auto seen = kernel_.look(path);
  const auto* inner = find(seen.interfaces, name);
  if (makes_interfaces(what.type) && !inner)
    return plugin_failure(internal, "failed to find interface " + name + " again");

  json::value interfaces = json::array{};
  if (what.type == "bridge") {
    const auto bridge = config.text_at({"bridge"}, "cni0");
    const auto outer = "veth" + std::to_string(inner->index);
    for (const auto& one : {std::string{bridge}, outer})
      if (const auto* shown = find(kernel_.host(), one))
        interfaces.push_back(interface_of(one, shown->mac, ""));
  }
  if (inner)
    interfaces.push_back(interface_of(name, inner->mac, path));
  json::value ips = json::array{};
  for (const auto& address : addresses) {
    auto one = json::value::of({{"address", address}});
    if (inner)
      one.set("interface", static_cast<std::int64_t>(interfaces.as_array()->size()) - 1);
    ips.push_back(std::move(one));
  }
  const auto whole = json::value::of({{"cniVersion", "1.0.0"},
                                      {"interfaces", std::move(interfaces)},
                                      {"ips", std::move(ips)},
                                      {"dns", json::object{}}});
  return plugin_success(json::write(convert(whole, version)));
}

execution plugins::remove(const invocation& what, const json::value& config) {
  const auto network = std::string{config.text_at({"name"})};
  if (what.type == "macvlan"
      && !find(kernel_.host(), std::string{config.text_at({"master"}, "eth0")}))
    return plugin_failure(internal, "Link not found");
  if (makes_interfaces(what.type) || what.type == "host-local")
    pools_.release(network, whose(what));
  const auto path = told(what, "CNI_NETNS");
  if (!makes_interfaces(what.type) || path.empty())
    return plugin_success({});
  const auto stands = kernel_.look(path).stands;
  if (stands == netns_view::standing::no_netns)
    return plugin_failure(internal, "failed to open netns \"" + path + "\": unknown FS magic");
  kernel_.remove(path, told(what, "CNI_IFNAME"));
  return plugin_success({});
}

execution plugins::collect(const invocation& what, const json::value& config) {
  const auto* told = config.find("cni.dev/valid-attachments");
  const auto* list = told ? told->as_array() : nullptr;
  if (!list)
    return plugin_failure(7, "no valid attachments are named");
  std::vector<reservation> valid;
  for (const auto& one : *list)
    valid.push_back(
      {std::string{one.text_at({"containerID"})}, std::string{one.text_at({"ifname"})}});
  if (makes_interfaces(what.type))
    pools_.keep(std::string{config.text_at({"name"})}, valid);
  return plugin_success({});
}

execution plugins::check(const invocation& what, const json::value& config) const {
  if (config.text_at({"cniVersion"}) < std::string_view{"0.4.0"})
    return plugin_failure(1, "config version does not allow CHECK");
  const auto seen = kernel_.look(told(what, "CNI_NETNS"));
  if (makes_interfaces(what.type) && !find(seen.interfaces, told(what, "CNI_IFNAME")))
    return plugin_failure(internal,
                          "Container interface " + told(what, "CNI_IFNAME") + " not found");
  return plugin_success({});
}

} // namespace weft::cni::sim
