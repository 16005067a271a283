#include "protocol/cni/interpret.hpp"

#include "protocol/cni/annotation.hpp"
#include "protocol/cni/ignored_keys.hpp"
#include "protocol/cni/kinds.hpp"
#include "protocol/cni/resolution.hpp"
#include "protocol/cni/spec.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <map>

namespace weft::cni {

namespace {

/// Interprets one Pod, step by step, into `out_`.
class reading {
public:
  reading(const settings& how, const k8s::projection& pod, const view& index,
          const contributions& before)
    : how_(how), pod_(pod), index_(index), before_(before) {}

  interpretation read() {
    wish_.who = {pod_.meta.uid, runtime_uid(), pod_.meta.key.ns, pod_.meta.key.name};
    const auto& facts = as<pod_facts>(pod_.body);
    wish_.host_network = facts.host_network;
    wish_.running = facts.phase == "Running";
    wish_.ended = facts.phase == "Succeeded" || facts.phase == "Failed";
    wish_.terminating = pod_.meta.deleting.has_value();
    part_.from = {pod_.meta.key, pod_.meta.uid};
    part_.target = target_of(wish_.who);
    earlier_ = before_ ? before_(part_.from, part_.target) : nullptr;
    if (const auto* held = value_of(annotation::kaloom))
      take(source::kaloom, *held,
           read_kaloom_annotation(*held, how_.kaloom_namespaces, how_.limits));
    if (const auto* held = value_of(annotation::npwg))
      take(source::npwg, *held, read_npwg_annotation(*held, pod_.meta.key.ns, how_.limits));
    for (auto& [why, text] : remarks_)
      tell(why, std::move(text));
    read_claims_of_status();
    contribute();
    return std::move(out_);
  }

private:
  const std::string* value_of(std::string_view key) const {
    return k8s::find(pod_.meta.annotations, key);
  }

  std::string runtime_uid() const {
    const auto* hash = value_of(annotation::config_hash);
    return hash && !hash->empty() ? *hash : pod_.meta.uid;
  }

  void take(source which, const std::string& value, const result<std::vector<element>>& all) {
    if (all) {
      for (const auto& one : *all)
        add(one);
      for (const auto& one : ignored_keys(which, value))
        remark(reason::key_ignored, "a key means nothing in " + one);
      return;
    }
    (which == source::kaloom ? wish_.kaloom_frozen : wish_.npwg_frozen) = true;
    out_.accepted = false;
    out_.reason = reason::invalid_annotation;
    out_.message += (out_.message.empty() ? "" : "; ") + all.error().what;
    tell(reason::invalid_annotation, all.error().what + "; what is attached stays");
    if (earlier_)
      for (const auto& one : as<wished_pod>(earlier_->body).elements)
        if (one.what.from == which)
          add(one.what);
  }

  void add(const element& what) {
    wish_.elements.push_back(resolve(how_, pod_.meta.key.ns, what, index_));
    const auto& network = wish_.elements.back().network;
    if (network && !network->warning.empty())
      remark(reason::ambiguous, to_string(what) + ": " + network->warning);
  }

  void remark(std::string_view why, const std::string& text) {
    constexpr std::size_t most = 800; // an Event holds little more
    auto& all = remarks_[why];
    if (all.size() < most)
      all.append(all.empty() ? "" : "; ").append(text);
  }

  void read_claims_of_status() {
    if (pod_.status.empty())
      return;
    const auto entries = read_status(pod_.status);
    if (!entries)
      return tell(reason::invalid_status, "annotation " + std::string{annotation::status}
                                            + " is no JSON array, and will be overwritten");
    for (auto& one : read_claims(*entries)) {
      auto network = one.is_default ? nullptr : network_named(how_, one.network, index_);
      wish_.claims.push_back({std::move(one), std::move(network)});
    }
  }

  void contribute() {
    part_.generation = pod_.meta.generation;
    part_.what = wish::place;
    part_.urgent = true;
    part_.digest = digest_of(wish_);
    part_.body = take_snapshot(std::move(wish_));
    out_.parts.push_back(std::move(part_));
  }

  void tell(std::string_view why, std::string text) {
    out_.notices.push_back({part_.from, true, std::string{why}, std::move(text)});
  }

  const settings& how_;
  const k8s::projection& pod_;
  const view& index_;
  const contributions& before_;
  snapshot<fragment> earlier_; ///< null: there is none
  wished_pod wish_;
  fragment part_;
  std::map<std::string_view, std::string> remarks_; ///< by reason
  interpretation out_;
};

} // namespace

interpretation interpret(const settings& how, const k8s::projection& pod, const view& index,
                         const contributions& before) {
  return acts_on(how, pod) ? reading{how, pod, index, before}.read() : interpretation{};
}

} // namespace weft::cni
