#include "protocol/k8s/records/service.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

/// A number, or a text: both are legal for a target port.
std::string number_or_text(od::value from) {
  return from.type() == od::json_type::number ? std::to_string(std::int64_t{from.get_int64()})
                                              : std::string{raw_text(from)};
}

service_port port_in(od::value from) {
  service_port out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "name")
      out.name = raw_text(held);
    else if (name == "protocol")
      out.protocol = raw_text(held);
    else if (name == "port")
      out.number = held.get_int64();
    else if (name == "targetPort")
      out.target = number_or_text(held);
    else if (name == "nodePort")
      out.node_port = held.get_int64();
  });
  return out;
}

void read_spec(od::value from, service_record& into) {
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "type")
      into.type = raw_text(held);
    else if (name == "selector")
      each_raw_member(held, [&](std::string_view key, od::value value) {
        into.selector.emplace_back(key, raw_text(value));
      });
    else if (name == "ports")
      each_raw_item(held, [&](od::value one) { into.ports.push_back(port_in(one)); });
    else if (name == "loadBalancerClass")
      into.balancer_class = raw_text(held);
    else if (name == "loadBalancerIP")
      into.requested_address = raw_text(held);
    else if (name == "ipFamilies")
      each_raw_item(held, [&](od::value one) { into.families.emplace_back(raw_text(one)); });
    else if (name == "externalTrafficPolicy")
      into.local_only = raw_text(held) == "Local";
  });
}

void read_ingress(od::value from, service_record& into) {
  each_raw_item(from, [&](od::value one) {
    balancer_ingress out;
    each_raw_member(one, [&](std::string_view name, od::value held) {
      if (name == "ip")
        out.address = raw_text(held);
      else if (name == "hostname")
        out.host = raw_text(held);
    });
    into.ingress.push_back(std::move(out));
  });
}

void read_status(od::value from, service_record& into) {
  each_raw_member(from, [&](std::string_view member, od::value balancer) {
    if (member == "loadBalancer")
      each_raw_member(balancer, [&](std::string_view name, od::value held) {
        if (name == "ingress")
          read_ingress(held, into);
      });
  });
}

} // namespace

result<void> read_service(raw_field& from, projection& into) {
  const bool spec = from.name == "spec";
  if (!spec && from.name != "status")
    return {};
  auto facts = into.body ? as<service_record>(into.body) : service_record{};
  spec ? read_spec(from.value, facts) : read_status(from.value, facts);
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::k8s
