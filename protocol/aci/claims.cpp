#include "protocol/aci/claims.hpp"

#include "protocol/aci/prefix.hpp"
#include "protocol/aci/spec.hpp"
#include "protocol/k8s/records/service.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

constexpr std::size_t most_shown = 64;

bool of_family(const settings& how, const prefix& what) {
  return how.publish == families::both || what.v6 == (how.publish == families::ipv6);
}

bool in_ranges(const settings& how, const prefix& what) {
  return how.ranges.empty()
         || std::any_of(how.ranges.begin(), how.ranges.end(),
                        [&](const prefix& range) { return contains(range, what); });
}

addition add(const settings& how, const k8s::object_meta& from, timestamp started,
             const std::vector<std::string>& addresses) {
  addition out;
  const auto ignore = [&](bool warning, std::string why, const std::string& text) {
    out.ignored.push_back({warning, std::move(why), from.key, printable(text, most_shown)});
  };
  for (const auto& text : addresses) {
    const auto read = read_address(text);
    if (!read)
      ignore(true, read.error().what, text);
    else if (of_family(how, *read) && !in_ranges(how, *read))
      ignore(false, "is outside of the ranges that may be published", text);
    else if (of_family(how, *read))
      out.claims.push_back(
        {to_string(*read), {from.key, from.uid}, started, from.created, from.deleting.has_value()});
  }
  return out;
}

} // namespace

addition of_pod(const settings& how, const k8s::projection& pod) {
  if (!pod.body)
    return {};
  const auto& facts = as<pod_facts>(pod.body);
  if (facts.terminal || (facts.host_network && !how.host_network))
    return {};
  return add(how, pod.meta, facts.started, facts.addresses);
}

addition of_service(const settings& how, const k8s::projection& service) {
  if (!service.body || !as<k8s::service_record>(service.body).balancer())
    return {};
  std::vector<std::string> addresses;
  for (const auto& one : as<k8s::service_record>(service.body).ingress)
    if (!one.address.empty())
      addresses.push_back(one.address);
  return add(how, service.meta, {}, addresses);
}

bool serves(const k8s::projection& service, const k8s::string_pairs& labels) {
  if (!service.body)
    return false;
  const auto& facts = as<k8s::service_record>(service.body);
  const bool reached
    = std::any_of(facts.ingress.begin(), facts.ingress.end(),
                  [](const k8s::balancer_ingress& one) { return !one.address.empty(); });
  return facts.balancer() && reached && !facts.selector.empty()
         && std::all_of(facts.selector.begin(), facts.selector.end(), [&](const auto& wanted) {
              const auto* held = k8s::find(labels, wanted.first);
              return held && *held == wanted.second;
            });
}

} // namespace weft::aci
