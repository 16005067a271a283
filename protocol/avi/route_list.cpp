#include "protocol/avi/route_list.hpp"

#include "protocol/avi/lenient.hpp"
#include "protocol/avi/names.hpp"

#include <algorithm>

namespace weft::avi {

std::string cluster_label(const json::value& of) {
  const auto* labels = of.find("labels");
  if (const auto* all = labels ? labels->as_array() : nullptr)
    for (const auto& one : *all)
      if (one.text_at({"key"}) == label_key)
        return std::string{one.text_at({"value"})};
  return {};
}

std::vector<found_route> read_route_list(const json::value& vrf) {
  std::vector<found_route> out;
  const auto* held = vrf.find("static_routes");
  const auto* all = held ? held->as_array() : nullptr;
  for (const auto& one : all ? *all : json::array{}) {
    found_route read;
    if (const auto* id = one.find("route_id"))
      read.id = plain_text(*id);
    read.cluster = cluster_label(one);
    read.network = read_prefix_value(one.find("prefix"));
    read.next_hop = read_address_value(one.find("next_hop")).value_or("");
    read.whole = one;
    out.push_back(std::move(read));
  }
  return out;
}

std::string whose(const found_route& one) {
  return one.cluster.empty() ? "route \"" + one.id + "\", which bears no mark"
                             : "route \"" + one.id + "\" of cluster " + one.cluster;
}

bool is_old_id(std::string_view id, std::string_view cluster) {
  if (!id.starts_with(cluster) || id.size() < cluster.size() + 2 || id[cluster.size()] != '-')
    return false;
  return std::ranges::all_of(id.substr(cluster.size() + 1),
                             [](char c) { return c >= '0' && c <= '9'; });
}

json::value new_route(std::string_view id, const prefix& network, std::string_view next_hop,
                      std::string_view cluster) {
  const auto label = json::value::of({{"key", label_key}, {"value", cluster}});
  return json::value::of({{"route_id", id},
                          {"prefix", prefix_value(network)},
                          {"next_hop", address_value(next_hop)},
                          {"labels", json::value::list({label})}});
}

} // namespace weft::avi
