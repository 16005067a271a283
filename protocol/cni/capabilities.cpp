#include "protocol/cni/capabilities.hpp"

#include <algorithm>

namespace weft::cni {

json::value capabilities_of(const element& what) {
  json::value out;
  if (!what.ips.empty())
    out.set("ips", json::array(what.ips.begin(), what.ips.end()));
  if (!what.mac.empty() && what.from == source::npwg)
    out.set("mac", what.mac);
  if (!what.guid.empty())
    out.set("infinibandGUID", what.guid);
  if (!what.port_mappings.is_null())
    out.set("portMappings", what.port_mappings);
  if (!what.bandwidth.is_null())
    out.set("bandwidth", what.bandwidth);
  return out;
}

std::string unclaimed(const json::value& given, const network_plan& by) {
  if (const auto* members = given.as_object())
    for (const auto& [name, held] : *members)
      if (std::ranges::none_of(by.plugins, [&, &wanted = name](const planned_plugin& one) {
            return one.capabilities.contains(wanted);
          }))
        return name;
  return {};
}

json::value runtime_config(const json::value& given, const planned_plugin& to) {
  json::value out;
  if (const auto* members = given.as_object())
    for (const auto& [name, held] : *members)
      if (to.capabilities.contains(name))
        out.set(name, held);
  return out;
}

} // namespace weft::cni
