#include "protocol/aci/lookups.hpp"

#include "protocol/aci/kinds.hpp"
#include "protocol/aci/names.hpp"

#include <vector>

namespace weft::aci {

namespace {

/// A reference says nothing of a namespace: an owner never has objects in another.
bool controls(const owner& by, const k8s::object_meta& what) {
  return what.controller && what.controller->kind == by.key.kind && what.controller->uid == by.uid
         && what.key.ns == by.key.ns;
}

snapshot<k8s::projection> controller_of(const k8s::projection& object, const lookups& from) {
  if (index_keys(object).empty())
    return nullptr;
  const auto& by = *object.meta.controller;
  auto found = from.index.find({by.kind, object.meta.key.ns, by.name});
  return found && found->meta.uid == by.uid ? found : nullptr;
}

} // namespace

void each_pod(const k8s::projection& deployment, const lookups& from, const visitor& visit) {
  const owner top{deployment.meta.key, deployment.meta.uid};
  std::vector<owner> sets;
  from.controlled_by(top.uid, [&](const k8s::projection& one) {
    if (one.meta.key.kind == replica_set_kind && controls(top, one.meta))
      sets.push_back({one.meta.key, one.meta.uid});
  });
  for (const auto& set : sets)
    from.controlled_by(set.uid, [&](const k8s::projection& one) {
      if (one.meta.key.kind == pod_kind && controls(set, one.meta))
        visit(one);
    });
}

snapshot<k8s::projection> deployment_of(const k8s::projection& object, const lookups& from) {
  if (object.meta.key.kind == replica_set_kind)
    return controller_of(object, from);
  const auto set = controller_of(object, from);
  return set ? controller_of(*set, from) : nullptr;
}

} // namespace weft::aci
