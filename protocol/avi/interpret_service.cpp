#include "protocol/avi/interpret_service.hpp"

#include "protocol/avi/address.hpp"
#include "protocol/avi/lenient.hpp"
#include "protocol/avi/servers.hpp"
#include "protocol/avi/words_back.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <utility>

namespace weft::avi {

namespace {

std::string_view said(const k8s::projection& service, std::string_view name) {
  const auto* held = k8s::find(service.meta.annotations, name);
  return held ? std::string_view{*held} : std::string_view{};
}

/// Interprets one Service, step by step, into `out_`.
class reading {
public:
  reading(const settings& how, const k8s::projection& service, const view& index)
    : how_(how), service_(service), index_(index), facts_(as<k8s::service_record>(service.body)) {}

  interpretation read() {
    const auto known = index_.inventory();
    if (!known && how_.families == family_policy::by_cloud) {
      out_.decided = false;
      refuse(reason::pending, "the controller has not been asked what its cloud can do");
      return std::move(out_);
    }
    static const site nowhere;
    auto wish = wished(known ? as<site>(known) : nowhere);
    if (is_possible(wish))
      contribute(std::move(wish));
    return std::move(out_);
  }

private:
  wished_service wished(const site& at) const {
    wished_service out;
    const auto& key = service_.meta.key;
    out.of = {key.ns, key.name};
    out.created = service_.meta.created;
    out.shared = said(service_, annotation::shared_vip);
    out.host = lower_case(said(service_, annotation::host));
    out.application_profile = said(service_, annotation::application_profile);
    out.traffic
      = !out.shared.empty() || lower_case(said(service_, annotation::disable_traffic)) != "true";
    out.ports = find_servers(how_, at, service_, index_);
    return out;
  }

  /// Whether it can be done at all; takes the requested address over. @see avi.md 5.10, 13
  bool is_possible(wished_service& wish) {
    const auto requested = facts_.requested_address.empty()
                             ? std::string{said(service_, annotation::address)}
                             : facts_.requested_address;
    const auto address = canonical_address(requested);
    if (!requested.empty() && !address) {
      std::string text = "the requested address ";
      json::append_quoted(text, requested);
      return warn(reason::bad_address, text + " is no IP address");
    }
    wish.address = address.value_or("");
    if (how_.mode == service_mode::node_port_local)
      return warn(reason::unsupported, "members by NodePortLocal are not supported");
    for (const auto& name : wish.names(how_))
      if (name.name.size() > longest_name)
        return warn(reason::name_too_long, "the name " + to_string(name) + " is longer than 255");
    return true;
  }

  void contribute(wished_service wish) {
    auto place
      = part(service_target(how_, virtual_service_name(how_, wish.called())), digest_of(wish));
    auto claims = claim_names(how_, wish.names(how_), place);
    place.body = take_snapshot(std::move(wish));
    out_.parts.push_back(std::move(place));
    out_.parts.push_back(std::move(claims));
  }

  fragment part(std::string target, std::string digest) const {
    fragment out;
    out.from = {service_.meta.key, service_.meta.uid};
    out.generation = service_.meta.generation;
    out.target = std::move(target);
    out.what = wish::place;
    out.digest = std::move(digest);
    return out;
  }

  void refuse(std::string_view why, std::string text) {
    out_.reason = why;
    out_.message = std::move(text);
  }

  bool warn(std::string_view why, std::string text) {
    out_.accepted = false;
    out_.notices.push_back({{service_.meta.key, service_.meta.uid}, true, std::string{why}, text});
    refuse(why, std::move(text));
    return false;
  }

  const settings& how_;
  const k8s::projection& service_;
  const view& index_;
  const k8s::service_record& facts_;
  interpretation out_;
};

} // namespace

bool is_chosen(const settings& how, const std::string& ns, const view& index) {
  if (std::ranges::find(how.blocked_namespaces, ns) != how.blocked_namespaces.end())
    return false;
  if (how.namespaces.key.empty())
    return true;
  const auto space = index.find({std::string{namespace_kind}, "", ns});
  const auto* label = space ? k8s::find(space->meta.labels, how.namespaces.key) : nullptr;
  return label && *label == how.namespaces.value;
}

bool is_handled(const settings& how, const k8s::projection& service, const view& index) {
  if (!service.body || how.layer7_only)
    return false;
  const auto& facts = as<k8s::service_record>(service.body);
  const bool ours
    = facts.balancer_class.empty() ? how.default_balancer : facts.balancer_class == balancer_class;
  return facts.balancer() && ours && !facts.ports.empty()
         && is_chosen(how, service.meta.key.ns, index);
}

bool concerns(const k8s::projection& service) {
  return (service.body && as<k8s::service_record>(service.body).balancer()) || is_told(service);
}

interpretation interpret_service(const settings& how, const k8s::projection& service,
                                 const view& index) {
  return is_handled(how, service, index) ? reading{how, service, index}.read() : interpretation{};
}

} // namespace weft::avi
