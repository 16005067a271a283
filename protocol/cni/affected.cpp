#include "protocol/cni/affected.hpp"

#include "protocol/cni/kinds.hpp"
#include "protocol/cni/spec.hpp"

namespace weft::cni {

namespace {

bool says_the_same(const k8s::projection& one, const k8s::projection& other) {
  const auto facts = [](const k8s::projection& of) {
    return of.body ? as<network_facts>(of.body) : network_facts{};
  };
  const auto a = facts(one);
  const auto b = facts(other);
  return a.config == b.config && a.plugin == b.plugin
         && one.meta.annotations == other.meta.annotations;
}

} // namespace

std::unordered_set<object_key> affected(const k8s::projection* before, const k8s::projection* after,
                                        const view& index) {
  std::unordered_set<object_key> out;
  const auto* either = after ? after : before;
  if (!either || either->meta.key.kind == pod_kind
      || (before && after && says_the_same(*before, *after)))
    return out;
  const auto add = [&](const k8s::projection& pod) { out.insert(pod.meta.key); };
  index.each_filed(to_string(either->meta.key), add);
  index.each_filed(frozen_word, add);
  return out;
}

} // namespace weft::cni
