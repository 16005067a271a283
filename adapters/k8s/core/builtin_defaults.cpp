#include "adapters/k8s/core/writing.hpp"
#include "protocol/base64.hpp"

namespace weft::k8s::server {

namespace {

void otherwise(json::value& object, std::string_view name, json::value what) {
  if (!object.find(name))
    object.set(name, std::move(what));
}

void fill_in_secret(json::value& object) {
  otherwise(object, "type", "Opaque");
  const auto* plain = object.find("stringData");
  if (!plain || !plain->as_object())
    return;
  const auto members = *plain->as_object();
  object.erase("stringData");
  for (const auto& [name, held] : members)
    object["data"].set(name, encode_base64(held.text_or("")));
}

void fill_in_service(json::value& object) {
  auto& spec = object["spec"];
  otherwise(spec, "type", "ClusterIP");
  otherwise(spec, "sessionAffinity", "None");
  if (auto* ports = spec.find("ports"); ports && ports->as_array())
    for (auto& port : *ports->as_array()) {
      otherwise(port, "protocol", "TCP");
      if (const auto* number = port.find("port"))
        otherwise(port, "targetPort", *number);
    }
  otherwise(object, "status", json::value::of({{"loadBalancer", json::object{}}}));
}

void fill_in_namespace(json::value& object) {
  auto& meta = object["metadata"];
  const auto name = meta.find("name") ? *meta.find("name") : json::value{};
  meta["labels"].set("kubernetes.io/metadata.name", name);
  object.set("spec", json::value::of({{"finalizers", json::value::list({"kubernetes"})}}));
  object.set("status", json::value::of({{"phase", "Active"}}));
}

} // namespace

void fill_in_builtin(const resource& what, json::value& object) {
  if (what.custom)
    return;
  if (what.kind == "Namespace")
    fill_in_namespace(object);
  else if (what.kind == "Secret")
    fill_in_secret(object);
  else if (what.kind == "Service")
    fill_in_service(object);
  else if (what.kind == "Pod")
    otherwise(object, "status", json::value::of({{"phase", "Pending"}}));
  else if (what.kind == "Deployment" || what.kind == "ReplicaSet")
    otherwise(object["spec"], "replicas", 1);
}

} // namespace weft::k8s::server
