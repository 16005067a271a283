#include "protocol/avi/kinds.hpp"

#include "protocol/avi/names.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/avi/spec.hpp"
#include "protocol/avi/words_back.hpp"
#include "protocol/k8s/records/endpoint_slice.hpp"
#include "protocol/k8s/records/ingress.hpp"
#include "protocol/k8s/records/node.hpp"
#include "protocol/k8s/records/service.hpp"
#include "protocol/k8s/records/tls_secret.hpp"

#include <set>

namespace weft::avi {

namespace {

k8s::kind nodes() {
  k8s::kind out;
  out.version = "v1";
  out.name = node_kind;
  out.plural = "nodes";
  out.namespaced = false;
  out.acted_on = true;
  out.labels = {""};
  for (const auto name : {annotation::pod_cidrs, annotation::calico_v4, annotation::calico_v6,
                          annotation::antrea, annotation::ovn})
    out.annotations.emplace_back(name);
  out.project = k8s::read_node;
  return out;
}

k8s::kind services() {
  k8s::kind out;
  out.version = "v1";
  out.name = service_kind;
  out.plural = "services";
  out.acted_on = true;
  for (const auto name : {annotation::prefix, annotation::host, annotation::pods_too})
    out.annotations.emplace_back(name);
  out.report_annotation = annotation::report;
  out.report_members = told_members();
  out.report_annotations = told_annotations();
  out.report_by_status = true;
  out.report_shared = true; // other controllers have balancers too
  out.project = k8s::read_service;
  return out;
}

k8s::kind endpoint_slices() {
  k8s::kind out;
  out.group = "discovery.k8s.io";
  out.version = "v1";
  out.name = endpoint_slice_kind;
  out.plural = "endpointslices";
  out.labels = {std::string{k8s::slice_service}, std::string{k8s::slice_keeper}};
  out.project = k8s::read_endpoint_slice;
  return out;
}

k8s::kind ingresses() {
  k8s::kind out;
  out.group = "networking.k8s.io";
  out.version = "v1";
  out.name = ingress_kind;
  out.plural = "ingresses";
  out.acted_on = true;
  out.annotations.emplace_back(k8s::legacy_class);
  out.report_annotation = annotation::report;
  out.report_members = told_members();
  out.report_annotations = told_annotations();
  out.report_by_status = true;
  out.report_shared = true; // other controllers serve Ingresses too
  out.project = k8s::read_ingress;
  return out;
}

k8s::kind ingress_classes() {
  k8s::kind out;
  out.group = "networking.k8s.io";
  out.version = "v1";
  out.name = ingress_class_kind;
  out.plural = "ingressclasses";
  out.namespaced = false;
  out.annotations.emplace_back(k8s::default_class);
  out.project = k8s::read_ingress_class;
  return out;
}

k8s::kind secrets() {
  k8s::kind out;
  out.version = "v1";
  out.name = secret_kind;
  out.plural = "secrets";
  out.project = k8s::read_tls_secret;
  return out;
}

k8s::kind namespaces() {
  k8s::kind out;
  out.version = "v1";
  out.name = namespace_kind;
  out.plural = "namespaces";
  out.namespaced = false;
  out.metadata_only = true;
  out.labels = {""};
  return out;
}

k8s::kind cluster_kind(std::string_view group, std::string_view version, std::string_view name,
                       std::string_view plural, k8s::projector read) {
  k8s::kind out;
  out.group = group;
  out.version = version;
  out.name = name;
  out.plural = plural;
  out.namespaced = false;
  out.project = std::move(read);
  return out;
}

std::vector<std::string> words_of_ingress(const k8s::projection& object) {
  std::set<std::string> out;
  const auto& facts = as<k8s::ingress_record>(object.body);
  for (const auto& rule : facts.rules)
    for (const auto& one : rule.paths)
      out.insert(backend_word(object.meta.key.ns, one.service));
  for (const auto& one : facts.tls)
    out.insert(secret_word(object.meta.key.ns, one.secret));
  return {out.begin(), out.end()};
}

} // namespace

std::vector<k8s::kind> kinds(const settings& how) {
  std::vector<k8s::kind> out{nodes(), services(), endpoint_slices()};
  if (!how.namespaces.key.empty())
    out.push_back(namespaces());
  if (how.ingresses)
    for (auto& one : {ingresses(), ingress_classes(), secrets()})
      out.push_back(one);
  if (!how.handles_routes())
    return out;
  const auto source = source_kind(how);
  if (source == block_affinity_kind)
    out.push_back(
      cluster_kind("crd.projectcalico.org", "v1", source, "blockaffinities", read_block_affinity));
  else if (source == host_subnet_kind)
    out.push_back(
      cluster_kind("network.openshift.io", "v1", source, "hostsubnets", read_host_subnet));
  else if (source == cilium_node_kind)
    out.push_back(cluster_kind("cilium.io", "v2", source, "ciliumnodes", read_cilium_node));
  return out;
}

std::vector<std::string> index_words(const k8s::projection& object) {
  const auto& key = object.meta.key;
  if (key.kind == endpoint_slice_kind) {
    const auto* of = k8s::find(object.meta.labels, k8s::slice_service);
    return of ? std::vector{slices_word(key.ns, *of)} : std::vector<std::string>{};
  }
  if (key.kind == ingress_kind)
    return object.body ? words_of_ingress(object) : std::vector<std::string>{};
  const bool source = key.kind == block_affinity_kind || key.kind == host_subnet_kind
                      || key.kind == cilium_node_kind;
  if (!source || !object.body)
    return {};
  const auto& named = as<cidr_source>(object.body).node;
  return {sources_word(named.empty() ? key.name : named)};
}

std::string slices_word(const std::string& ns, const std::string& service) {
  return "slices of " + ns + "/" + service;
}

std::string backend_word(const std::string& ns, const std::string& service) {
  return "Ingresses to " + ns + "/" + service;
}

std::string secret_word(const std::string& ns, const std::string& secret) {
  return "Ingresses with " + ns + "/" + secret;
}

std::string sources_word(const std::string& node) {
  return "CIDRs of " + node;
}

} // namespace weft::avi
