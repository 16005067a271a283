#include "protocol/aci/interpret.hpp"

#include "protocol/aci/claims.hpp"
#include "protocol/aci/order.hpp"
#include "protocol/aci/spec.hpp"
#include "protocol/json/value.hpp"
#include "protocol/sha256.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace weft::aci {

namespace {

/// Changes whenever anything of the wish does.
std::string digest_of(const wished_eepg& wish) {
  std::string all;
  const auto append = [&](std::string_view field) { all.append(field).append(1, '\0'); };
  append(to_string(wish.where));
  append(wish.value);
  append(!wish.pods ? "" : *wish.pods ? "pods" : "no pods");
  for (const auto& one : wish.claims) {
    append(one.prefix);
    append(to_string(one.from));
    append(one.from.uid);
    append(std::to_string(one.started.time_since_epoch().count()));
    append(std::to_string(one.created.time_since_epoch().count()));
    append(one.terminating ? "terminating" : "");
  }
  return to_hex(sha256(all));
}

/// Interprets one Deployment, step by step, into `out_`.
class reading {
public:
  reading(const settings& how, const k8s::projection& deployment, const lookups& from)
    : how_(how), deployment_(deployment), from_(from) {}

  interpretation read() {
    const auto order = order_of(how_, deployment_, from_);
    if (!order.trouble.empty()) {
      out_.accepted = false;
      out_.reason = reason::invalid_annotation;
      out_.message = order.trouble;
      tell(true, reason::invalid_annotation, order.trouble);
    }
    if (order.now)
      place(order);
    return std::move(out_);
  }

private:
  void place(const standing_order& order) {
    if (!order.now->warning.empty())
      tell(true, reason::invalid_annotation, order.now->warning);
    wished_eepg wish;
    wish.where = order.now->where;
    wish.value = order.value;
    wish.pods = order.now->pods;
    auto found = collect(order.exposes_pods(how_));
    tell_ignored(std::move(found.ignored));
    wish.claims = std::move(found.claims);
    contribute(std::move(wish));
  }

  addition collect(bool exposes_pods) const {
    addition all;
    std::vector<k8s::string_pairs> labels;
    if (deployment_.body)
      labels.push_back(as<deployment_facts>(deployment_.body).labels);
    each_pod(deployment_, from_, [&](const k8s::projection& pod) {
      if (labels.empty() || labels.back() != pod.meta.labels) // those of one ReplicaSet are alike
        labels.push_back(pod.meta.labels);
      if (exposes_pods)
        append(of_pod(how_, pod), all);
    });
    from_.index.each(service_kind, deployment_.meta.key.ns, [&](const k8s::projection& service) {
      if (std::any_of(labels.begin(), labels.end(),
                      [&](const auto& borne) { return serves(service, borne); }))
        append(of_service(how_, service), all);
    });
    put_in_order(all);
    return all;
  }

  static void append(addition&& what, addition& to) {
    std::move(what.claims.begin(), what.claims.end(), std::back_inserter(to.claims));
    std::move(what.ignored.begin(), what.ignored.end(), std::back_inserter(to.ignored));
  }

  static void put_in_order(addition& all) {
    std::ranges::sort(all.claims, {}, [](const claim& one) {
      const auto& [key, uid] = one.from;
      return std::tie(one.prefix, key.kind, key.ns, key.name, uid);
    });
    all.claims.erase(std::unique(all.claims.begin(), all.claims.end()), all.claims.end());
    std::ranges::sort(all.ignored, {}, [](const ignored_address& one) {
      return std::tie(one.why, one.of.kind, one.of.ns, one.of.name, one.text);
    });
  }

  void contribute(wished_eepg wish) {
    fragment part;
    part.from = {deployment_.meta.key, deployment_.meta.uid};
    part.generation = deployment_.meta.generation;
    part.target = how_.name;
    part.what = wish::place;
    part.digest = digest_of(wish);
    part.body = take_snapshot(std::move(wish));
    out_.parts.push_back(std::move(part));
  }

  /// One notice per cause, however many addresses it concerns.
  void tell_ignored(std::vector<ignored_address> all) {
    for (auto i = all.begin(); i != all.end();) {
      const auto next
        = std::find_if(i, all.end(), [&](const auto& one) { return one.why != i->why; });
      std::string text = to_string(i->of) + ": address ";
      json::append_quoted(text, i->text);
      text += " " + i->why + " and is not published";
      if (next - i > 1)
        text += "; nor are others of this Deployment, for the same reason";
      tell(i->warning, reason::address_ignored, std::move(text));
      i = next;
    }
  }

  void tell(bool warning, std::string_view why, std::string text) {
    out_.notices.push_back(
      {{deployment_.meta.key, deployment_.meta.uid}, warning, std::string{why}, std::move(text)});
  }

  const settings& how_;
  const k8s::projection& deployment_;
  const lookups& from_;
  interpretation out_;
};

} // namespace

interpretation interpret(const settings& how, const k8s::projection& deployment,
                         const lookups& from) {
  return reading{how, deployment, from}.read();
}

} // namespace weft::aci
