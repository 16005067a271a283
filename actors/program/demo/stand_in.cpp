#include "actors/program/demo/stand_in.hpp"

#include "actors/program/demo/stage.hpp"
#include "protocol/k8s/records/endpoint_slice.hpp"

namespace weft::demo {

namespace {

constexpr const char* hash = "5d9c8b7f64"; ///< of a template, in a ReplicaSet's name

/// `metadata` of what is controlled by `owner` and bears the labels of its template.
json::value controlled_by(const json::value& owner, const std::string& name) {
  auto reference = json::value::of({{"apiVersion", owner.text_at({"apiVersion"})},
                                    {"kind", owner.text_at({"kind"})},
                                    {"name", owner.text_at({"metadata", "name"})},
                                    {"uid", owner.text_at({"metadata", "uid"})},
                                    {"controller", true}});
  const auto* labels = owner.find_path({"spec", "template", "metadata", "labels"});
  return json::value::of({{"name", name},
                          {"namespace", owner.text_at({"metadata", "namespace"})},
                          {"labels", labels ? *labels : json::value{json::object{}}},
                          {"ownerReferences", json::value::list({std::move(reference)})}});
}

void set_status(const stage& on, const json::value& of, json::value status) {
  on.patch(caller::path_of(of) + "/status", json::value::of({{"status", std::move(status)}}));
}

} // namespace

void start_pods(const stage& on, const json::value& deployment,
                const std::vector<std::string>& addresses) {
  const auto name = std::string{deployment.text_at({"metadata", "name"})} + "-" + hash;
  const auto& spec = *deployment.find("spec");
  const auto replica_set = on.apply(json::value::of(
    {{"apiVersion", "apps/v1"},
     {"kind", "ReplicaSet"},
     {"metadata", controlled_by(deployment, name)},
     {"spec", json::value::of({{"replicas", static_cast<std::int64_t>(addresses.size())},
                               {"selector", *spec.find("selector")},
                               {"template", *spec.find("template")}})}}));
  int number = 0;
  for (const auto& address : addresses) {
    const auto pod = on.apply(json::value::of(
      {{"apiVersion", "v1"},
       {"kind", "Pod"},
       {"metadata", controlled_by(replica_set, name + "-" + std::to_string(++number))},
       {"spec", *spec.find_path({"template", "spec"})}}));
    start_pod(on, pod, address);
  }
}

void start_pod(const stage& on, const json::value& pod, const std::string& address) {
  set_status(
    on, pod,
    json::value::of({{"phase", "Running"},
                     {"podIP", address},
                     {"podIPs", json::value::list({json::value::of({{"ip", address}})})}}));
}

void give_address(const stage& on, const json::value& service, const std::string& address) {
  auto ingress = json::value::list({json::value::of({{"ip", address}})});
  set_status(
    on, service,
    json::value::of({{"loadBalancer", json::value::of({{"ingress", std::move(ingress)}})}}));
}

void list_endpoints(const stage& on, const json::value& service, const std::vector<endpoint>& all) {
  const auto name = service.text_at({"metadata", "name"});
  json::array endpoints;
  for (const auto& one : all)
    endpoints.push_back(json::value::of({{"addresses", json::value::list({one.address})},
                                         {"conditions", json::value::of({{"ready", one.ready}})},
                                         {"nodeName", one.node}}));
  auto labels = json::value::of({{std::string{k8s::slice_service}, name},
                                 {std::string{k8s::slice_keeper}, k8s::selector_keeper}});
  const auto& port = service.find_path({"spec", "ports"})->as_array()->front();
  on.apply(json::value::of(
    {{"apiVersion", "discovery.k8s.io/v1"},
     {"kind", "EndpointSlice"},
     {"metadata", json::value::of({{"name", std::string{name} + "-1"},
                                   {"namespace", service.text_at({"metadata", "namespace"})},
                                   {"labels", std::move(labels)}})},
     {"addressType", "IPv4"},
     {"endpoints", std::move(endpoints)},
     {"ports", json::value::list({json::value::of({{"name", port.text_at({"name"})},
                                                   {"port", port.int_at({"targetPort"}, 0)},
                                                   {"protocol", "TCP"}})})}}));
}

void join_node(const stage& on, const std::string& name, const std::string& address,
               const std::string& pod_network) {
  const auto node = on.apply(
    json::value::of({{"apiVersion", "v1"},
                     {"kind", "Node"},
                     {"metadata", json::value::of({{"name", name}})},
                     {"spec", json::value::of({{"podCIDR", pod_network},
                                               {"podCIDRs", json::value::list({pod_network})}})}}));
  auto internal = json::value::of({{"type", "InternalIP"}, {"address", address}});
  set_status(on, node, json::value::of({{"addresses", json::value::list({std::move(internal)})}}));
}

} // namespace weft::demo
