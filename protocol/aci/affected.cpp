#include "protocol/aci/affected.hpp"

#include "protocol/aci/claims.hpp"
#include "protocol/aci/kinds.hpp"
#include "protocol/aci/order.hpp"
#include "protocol/aci/spec.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

const k8s::string_pairs& template_labels(const k8s::projection& deployment) {
  static const k8s::string_pairs none;
  return deployment.body ? as<deployment_facts>(deployment.body).labels : none;
}

/// What concerns one change.
class change {
public:
  change(const settings& how, const k8s::projection* before, const k8s::projection* after,
         const lookups& from)
    : how_(how), before_(before), after_(after), from_(from) {}

  std::unordered_set<object_key> affects() {
    const auto& kind = (after_ ? after_ : before_)->meta.key.kind;
    if (kind == service_kind)
      service_changed();
    else if (kind == pod_kind || kind == replica_set_kind)
      descendant_changed(kind == pod_kind);
    return std::move(out_);
  }

private:
  using deployment = snapshot<k8s::projection>;

  deployment above(const k8s::projection* object) const {
    auto found = object ? deployment_of(*object, from_) : nullptr;
    return found && acts_on(*found) ? found : nullptr;
  }

  void descendant_changed(bool pod) {
    const auto was = above(before_);
    const auto is = above(after_);
    for (const auto& one : {was, is}) {
      if (!one)
        continue;
      const auto* old = was && was->meta.key == one->meta.key ? before_ : nullptr;
      const auto* now = is && is->meta.key == one->meta.key ? after_ : nullptr;
      if (pod ? differs(*one, old, now) : has_other_pods(old, now))
        out_.insert(one->meta.key);
    }
  }

  bool has_other_pods(const k8s::projection* old, const k8s::projection* now) const {
    if (old && now && old->meta.uid == now->meta.uid)
      return false;
    return has_pods(old) || has_pods(now);
  }

  bool has_pods(const k8s::projection* set) const {
    bool found = false;
    if (set)
      from_.controlled_by(set->meta.uid, [&](const k8s::projection&) { found = true; });
    return found;
  }

  /// Whether a Pod adds something else to the Deployment, by its addresses or by its labels.
  bool differs(const k8s::projection& of, const k8s::projection* old,
               const k8s::projection* now) const {
    const bool adds = !(added(old) == added(now));
    const bool labelled = !old || !now || old->meta.labels != now->meta.labels;
    if (!adds && !labelled)
      return false; // as are most changes of Pods: nothing is read any further
    const auto order = order_of(how_, of, from_);
    return order.now
           && ((adds && order.exposes_pods(how_)) || (labelled && served_otherwise(of, old, now)));
  }

  addition added(const k8s::projection* pod) const { return pod ? of_pod(how_, *pod) : addition{}; }

  /// Whether a Service knows the Deployment by the labels of this Pod, and no longer or not before.
  bool served_otherwise(const k8s::projection& of, const k8s::projection* old,
                        const k8s::projection* now) const {
    bool found = false;
    from_.index.each(service_kind, of.meta.key.ns, [&](const k8s::projection& service) {
      const bool did = old && serves(service, old->meta.labels);
      const bool does = now && serves(service, now->meta.labels);
      found = found || (did != does && !serves(service, template_labels(of)));
    });
    return found;
  }

  void service_changed() {
    if (same_service())
      return;
    const auto& ns = (after_ ? after_ : before_)->meta.key.ns;
    from_.index.each(deployment_kind, ns, [&](const k8s::projection& one) {
      if (order_of(how_, one, from_).now && (serves_any(before_, one) || serves_any(after_, one)))
        out_.insert(one.meta.key);
    });
  }

  bool same_service() const {
    const auto selector = [](const k8s::projection& of) {
      return of.body ? as<k8s::service_record>(of.body).selector : k8s::string_pairs{};
    };
    return before_ && after_ && of_service(how_, *before_) == of_service(how_, *after_)
           && selector(*before_) == selector(*after_);
  }

  bool serves_any(const k8s::projection* service, const k8s::projection& of) const {
    if (!service)
      return false;
    bool found = serves(*service, template_labels(of));
    if (!found)
      each_pod(of, from_, [&](const k8s::projection& pod) {
        found = found || serves(*service, pod.meta.labels);
      });
    return found;
  }

  const settings& how_;
  const k8s::projection* before_;
  const k8s::projection* after_;
  const lookups& from_;
  std::unordered_set<object_key> out_;
};

} // namespace

std::unordered_set<object_key> affected(const settings& how, const k8s::projection* before,
                                        const k8s::projection* after, const lookups& from) {
  return before || after ? change{how, before, after, from}.affects()
                         : std::unordered_set<object_key>{};
}

} // namespace weft::aci
