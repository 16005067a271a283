#include "adapters/avi/sim/rules.hpp"

#include "adapters/avi/sim/vips.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <set>

namespace weft::avi::sim {

namespace {

constexpr std::size_t most_placement_networks = 5;
constexpr const char* sensitive = "<sensitive>";

const json::array& list_in(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* held = from.find(name);
  return held && held->as_array() ? *held->as_array() : none;
}

bool knows_labels(const std::string& spoken) {
  const auto read = wire::read_version_number(spoken);
  return !read || *read >= wire::first_with_labels;
}

objection introduced_later(std::string spoken) {
  std::replace(spoken.begin(), spoken.end(), '.', '_');
  return {400, "Incoming request (v" + spoken
                 + ") has field (labels) introduced in later versions(v20_1_1)."};
}

// -- routes --------------------------------------------------------------------------------------

std::optional<objection> check_route(const json::value& route) {
  const auto family = route.text_at({"prefix", "ip_addr", "type"});
  const auto* prefix = route.find("prefix");
  const auto mask = number_or(prefix ? prefix->find("mask") : nullptr, -1);
  if (route.text_at({"route_id"}).empty())
    return objection{400, "Field check for static_routes failed: route_id is required"};
  if ((family != "V4" && family != "V6") || route.text_at({"prefix", "ip_addr", "addr"}).empty()
      || mask < 0 || mask > (family == "V4" ? 32 : 128))
    return objection{400, "Field check for static_routes failed: prefix is not valid"};
  if (route.text_at({"next_hop", "type"}) != family)
    return objection{400, "Field check for static_routes failed: next_hop is of another family"};
  if (list_in(route, "labels").size() > 1)
    return objection{400, "Field check for static_routes failed: at most one label is allowed"};
  return std::nullopt;
}

std::optional<objection> check_routes(const json::value& vrf, const std::string& spoken) {
  std::set<std::string_view> ids;
  for (const auto& route : list_in(vrf, "static_routes")) {
    if (auto no = check_route(route))
      return no;
    if (!list_in(route, "labels").empty() && !knows_labels(spoken))
      return introduced_later(spoken);
    if (!ids.insert(route.text_at({"route_id"})).second)
      return objection{400, "Field check for static_routes failed: Unique constraints route_id has"
                            " duplicated value "
                              + std::string{route.text_at({"route_id"})}};
  }
  return std::nullopt;
}

// -- virtual services ----------------------------------------------------------------------------

object_ptr behind(const store& all, std::string_view reference) {
  const auto read = wire::read_reference(reference);
  return read ? all.find(read->type, read->uuid) : nullptr;
}

std::string profile_of(const store& all, const json::value& service, const json::value& of) {
  auto reference = service.text_at({"override_network_profile_ref"});
  if (reference.empty())
    reference = of.text_at({"network_profile_ref"});
  const auto held = behind(all, reference);
  return held ? held->name : std::string{};
}

std::string protocol_of(const std::string& profile) {
  for (const auto* name : {"UDP", "SCTP"})
    if (profile.find(name) != std::string::npos)
      return name;
  return "TCP";
}

using listeners = std::set<std::pair<std::string, std::int64_t>>; ///< protocol, port

/// Adds what a virtual service listens on. @returns the first port that is taken; zero: none is.
std::int64_t add_listeners(const store& all, const json::value& of, listeners& to) {
  for (const auto& one : list_in(of, "services")) {
    const auto first = number_or(one.find("port"), 0);
    const auto last = std::max(first, number_or(one.find("port_range_end"), first));
    const auto protocol = protocol_of(profile_of(all, one, of));
    for (auto port = first; port <= std::min<std::int64_t>(last, 65535); ++port)
      if (!to.emplace(protocol, port).second)
        return port;
  }
  return 0;
}

std::optional<objection> check_listeners(const store& all, const object& what) {
  listeners taken;
  if (const auto vip = behind(all, what.body.text_at({"vsvip_ref"})))
    for (const auto& other : all.referrers(vip->uuid))
      if (other->type == what.type && other->uuid != what.uuid)
        add_listeners(all, other->body, taken);
  if (const auto port = add_listeners(all, what.body, taken); port != 0)
    return objection{400, "Port " + std::to_string(port) + " is used twice with one VIP"};
  return std::nullopt;
}

std::optional<objection> check_service(const store& all, const object& what,
                                       const std::string& license_tier) {
  const bool small = license_tier == "BASIC" || license_tier == "ESSENTIALS";
  if (small && profile_of(all, {}, what.body) == "System-TCP-Proxy")
    return objection{400, "System-TCP-Proxy is not allowed in " + license_tier + " license tier"};
  const bool child = what.body.text_at({"type"}) == "VS_TYPE_VH_CHILD";
  const auto parent = behind(all, what.body.text_at({"vh_parent_vs_ref"}));
  if (child && (!parent || parent->body.text_at({"type"}) != "VS_TYPE_VH_PARENT"))
    return objection{400, "A virtual hosting child needs a virtual hosting parent"};
  return check_listeners(all, what);
}

// -- others --------------------------------------------------------------------------------------

std::optional<objection> settle_certificate(const object* before, json::value& body) {
  if (body.text_at({"key"}) == sensitive && before && before->body.find("key"))
    body.set("key", json::value{*before->body.find("key")});
  if (body.text_at({"certificate", "certificate"}).find("-----BEGIN") == std::string_view::npos)
    return objection{500, "Import error: the certificate has no common_name"};
  return std::nullopt;
}

} // namespace

std::optional<objection> settle(const store& all, const object* before, object& what,
                                const circumstances& under) {
  if (what.type == "vrfcontext")
    return check_routes(what.body, under.spoken);
  if (what.type == "serviceenginegroup" && !list_in(what.body, "labels").empty()
      && !knows_labels(under.spoken))
    return introduced_later(under.spoken);
  if (what.type == "vsvip")
    return settle_vips(all, before, what);
  if (what.type == "virtualservice")
    return check_service(all, what, under.license_tier);
  if (what.type == "sslkeyandcertificate")
    return settle_certificate(before, what.body);
  if (what.type == "pool"
      && list_in(what.body, "placement_networks").size() > most_placement_networks)
    return objection{400, "At most 5 placement_networks are allowed"};
  return std::nullopt;
}

void shape_for(const std::string& spoken, const object& what, json::value& body) {
  if (what.type == "sslkeyandcertificate" && body.find("key"))
    body.set("key", sensitive);
  if (knows_labels(spoken))
    return;
  if (what.type == "serviceenginegroup")
    body.erase("labels");
  auto* routes = what.type == "vrfcontext" ? body.find("static_routes") : nullptr;
  if (routes && routes->as_array())
    for (auto& one : *routes->as_array())
      one.erase("labels");
}

} // namespace weft::avi::sim
