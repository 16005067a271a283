#include "protocol/avi/spec.hpp"

#include "protocol/avi/routes.hpp"
#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::avi {

namespace {

namespace od = simdjson::ondemand;

template <class Change>
result<void> amend(k8s::projection& into, Change change) {
  auto facts = into.body ? as<cidr_source>(into.body) : cidr_source{};
  change(facts);
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace

result<void> read_block_affinity(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return {};
  return amend(into, [&](cidr_source& facts) {
    k8s::each_raw_member(from.value, [&](std::string_view name, od::value held) {
      if (name == "node")
        facts.node = k8s::raw_text(held);
      else if (name == "cidr")
        facts.cidrs.emplace_back(k8s::raw_text(held));
    });
  });
}

result<void> read_host_subnet(k8s::raw_field& from, k8s::projection& into) {
  if (from.name == "host")
    return amend(into, [&](cidr_source& facts) { facts.node = k8s::raw_text(from.value); });
  if (from.name == "subnet")
    return amend(into,
                 [&](cidr_source& facts) { facts.cidrs.emplace_back(k8s::raw_text(from.value)); });
  return {};
}

result<void> read_cilium_node(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return {};
  return amend(into, [&](cidr_source& facts) {
    k8s::each_raw_member(from.value, [&](std::string_view member, od::value ipam) {
      if (member == "ipam")
        k8s::each_raw_member(ipam, [&](std::string_view name, od::value held) {
          if (name == "podCIDRs")
            k8s::each_raw_item(
              held, [&](od::value one) { facts.cidrs.emplace_back(k8s::raw_text(one)); });
        });
    });
  });
}

} // namespace weft::avi
