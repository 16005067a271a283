#include "adapters/yaml/reader.hpp"
#include "protocol/condition.hpp"
#include "tests/simulation/world.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace weft::simulation {

namespace {

/// Where objects of a kind are served.
struct served {
  std::string_view kind;
  std::string_view group; ///< with its version, from the root on
  std::string_view plural;
  bool namespaced = true;
};

constexpr served all_served[] = {
  {"Namespace", "/api/v1", "namespaces", false},
  {"Node", "/api/v1", "nodes", false},
  {"Pod", "/api/v1", "pods"},
  {"Service", "/api/v1", "services"},
  {"EndpointSlice", "/apis/discovery.k8s.io/v1", "endpointslices"},
  {"Lease", "/apis/coordination.k8s.io/v1", "leases"},
  {"Secret", "/api/v1", "secrets"},
  {"Ingress", "/apis/networking.k8s.io/v1", "ingresses"},
  {"IngressClass", "/apis/networking.k8s.io/v1", "ingressclasses", false},
  {"Deployment", "/apis/apps/v1", "deployments"},
  {"ReplicaSet", "/apis/apps/v1", "replicasets"},
  {"CustomResourceDefinition", "/apis/apiextensions.k8s.io/v1", "customresourcedefinitions", false},
  {"VelocloudPolicy", "/apis/vcn.cloud/v1alpha1", "velocloudpolicies", false},
  {"VelocloudBP", "/apis/vcn.cloud/v1", "velocloudbps"},
  {"NetworkAttachmentDefinition", "/apis/k8s.cni.cncf.io/v1", "network-attachment-definitions"},
  {"Network", "/apis/kaloom.com/v1", "networks"},
  {"BlockAffinity", "/apis/crd.projectcalico.org/v1", "blockaffinities", false},
  {"HostSubnet", "/apis/network.openshift.io/v1", "hostsubnets", false},
  {"CiliumNode", "/apis/cilium.io/v2", "ciliumnodes", false},
};

std::string collection_of(std::string_view kind, const std::string& ns) {
  const auto* found = std::find_if(std::begin(all_served), std::end(all_served),
                                   [&](const served& one) { return one.kind == kind; });
  if (found == std::end(all_served))
    throw std::invalid_argument{"no such kind: " + std::string{kind}};
  auto out = std::string{found->group};
  if (found->namespaced)
    out += "/namespaces/" + ns;
  return out.append("/").append(found->plural);
}

} // namespace

k8s::server::answer world::ask_api(std::string method, std::string path, const std::string& body,
                                   std::string content_type) {
  k8s::server::call what;
  what.method = std::move(method);
  what.path = std::move(path);
  what.body = body;
  what.content_type = std::move(content_type);
  what.user_agent = "kubectl";
  auto got = api->core().handle(what, wall());
  if (what.method != "GET")
    note(what.method + " " + what.path + " " + body + " => " + std::to_string(got.status));
  return got;
}

int world::apply(std::string_view yaml) {
  int status = 0;
  for (const auto& one : yaml::read_all(yaml).value())
    status = apply(one);
  return status;
}

int world::apply(const json::value& object) {
  const auto where
    = collection_of(text_at(object, {"kind"}), text_at(object, {"metadata", "namespace"}));
  const auto made = ask_api("POST", where, json::write(object));
  if (made.status != 409)
    return made.status;
  return patch(where + "/" + text_at(object, {"metadata", "name"}), json::write(object));
}

int world::apply_rule(const std::string& name, std::string_view spec, const std::string& ns) {
  return apply(json::value::of({{"apiVersion", "vcn.cloud/v1"},
                                {"kind", "VelocloudBP"},
                                {"metadata", json::value::of({{"name", name}, {"namespace", ns}})},
                                {"spec", yaml::read(spec).value()}}));
}

int world::patch(const std::string& path, std::string_view merge_patch) {
  return ask_api("PATCH", path, std::string{merge_patch}, "application/merge-patch+json").status;
}

int world::erase(const std::string& path) {
  return ask_api("DELETE", path).status;
}

std::string world::path_of(std::string_view kind, const std::string& name, const std::string& ns) {
  return collection_of(kind, ns) + "/" + name;
}

std::string world::rule_path(const std::string& name, const std::string& ns) {
  return path_of("VelocloudBP", name, ns);
}

json::value world::find(const std::string& path) {
  const auto got = ask_api("GET", path);
  auto read = json::parse(got.body); // a fault may hit whoever asks
  return got.status == 200 && read ? *std::move(read) : json::value{};
}

json::array world::list(const std::string& path) {
  const auto got = find(path);
  const auto* items = got.find("items");
  return items && items->as_array() ? *items->as_array() : json::array{};
}

std::string world::condition_of(const json::value& object, std::string_view type) {
  const auto* status = object.find("status");
  if (!status)
    return "";
  const auto* generation = object.find_path({"metadata", "generation"});
  for (const auto& one : read_conditions(*status))
    if (one.type == type && one.observed_generation == generation->int_or(-1))
      return one.status == "True" ? one.status : one.status + "/" + one.reason;
  return "";
}

std::string world::ready(const std::string& name, const std::string& ns) {
  return condition_of(find(rule_path(name, ns)));
}

std::vector<std::string> world::event_reasons() {
  std::vector<std::string> out;
  for (const auto& one : list("/apis/events.k8s.io/v1/events"))
    out.push_back(text_at(one, {"reason"}));
  return out;
}

} // namespace weft::simulation
