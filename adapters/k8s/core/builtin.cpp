#include "adapters/k8s/core/builtin.hpp"

#include <sstream>

namespace weft::k8s::server {

namespace {

/// What is told of a built-in kind in one line.
struct row {
  std::string_view group;
  std::string_view plural;
  std::string_view kind;
  std::string_view short_names; ///< blank between two
  bool namespaced;
  bool has_status;
  bool has_generation;
  bool create_on_update;
  std::string_view categories;
  std::string_view fields; ///< selectable ones, blank between two
};

constexpr row rows[] = {
  {"", "configmaps", "ConfigMap", "cm", true, false, false, false, "", ""},
  {"", "events", "Event", "ev", true, false, false, true, "",
   "involvedObject.kind involvedObject.namespace involvedObject.name involvedObject.uid "
   "involvedObject.apiVersion involvedObject.resourceVersion involvedObject.fieldPath reason "
   "reportingComponent source type"},
  {"", "namespaces", "Namespace", "ns", false, true, false, false, "", "status.phase"},
  {"", "nodes", "Node", "no", false, true, false, false, "", "spec.unschedulable"},
  {"", "pods", "Pod", "po", true, true, true, false, "all",
   "spec.nodeName spec.restartPolicy spec.schedulerName spec.serviceAccountName spec.hostNetwork "
   "status.phase status.podIP status.nominatedNodeName"},
  {"", "secrets", "Secret", "", true, false, false, false, "", "type"},
  {"", "serviceaccounts", "ServiceAccount", "sa", true, false, false, false, "", ""},
  {"", "services", "Service", "svc", true, true, false, true, "all", "spec.clusterIP spec.type"},
  {"apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", "crd crds",
   false, true, true, false, "api-extensions", ""},
  {"apps", "deployments", "Deployment", "deploy", true, true, true, false, "all", ""},
  {"apps", "replicasets", "ReplicaSet", "rs", true, true, true, false, "all", "status.replicas"},
  {"coordination.k8s.io", "leases", "Lease", "", true, false, false, true, "", ""},
  {"discovery.k8s.io", "endpointslices", "EndpointSlice", "", true, false, true, false, "", ""},
  {"events.k8s.io", "events", "Event", "ev", true, false, false, true, "",
   "regarding.kind regarding.namespace regarding.name regarding.uid regarding.apiVersion "
   "regarding.resourceVersion regarding.fieldPath reason reportingController type"},
  {"networking.k8s.io", "ingressclasses", "IngressClass", "", false, false, true, false, "", ""},
  {"networking.k8s.io", "ingresses", "Ingress", "ing", true, true, true, false, "", ""},
};

std::vector<std::string> words(std::string_view text) {
  std::istringstream in{std::string{text}};
  std::vector<std::string> out;
  for (std::string one; in >> one;)
    out.push_back(one);
  return out;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

} // namespace

std::vector<resource_ptr> builtin_resources() {
  std::vector<resource_ptr> out;
  for (const auto& from : rows) {
    auto made = std::make_shared<resource>();
    made->group = from.group;
    made->plural = from.plural;
    made->kind = from.kind;
    made->singular = lower(from.kind);
    made->short_names = words(from.short_names);
    made->categories = words(from.categories);
    made->namespaced = from.namespaced;
    made->has_status = from.has_status;
    made->has_generation = from.has_generation;
    made->create_on_update = from.create_on_update;
    made->collection = from.plural == "events" ? "/events" : made->group + "/" + made->plural;
    served_version version;
    version.name = "v1";
    version.shape = builtin_shape(*made);
    version.columns = builtin_columns(*made);
    for (const auto& field : words(from.fields))
      version.fields.push_back({field, *json_path::compile("." + field)});
    made->versions.push_back(std::move(version));
    out.push_back(std::move(made));
  }
  return out;
}

} // namespace weft::k8s::server
