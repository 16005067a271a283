#include "protocol/cni/kinds.hpp"

#include "protocol/cni/annotation.hpp"
#include "protocol/cni/spec.hpp"
#include "protocol/cni/status_entry.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

k8s::kind pods(const settings& how) {
  k8s::kind out;
  out.version = "v1";
  out.name = pod_kind;
  out.plural = "pods";
  out.acted_on = true;
  out.field_selector = "spec.nodeName=" + how.node_name;
  for (const auto key :
       {annotation::kaloom, annotation::npwg, annotation::status, annotation::config_hash})
    out.annotations.emplace_back(key);
  out.report_annotation = annotation::status;
  out.report_by_status = true;
  out.report_shared = true;
  out.project = read_pod;
  return out;
}

k8s::kind network_kind(std::string_view group, std::string_view name, std::string_view plural) {
  k8s::kind out;
  out.group = group;
  out.version = "v1";
  out.name = name;
  out.plural = plural;
  out.mandatory = false;
  out.annotations.emplace_back(annotation::resource);
  out.project = read_network;
  return out;
}

std::vector<claimed_attachment> claims_in(const std::string& status) {
  const auto entries = read_status(status);
  return entries ? read_claims(*entries) : std::vector<claimed_attachment>{};
}

bool bears_attachments(const std::string& status) {
  return std::ranges::any_of(claims_in(status),
                             [](const claimed_attachment& one) { return !one.is_default; });
}

} // namespace

std::vector<k8s::kind> kinds(const settings& how) {
  return {pods(how), network_kind("k8s.cni.cncf.io", nad_kind, "network-attachment-definitions"),
          network_kind("kaloom.com", kaloom_kind, "networks")};
}

k8s::kind node_kind() {
  k8s::kind out;
  out.version = "v1";
  out.name = "Node";
  out.plural = "nodes";
  out.namespaced = false;
  return out;
}

bool acts_on(const settings& how, const k8s::projection& pod) {
  if (pod.meta.key.kind != pod_kind || !pod.body || as<pod_facts>(pod.body).node != how.node_name)
    return false;
  const auto& all = pod.meta.annotations;
  if (k8s::find(all, annotation::kaloom) || k8s::find(all, annotation::npwg))
    return true;
  return bears_attachments(pod.status);
}

std::vector<std::string> words_of(const settings& how, const k8s::projection& object) {
  std::vector<std::string> out;
  if (object.meta.key.kind != pod_kind)
    return out;
  const auto add = [&](const result<std::vector<element>>& all) {
    if (!all)
      out.emplace_back(frozen_word);
    else
      for (const auto& one : *all)
        out.push_back(word_of(one.from, one.network));
  };
  const auto& all = object.meta.annotations;
  if (const auto* held = k8s::find(all, annotation::kaloom))
    add(read_kaloom_annotation(*held, how.kaloom_namespaces, how.limits));
  if (const auto* held = k8s::find(all, annotation::npwg))
    add(read_npwg_annotation(*held, object.meta.key.ns, how.limits));
  for (const auto& one : claims_in(object.status))
    if (!one.is_default)
      for (const auto from : {source::kaloom, source::npwg})
        out.push_back(word_of(from, one.network));
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

object_key key_of(source which, const network_reference& network) {
  const auto kind = which == source::kaloom ? kaloom_kind : nad_kind;
  return {std::string{kind}, network.ns, network.name};
}

std::string word_of(source which, const network_reference& network) {
  return to_string(key_of(which, network));
}

} // namespace weft::cni
