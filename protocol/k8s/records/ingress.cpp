#include "protocol/k8s/records/ingress.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

void read_port(od::value from, ingress_path& into) {
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "name")
      into.port_name = raw_text(held);
    else if (name == "number")
      into.number = held.get_int64();
  });
}

void read_backend(od::value from, ingress_path& into) {
  each_raw_member(from, [&](std::string_view kind, od::value backend) {
    if (kind == "service")
      each_raw_member(backend, [&](std::string_view name, od::value held) {
        if (name == "name")
          into.service = raw_text(held);
        else if (name == "port")
          read_port(held, into);
      });
  });
}

ingress_path path_in(od::value from) {
  ingress_path out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "path")
      out.path = raw_text(held);
    else if (name == "pathType")
      out.type = raw_text(held);
    else if (name == "backend")
      read_backend(held, out);
  });
  return out;
}

ingress_rule rule_in(od::value from) {
  ingress_rule out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "host")
      out.host = raw_text(held);
    else if (name == "http")
      each_raw_member(held, [&](std::string_view member, od::value paths) {
        if (member == "paths")
          each_raw_item(paths, [&](od::value one) { out.paths.push_back(path_in(one)); });
      });
  });
  return out;
}

ingress_tls tls_in(od::value from) {
  ingress_tls out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "secretName")
      out.secret = raw_text(held);
    else if (name == "hosts")
      each_raw_item(held, [&](od::value one) { out.hosts.emplace_back(raw_text(one)); });
  });
  return out;
}

} // namespace

result<void> read_ingress(raw_field& from, projection& into) {
  if (from.name != "spec")
    return {};
  ingress_record facts;
  each_raw_member(from.value, [&](std::string_view name, od::value held) {
    if (name == "ingressClassName")
      facts.class_name = raw_text(held);
    else if (name == "rules")
      each_raw_item(held, [&](od::value one) { facts.rules.push_back(rule_in(one)); });
    else if (name == "tls")
      each_raw_item(held, [&](od::value one) { facts.tls.push_back(tls_in(one)); });
  });
  into.body = take_snapshot(std::move(facts));
  return {};
}

result<void> read_ingress_class(raw_field& from, projection& into) {
  if (from.name != "spec")
    return {};
  ingress_class_record facts;
  each_raw_member(from.value, [&](std::string_view name, od::value held) {
    if (name == "controller")
      facts.controller = raw_text(held);
  });
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::k8s
