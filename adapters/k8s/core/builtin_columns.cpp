#include "adapters/k8s/core/builtin.hpp"

namespace weft::k8s::server {

namespace {

column shows(std::string name, std::string type, int priority, cell how) {
  return {std::move(name), std::move(type), "", "", priority, std::move(how)};
}

/// The text at a path, or `otherwise`.
cell text(std::string_view path, std::string otherwise = "<none>") {
  return [path = *json_path::compile(path), otherwise](const json::value& object) -> json::value {
    const auto found = path.find(object);
    if (found.empty() || found.front()->text_or("?").empty())
      return otherwise;
    return found.front()->is_string() ? *found.front() : json::value{json::write(*found.front())};
  };
}

cell number(std::string_view path) {
  return [path = *json_path::compile(path)](const json::value& object) -> json::value {
    const auto found = path.find(object);
    return found.empty() ? json::value{0} : *found.front();
  };
}

/// All values at a path, with commas between.
cell joined(std::string_view path) {
  return [path = *json_path::compile(path)](const json::value& object) -> json::value {
    std::string out;
    for (const auto* one : path.find(object))
      out += (out.empty() ? "" : ",")
             + (one->is_string() ? std::string{one->text_or("")} : json::write(*one));
    return out.empty() ? "<none>" : out;
  };
}

/// How many members or items the value at a path has.
cell count(std::string_view path) {
  return [path = *json_path::compile(path)](const json::value& object) -> json::value {
    const auto found = path.find(object);
    if (found.empty())
      return 0;
    const auto* members = found.front()->as_object();
    const auto* items = found.front()->as_array();
    return static_cast<std::int64_t>(members ? members->size() : items ? items->size() : 0);
  };
}

/// "a=b,c=d" of a map of strings.
cell pairs(std::string_view path) {
  return [path = *json_path::compile(path)](const json::value& object) -> json::value {
    std::string out;
    for (const auto* found : path.find(object))
      if (const auto* members = found->as_object())
        for (const auto& [name, held] : *members)
          out += (out.empty() ? "" : ",") + name + "=" + std::string{held.text_or("")};
    return out.empty() ? "<none>" : out;
  };
}

cell ratio(std::string_view part, std::string_view whole) {
  return [a = number(part), b = number(whole)](const json::value& object) -> json::value {
    return json::write(a(object)) + "/" + json::write(b(object));
  };
}

json::value service_ports(const json::value& object) {
  std::string out;
  const auto* all = object.find_path({"spec", "ports"});
  for (std::size_t i = 0; all && all->as_array() && i < all->as_array()->size(); ++i) {
    const auto& port = (*all->as_array())[i];
    out += (out.empty() ? "" : ",") + (port.find("port") ? json::write(*port.find("port")) : "")
           + "/" + std::string{port.text_at({"protocol"}, "TCP")};
  }
  return out.empty() ? "<none>" : out;
}

json::value pod_ready(const json::value& object) {
  const auto* all = object.find_path({"status", "containerStatuses"});
  std::size_t ready = 0;
  for (std::size_t i = 0; all && all->as_array() && i < all->as_array()->size(); ++i)
    if (const auto* one = (*all->as_array())[i].find("ready"); one && one->as_bool())
      ready += *one->as_bool() ? 1 : 0;
  return std::to_string(ready) + "/" + json::write(count(".spec.containers")(object));
}

json::value node_status(const json::value& object) {
  const auto ready
    = text(R"(.status.conditions[?(@.type=="Ready")].status)", "Unknown")(object).text_or("");
  return ready == "True" ? "Ready" : ready == "False" ? "NotReady" : "Unknown";
}

json::value event_object(const json::value& object) {
  const auto* about = object.find("involvedObject");
  about = about ? about : object.find("regarding");
  if (!about)
    return "<none>";
  auto kind = std::string{about->text_at({"kind"})};
  for (auto& c : kind)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return kind + "/" + std::string{about->text_at({"name"})};
}

/// The first of several members that is there and not null.
cell first_of(std::vector<std::string> names) {
  return [names = std::move(names)](const json::value& object) -> json::value {
    for (const auto& name : names)
      if (const auto* held = object.find(name); held && !held->is_null())
        return *held;
    return nullptr;
  };
}

column age_column() {
  return shows("Age", "date", 0, text(".metadata.creationTimestamp", ""));
}

std::vector<column> event_columns() {
  return {shows("Last Seen", "date", 0,
                first_of({"lastTimestamp", "deprecatedLastTimestamp", "eventTime"})),
          shows("Type", "string", 0, text(".type", "")),
          shows("Reason", "string", 0, text(".reason", "")),
          shows("Object", "string", 0, event_object),
          shows("Source", "string", 1, first_of({"reportingController", "reportingComponent"})),
          shows("Message", "string", 0, first_of({"message", "note"})),
          shows("First Seen", "date", 1,
                first_of({"firstTimestamp", "deprecatedFirstTimestamp", "eventTime"})),
          shows("Count", "string", 1, first_of({"count", "deprecatedCount"}))};
}

std::vector<column> workload_columns() {
  return {shows("Containers", "string", 1, joined(".spec.template.spec.containers[*].name")),
          shows("Images", "string", 1, joined(".spec.template.spec.containers[*].image")),
          shows("Selector", "string", 1, pairs(".spec.selector.matchLabels"))};
}

std::vector<column> own_columns(const resource& of) {
  const auto& kind = of.kind;
  if (kind == "Namespace")
    return {shows("Status", "string", 0, text(".status.phase"))};
  if (kind == "ConfigMap")
    return {shows("Data", "string", 0, count(".data"))};
  if (kind == "Secret")
    return {shows("Type", "string", 0, text(".type")), shows("Data", "string", 0, count(".data"))};
  if (kind == "Service")
    return {shows("Type", "string", 0, text(".spec.type")),
            shows("Cluster-IP", "string", 0, text(".spec.clusterIP")),
            shows("External-IP", "string", 0, joined(".status.loadBalancer.ingress[*].ip")),
            shows("Port(s)", "string", 0, service_ports)};
  if (kind == "Pod")
    return {shows("Ready", "string", 0, pod_ready),
            shows("Status", "string", 0, text(".status.phase", "Unknown")),
            shows("Restarts", "string", 0, text(".status.containerStatuses[0].restartCount", "0"))};
  if (kind == "Node")
    return {shows("Status", "string", 0, node_status)};
  if (kind == "Lease")
    return {shows("Holder", "string", 0, text(".spec.holderIdentity", ""))};
  if (kind == "Deployment")
    return {shows("Ready", "string", 0, ratio(".status.readyReplicas", ".spec.replicas")),
            shows("Up-to-date", "string", 0, number(".status.updatedReplicas")),
            shows("Available", "string", 0, number(".status.availableReplicas"))};
  if (kind == "ReplicaSet")
    return {shows("Desired", "integer", 0, number(".spec.replicas")),
            shows("Current", "integer", 0, number(".status.replicas")),
            shows("Ready", "integer", 0, number(".status.readyReplicas"))};
  if (kind == "EndpointSlice")
    return {shows("AddressType", "string", 0, text(".addressType")),
            shows("Ports", "string", 0, joined(".ports[*].port")),
            shows("Endpoints", "string", 0, joined(".endpoints[*].addresses[0]"))};
  if (kind == "Ingress")
    return {shows("Class", "string", 0, text(".spec.ingressClassName")),
            shows("Hosts", "string", 0, joined(".spec.rules[*].host")),
            shows("Address", "string", 0, joined(".status.loadBalancer.ingress[*].ip"))};
  return {};
}

std::vector<column> wide_columns(const resource& of) {
  if (of.kind == "Pod")
    return {shows("IP", "string", 1, text(".status.podIP")),
            shows("Node", "string", 1, text(".spec.nodeName"))};
  if (of.kind == "Service")
    return {shows("Selector", "string", 1, pairs(".spec.selector"))};
  if (of.kind == "Node")
    return {shows("Version", "string", 0, text(".status.nodeInfo.kubeletVersion", "")),
            shows("Internal-IP", "string", 1,
                  text(R"(.status.addresses[?(@.type=="InternalIP")].address)"))};
  if (of.kind == "Deployment" || of.kind == "ReplicaSet")
    return workload_columns();
  return {};
}

} // namespace

std::vector<column> builtin_columns(const resource& of) {
  if (of.kind == "Event")
    return event_columns();
  if (of.kind == "CustomResourceDefinition")
    return {{"Created At", "string", "", "", 0, [](const json::value& object) {
               return *object.find_path({"metadata", "creationTimestamp"});
             }}};
  auto out = own_columns(of);
  out.push_back(age_column());
  for (auto& one : wide_columns(of))
    out.push_back(std::move(one));
  return out;
}

} // namespace weft::k8s::server
