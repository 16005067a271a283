#include "protocol/cni/spec.hpp"

#include "protocol/k8s/raw_field.hpp"

#include <simdjson.h>

#include <string_view>

namespace weft::cni {

namespace {

namespace od = simdjson::ondemand;

/// The text; empty for whatever else it is.
std::string_view text(od::value from) {
  return from.type() == od::json_type::string ? std::string_view{from.get_string()}
                                              : std::string_view{};
}

/// Calls `each(name, value)` for the members of an object; null has none.
template <class Each>
void each_member(od::value from, Each each) {
  if (from.type() == od::json_type::null)
    return;
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    each(name, field.value().value());
  }
}

/// Adds to what is known of the object already: spec and status come one after the other.
template <class Facts, class Change>
void amend(k8s::projection& object, Change change) {
  Facts facts = object.body ? as<Facts>(object.body) : Facts{};
  change(facts);
  object.body = take_snapshot(std::move(facts));
}

} // namespace

result<void> read_pod(k8s::raw_field& from, k8s::projection& into) {
  if (from.name == "spec")
    amend<pod_facts>(into, [&](pod_facts& facts) {
      each_member(from.value, [&](std::string_view name, od::value held) {
        if (name == "nodeName")
          facts.node = text(held);
        else if (name == "hostNetwork")
          facts.host_network = held.type() == od::json_type::boolean && bool{held.get_bool()};
      });
    });
  else if (from.name == "status")
    amend<pod_facts>(into, [&](pod_facts& facts) {
      each_member(from.value, [&](std::string_view name, od::value held) {
        if (name == "phase")
          facts.phase = text(held);
      });
    });
  return {};
}

result<void> read_network(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return {};
  network_facts facts;
  each_member(from.value, [&](std::string_view name, od::value held) {
    if (name == "config")
      facts.config = text(held);
    else if (name == "plugin")
      facts.plugin = text(held);
  });
  into.body = take_snapshot(std::move(facts));
  return {};
}

} // namespace weft::cni
