#include "protocol/aci/kinds.hpp"

#include "protocol/aci/names.hpp"
#include "protocol/aci/spec.hpp"
#include "protocol/k8s/records/service.hpp"

namespace weft::aci {

namespace {

k8s::kind deployments(const settings& how) {
  k8s::kind out;
  out.group = "apps";
  out.version = "v1";
  out.name = deployment_kind;
  out.plural = "deployments";
  out.acted_on = true;
  out.annotations = {std::string{annotation::l3out}};
  if (how.report)
    out.report_annotation = how.report_annotation;
  out.project = read_deployment;
  return out;
}

k8s::kind replica_sets() {
  k8s::kind out;
  out.group = "apps";
  out.version = "v1";
  out.name = replica_set_kind;
  out.plural = "replicasets";
  out.metadata_only = true;
  out.keeps_controller = true;
  return out;
}

k8s::kind pods() {
  k8s::kind out;
  out.version = "v1";
  out.name = pod_kind;
  out.plural = "pods";
  out.keeps_controller = true;
  out.labels = {""};
  out.project = read_pod;
  return out;
}

k8s::kind services() {
  k8s::kind out;
  out.version = "v1";
  out.name = service_kind;
  out.plural = "services";
  out.project = k8s::read_service;
  return out;
}

/// The kind whose objects control those of `kind` on the way from a Deployment to its Pods.
std::string_view controlling(std::string_view kind) {
  return kind == pod_kind           ? replica_set_kind
         : kind == replica_set_kind ? deployment_kind
                                    : std::string_view{};
}

} // namespace

std::vector<k8s::kind> kinds(const settings& how) {
  return {deployments(how), replica_sets(), pods(), services()};
}

bool acts_on(const k8s::projection& deployment) {
  return deployment.meta.key.kind == deployment_kind
         && k8s::find(deployment.meta.annotations, annotation::l3out);
}

std::vector<std::string> index_keys(const k8s::projection& object) {
  const auto& by = object.meta.controller;
  if (!by || by->kind != controlling(object.meta.key.kind))
    return {};
  return {by->uid};
}

} // namespace weft::aci
