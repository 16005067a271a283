#include "adapters/k8s/core/builtin.hpp"

namespace weft::k8s::server {

namespace {

/// A list that merges by the keys of its items; further lists below them in `inside`.
json::value list_by(std::initializer_list<const char*> keys, json::object inside = {}) {
  json::array names;
  for (const auto* key : keys)
    names.emplace_back(key);
  json::value item = json::value::of({{"type", "object"},
                                      {"properties", std::move(inside)},
                                      {"x-kubernetes-preserve-unknown-fields", true}});
  return json::value::of({{"type", "array"},
                          {"x-kubernetes-list-type", "map"},
                          {"x-kubernetes-list-map-keys", std::move(names)},
                          {"items", std::move(item)}});
}

json::value set_list() {
  return json::value::of({{"type", "array"},
                          {"x-kubernetes-list-type", "set"},
                          {"items", json::value::of({{"type", "string"}})}});
}

json::value open_object(json::object properties) {
  return json::value::of({{"type", "object"},
                          {"properties", std::move(properties)},
                          {"x-kubernetes-preserve-unknown-fields", true}});
}

json::value atomic_object() {
  return json::value::of({{"type", "object"},
                          {"x-kubernetes-map-type", "atomic"},
                          {"x-kubernetes-preserve-unknown-fields", true}});
}

/// `protocol` is part of the key and is TCP when left out.
json::object tcp() {
  return {{"protocol", json::value::of({{"type", "string"}, {"default", "TCP"}})}};
}

json::value meta() {
  return open_object({{"finalizers", set_list()}, {"ownerReferences", list_by({"uid"})}});
}

json::value containers() {
  return list_by({"name"}, {{"env", list_by({"name"})},
                            {"ports", list_by({"containerPort", "protocol"}, tcp())},
                            {"volumeMounts", list_by({"mountPath"})}});
}

json::value pod_spec() {
  return open_object({{"containers", containers()},
                      {"initContainers", containers()},
                      {"volumes", list_by({"name"})},
                      {"imagePullSecrets", list_by({"name"})},
                      {"hostAliases", list_by({"ip"})},
                      {"nodeSelector", atomic_object()}});
}

json::value workload_spec() {
  return open_object({{"selector", atomic_object()},
                      {"template", open_object({{"metadata", meta()}, {"spec", pod_spec()}})}});
}

json::value service_spec() {
  return open_object(
    {{"ports", list_by({"port", "protocol"}, tcp())}, {"selector", atomic_object()}});
}

/// The top-level members of a kind: `open` ones are not looked into.
struct members {
  std::string_view open;
  json::object shaped;
};

members members_of(const resource& of) {
  const auto status = open_object({{"conditions", list_by({"type"})}});
  if (of.kind == "ConfigMap")
    return {"data binaryData immutable", {}};
  if (of.kind == "Secret")
    return {"data stringData immutable type", {}};
  if (of.kind == "ServiceAccount")
    return {"automountServiceAccountToken",
            {{"secrets", list_by({"name"})}, {"imagePullSecrets", list_by({"name"})}}};
  if (of.group == "events.k8s.io")
    return {"regarding related note type reason action eventTime series reportingController "
            "reportingInstance deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp "
            "deprecatedCount",
            {}};
  if (of.kind == "Event")
    return {"involvedObject related message type reason action eventTime series "
            "reportingComponent reportingInstance source firstTimestamp lastTimestamp count",
            {}};
  if (of.kind == "EndpointSlice")
    return {"addressType endpoints ports", {}};
  if (of.kind == "Pod")
    return {"", {{"spec", pod_spec()}, {"status", status}}};
  if (of.kind == "Service")
    return {"", {{"spec", service_spec()}, {"status", status}}};
  if (of.kind == "Deployment" || of.kind == "ReplicaSet")
    return {"", {{"spec", workload_spec()}, {"status", status}}};
  if (of.kind == "Node")
    return {"",
            {{"spec", open_object({{"taints", json::value::of({{"type", "array"}})}})},
             {"status",
              open_object({{"conditions", list_by({"type"})}, {"addresses", list_by({"type"})}})}}};
  return {"spec", {{"status", status}}};
}

} // namespace

std::shared_ptr<const schema> builtin_shape(const resource& of) {
  auto [open, shaped] = members_of(of);
  while (!open.empty()) {
    const auto name = open.substr(0, open.find(' '));
    shaped.emplace_back(std::string{name},
                        json::value::of({{"x-kubernetes-preserve-unknown-fields", true}}));
    open.remove_prefix(std::min(open.size(), name.size() + 1));
  }
  shaped.emplace_back("metadata", meta());
  shaped.emplace_back("apiVersion", json::value::of({{"type", "string"}}));
  shaped.emplace_back("kind", json::value::of({{"type", "string"}}));
  const json::value text = json::value::of({{"type", "object"}, {"properties", std::move(shaped)}});
  return std::make_shared<const schema>(*read_schema(text, "builtin"));
}

} // namespace weft::k8s::server
