#include "protocol/k8s/records/node.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

std::vector<std::string> pod_cidrs_in(od::value spec) {
  std::string first;
  std::vector<std::string> all;
  each_raw_member(spec, [&](std::string_view name, od::value held) {
    if (name == "podCIDR")
      first = raw_text(held);
    else if (name == "podCIDRs")
      each_raw_item(held, [&](od::value one) { all.emplace_back(raw_text(one)); });
  });
  if (all.empty() && !first.empty())
    all.push_back(std::move(first));
  return all;
}

std::vector<std::string> internal_addresses_in(od::value status) {
  std::vector<std::string> out;
  each_raw_member(status, [&](std::string_view member, od::value held) {
    if (member != "addresses")
      return;
    each_raw_item(held, [&](od::value one) {
      std::string type;
      std::string address;
      each_raw_member(one, [&](std::string_view name, od::value text) {
        if (name == "type")
          type = raw_text(text);
        else if (name == "address")
          address = raw_text(text);
      });
      if (type == "InternalIP" && !address.empty())
        out.push_back(std::move(address));
    });
  });
  return out;
}

} // namespace

result<void> read_node(raw_field& from, projection& into) {
  const bool spec = from.name == "spec";
  if (!spec && from.name != "status")
    return {};
  auto facts = into.body ? as<node_record>(into.body) : node_record{};
  if (spec)
    facts.pod_cidrs = pod_cidrs_in(from.value);
  else
    facts.addresses = internal_addresses_in(from.value);
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::k8s
