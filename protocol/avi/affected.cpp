#include "protocol/avi/affected.hpp"

#include "protocol/avi/kinds.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/next_hop.hpp"
#include "protocol/avi/routes.hpp"
#include "protocol/k8s/records/endpoint_slice.hpp"

namespace weft::avi {

namespace {

bool same_slice(const k8s::projection* one, const k8s::projection* other) {
  return one && other && one->body && other->body && one->meta.labels == other->meta.labels
         && as<k8s::endpoint_slice_record>(one->body)
              == as<k8s::endpoint_slice_record>(other->body);
}

/// Whether a Node serves Services as it did.
bool same_member(const settings& how, const k8s::projection* one, const k8s::projection* other) {
  if (!one || !other)
    return false;
  const auto a = find_next_hops(how, *one);
  const auto b = find_next_hops(how, *other);
  const auto* was = k8s::find(one->meta.labels, how.nodes.key);
  const auto* is = k8s::find(other->meta.labels, how.nodes.key);
  return a.v4 == b.v4 && a.v6 == b.v6 && (was ? *was : "") == (is ? *is : "");
}

/// Adds the Ingresses that a change of what is filed under `word` concerns.
void add_filed(reach& to, const view& index, const std::string& word) {
  index.each_filed(word, [&](const k8s::projection& one) {
    if (one.meta.key.kind == ingress_kind)
      to.objects.insert(one.meta.key);
  });
}

void add_ingresses(reach& to, const k8s::projection& changed, const view& index) {
  const auto& key = changed.meta.key;
  if (key.kind == service_kind)
    add_filed(to, index, backend_word(key.ns, key.name));
  else if (key.kind == secret_kind)
    add_filed(to, index, secret_word(key.ns, key.name));
  else if (key.kind == ingress_class_kind)
    index.each(ingress_kind, "*",
               [&](const k8s::projection& one) { to.objects.insert(one.meta.key); });
  else if (const auto* of = k8s::find(changed.meta.labels, k8s::slice_service);
           of && key.kind == endpoint_slice_kind)
    add_filed(to, index, backend_word(key.ns, *of));
}

} // namespace

reach affected(const settings& how, const k8s::projection* before, const k8s::projection* after,
               const view& index) {
  reach out;
  if (!before && !after)
    return out;
  const auto& key = (after ? after : before)->meta.key;
  const bool same = key.kind == endpoint_slice_kind && same_slice(before, after);
  for (const auto* one : {before, after}) {
    if (!one)
      continue;
    if (how.ingresses && !same)
      add_ingresses(out, *one, index);
    if (key.kind == endpoint_slice_kind && !same) {
      if (const auto* of = k8s::find(one->meta.labels, k8s::slice_service))
        out.objects.insert({std::string{service_kind}, key.ns, *of});
    } else if (key.kind == namespace_kind) {
      out.namespaces.insert(key.name);
    } else if (!source_kind(how).empty() && key.kind == source_kind(how) && one->body) {
      const auto& named = as<cidr_source>(one->body).node;
      out.objects.insert({std::string{node_kind}, "", named.empty() ? key.name : named});
    }
  }
  const bool by_nodes = how.mode == service_mode::node_port && key.kind == node_kind;
  if (by_nodes && !same_member(how, before, after))
    out.namespaces.insert("*");
  return out;
}

} // namespace weft::avi
