#include "protocol/aci/spec.hpp"

#include "protocol/aci/names.hpp"
#include "protocol/k8s/raw_field.hpp"

#include <simdjson.h>

#include <string_view>

namespace weft::aci {

namespace {

namespace od = simdjson::ondemand;

std::string_view text(od::value from) {
  return from.type() == od::json_type::null ? std::string_view{}
                                            : std::string_view{from.get_string()};
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

/// The same for those of one name.
template <class Each>
void each_member(od::value from, std::string_view wanted, Each each) {
  each_member(from, [&](std::string_view name, od::value held) {
    if (name == wanted)
      each(held);
  });
}

template <class Each>
void each_item(od::value from, Each each) {
  if (from.type() == od::json_type::null)
    return;
  for (auto item : from.get_array())
    each(item.value());
}

/// The member `wanted` of each object in an array, where it is there and not empty.
std::vector<std::string> texts(od::value from, std::string_view wanted) {
  std::vector<std::string> out;
  each_item(from, [&](od::value item) {
    each_member(item, wanted, [&](od::value held) {
      if (const auto found = text(held); !found.empty())
        out.emplace_back(found);
    });
  });
  return out;
}

k8s::string_pairs pairs(od::value from) {
  k8s::string_pairs out;
  each_member(from,
              [&](std::string_view name, od::value held) { out.emplace_back(name, text(held)); });
  return out;
}

/// Adds to what is known of the object already: spec and status come one after the other.
template <class Facts, class Change>
void amend(k8s::projection& object, Change change) {
  Facts facts = object.body ? as<Facts>(object.body) : Facts{};
  change(facts);
  object.body = take_snapshot(std::move(facts));
}

/// The server writes metadata before spec and status; while it has not been read, nothing is known
/// of it.
bool has_meta(const k8s::projection& object) {
  return !object.meta.uid.empty();
}

bool of_no_replica_set(const k8s::projection& pod) {
  const auto& by = pod.meta.controller;
  return has_meta(pod) && (!by || by->kind != replica_set_kind);
}

bool without_annotation(const k8s::projection& deployment) {
  return has_meta(deployment) && !k8s::find(deployment.meta.annotations, annotation::l3out);
}

k8s::string_pairs template_labels(od::value spec) {
  k8s::string_pairs out;
  each_member(spec, "template", [&](od::value pod) {
    each_member(pod, "metadata", [&](od::value meta) {
      each_member(meta, "labels", [&](od::value labels) { out = pairs(labels); });
    });
  });
  return out;
}

bool uses_host_network(od::value spec) {
  bool out = false;
  each_member(spec, "hostNetwork", [&](od::value held) { out = held.get_bool(); });
  return out;
}

void read_status(od::value from, k8s::projection& into) {
  std::string_view phase;
  std::string_view address;
  std::string_view started;
  std::vector<std::string> addresses;
  each_member(from, [&](std::string_view name, od::value held) {
    if (name == "phase")
      phase = text(held);
    else if (name == "podIP")
      address = text(held);
    else if (name == "podIPs")
      addresses = texts(held, "ip");
    else if (name == "startTime")
      started = text(held);
  });
  if (addresses.empty() && !address.empty())
    addresses.emplace_back(address);
  const bool terminal = phase == "Succeeded" || phase == "Failed";
  if (addresses.empty() && !terminal)
    return;
  amend<pod_facts>(into, [&](pod_facts& facts) {
    facts.addresses = std::move(addresses);
    facts.started = from_rfc3339(started);
    facts.terminal = terminal;
  });
}

} // namespace

result<void> read_deployment(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec" || without_annotation(into))
    return {};
  deployment_facts facts;
  facts.labels = template_labels(from.value);
  into.body = take_snapshot(std::move(facts));
  return {};
}

result<void> read_pod(k8s::raw_field& from, k8s::projection& into) {
  if (of_no_replica_set(into))
    return {};
  if (from.name == "spec" && uses_host_network(from.value))
    amend<pod_facts>(into, [](pod_facts& facts) { facts.host_network = true; });
  else if (from.name == "status")
    read_status(from.value, into);
  return {};
}

} // namespace weft::aci
