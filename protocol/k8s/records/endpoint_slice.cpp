#include "protocol/k8s/records/endpoint_slice.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/raw_reading.hpp"

#include <utility>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

bool truth_in(od::value from, bool otherwise) {
  return from.type() == od::json_type::null ? otherwise : bool{from.get_bool()};
}

endpoint endpoint_in(od::value from) {
  endpoint out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "addresses")
      each_raw_item(held, [&](od::value one) {
        if (out.address.empty())
          out.address = raw_text(one);
      });
    else if (name == "nodeName")
      out.node = raw_text(held);
    else if (name == "conditions")
      each_raw_member(held, [&](std::string_view condition, od::value truth) {
        if (condition == "ready")
          out.ready = truth_in(truth, true);
        else if (condition == "terminating")
          out.terminating = truth_in(truth, false);
      });
  });
  return out;
}

slice_port port_in_slice(od::value from) {
  slice_port out;
  each_raw_member(from, [&](std::string_view name, od::value held) {
    if (name == "name")
      out.name = raw_text(held);
    else if (name == "protocol")
      out.protocol = raw_text(held);
    else if (name == "port" && held.type() != od::json_type::null)
      out.number = held.get_int64();
  });
  return out;
}

} // namespace

result<void> read_endpoint_slice(raw_field& from, projection& into) {
  const bool known = from.name == "addressType" || from.name == "endpoints" || from.name == "ports";
  if (!known)
    return {};
  auto facts = into.body ? as<endpoint_slice_record>(into.body) : endpoint_slice_record{};
  if (from.name == "addressType")
    facts.address_type = raw_text(from.value);
  else if (from.name == "endpoints")
    each_raw_item(from.value, [&](od::value one) {
      if (auto read = endpoint_in(one); !read.address.empty())
        facts.endpoints.push_back(std::move(read));
    });
  else
    each_raw_item(from.value, [&](od::value one) { facts.ports.push_back(port_in_slice(one)); });
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::k8s
