#include "protocol/avi/interpret_ingress.hpp"

#include "protocol/avi/hosts.hpp"
#include "protocol/avi/ingresses.hpp"
#include "protocol/avi/interpret_service.hpp"
#include "protocol/avi/lenient.hpp"
#include "protocol/avi/servers.hpp"
#include "protocol/k8s/records/ingress.hpp"
#include "protocol/k8s/records/service.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace weft::avi {

namespace {

std::string quoted_text(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

bool is_class_of_ours(const k8s::projection& what) {
  return what.body && as<k8s::ingress_class_record>(what.body).controller == balancer_class;
}

/// Interprets one Ingress, rule by rule, into `out_`.
class ingress_reading {
public:
  ingress_reading(const settings& how, const k8s::projection& ingress, const view& index,
                  const site& at)
    : how_(how), ingress_(ingress), index_(index), at_(at),
      facts_(as<k8s::ingress_record>(ingress.body)) {}

  interpretation read() {
    if (const auto why = hindrance(); !why.empty()) {
      out_.accepted = false;
      return std::move(out_);
    }
    for (std::size_t i = 0; i < facts_.rules.size(); ++i)
      read(facts_.rules[i], "spec.rules[" + std::to_string(i) + "]");
    for (auto& [name, host] : hosts_)
      if (!host.paths.empty())
        shares_[shared_name(how_, name)].hosts.push_back(std::move(host));
    for (auto& [name, wish] : shares_)
      contribute(name, std::move(wish));
    if (!shares_.empty())
      claim();
    out_.accepted = !out_.parts.empty() || out_.reason.empty();
    return std::move(out_);
  }

private:
  /// Why nothing of it can be served; empty: that is not so.
  std::string hindrance() {
    if (how_.hashed_names)
      return tell(reason::unsupported, "Ingresses with enhanced virtual hosting are not supported");
    if (how_.mode == service_mode::node_port_local)
      return tell(reason::unsupported, "members by NodePortLocal are not supported");
    for (std::size_t i = 0; i < facts_.rules.size(); ++i)
      if (facts_.rules[i].paths.empty())
        return tell(reason::bad_rule, "spec.rules[" + std::to_string(i)
                                        + "].http.paths is empty: each rule needs a path, and "
                                          "nothing of this Ingress is served");
    return {};
  }

  void read(const k8s::ingress_rule& rule, const std::string& where) {
    const auto host = lower_case(rule.host);
    if (!is_possible(host, where + ".host"))
      return;
    if (!hosts_.contains(host)) {
      wished_host fresh;
      fresh.name = host;
      if (!certify(fresh))
        lost_.insert(host);
      hosts_.emplace(host, std::move(fresh));
    }
    if (lost_.contains(host))
      return;
    for (std::size_t i = 0; i < rule.paths.size(); ++i)
      read(rule.paths[i], where + ".http.paths[" + std::to_string(i) + "]", hosts_.at(host));
  }

  bool is_possible(const std::string& host, const std::string& where) {
    if (host.empty())
      return refuse(reason::bad_host, where + " is empty: it has to name one host");
    if (host.starts_with('*'))
      return refuse(reason::bad_host,
                    where + " " + quoted_text(host) + ": a host with \"*\" is not supported");
    if (is_within_any(host, at_.domains))
      return true;
    std::string known;
    for (const auto& one : at_.domains)
      known.append(known.empty() ? "" : ", ").append(one);
    return refuse(reason::bad_host, where + " " + quoted_text(host)
                                      + " is in none of the controller's domains: " + known);
  }

  /// Finds the certificate that `spec.tls` names. @returns false: it has to have one, and has not.
  bool certify(wished_host& host) {
    for (std::size_t i = 0; i < facts_.tls.size(); ++i) {
      const auto& one = facts_.tls[i];
      const auto named = [&](const std::string& text) { return lower_case(text) == host.name; };
      if (std::ranges::none_of(one.hosts, named))
        continue;
      const auto where = "spec.tls[" + std::to_string(i) + "].secretName";
      const auto of = "; host " + quoted_text(host.name) + " is not served until then";
      if (one.secret.empty())
        return refuse(reason::no_certificate,
                      where + " is empty: it has to name a Secret with tls.crt and tls.key" + of);
      const auto held = index_.find({std::string{secret_kind}, ingress_.meta.key.ns, one.secret});
      if (!held)
        return refuse(reason::no_certificate,
                      where + ": there is no Secret " + quoted_text(one.secret) + of);
      if (held->body)
        host.certificate = std::dynamic_pointer_cast<const k8s::tls_secret_record>(held->body);
      if (!host.certificate || host.certificate->certificate.empty()
          || host.certificate->key.empty())
        return refuse(reason::no_certificate, where + ": the Secret " + quoted_text(one.secret)
                                                + " has to hold tls.crt and tls.key" + of);
      return true;
    }
    return true;
  }

  void read(const k8s::ingress_path& from, const std::string& where, wished_host& into) {
    wished_path one;
    one.path = from.path.empty() ? "/" : from.path;
    one.exact = from.type == "Exact";
    if (!one.path.starts_with('/') || !can_be_referred_to(one.path)) {
      refuse(reason::bad_path, where + ".path " + quoted_text(one.path)
                                 + " has to begin with \"/\" and may have none of & # ? %");
      return;
    }
    const auto twice = std::ranges::find_if(into.paths, [&](const wished_path& held) {
      const ingress_place at{into.name, held.path, {}};
      return plain_pool_name(how_, at) == plain_pool_name(how_, {into.name, one.path, {}});
    });
    if (twice != into.paths.end()) {
      refuse(reason::duplicate_path, where + ".path " + quoted_text(one.path) + " of host "
                                       + quoted_text(into.name) + " has the same name as "
                                       + quoted_text(twice->path) + ", which comes first");
      return;
    }
    if (!find_members(from, where + ".backend", one) || !is_short_enough(where, into, one))
      return;
    into.paths.push_back(std::move(one));
  }

  /// @returns false: this path is not served.
  bool find_members(const k8s::ingress_path& from, const std::string& where, wished_path& into) {
    if (from.service.empty())
      return refuse(reason::bad_backend, where + " has to name a Service");
    const auto port
      = from.port_name.empty() ? std::to_string(from.number) : quoted_text(from.port_name);
    into.backend = from.service + " port " + port;
    const auto held = index_.find({std::string{service_kind}, ingress_.meta.key.ns, from.service});
    if (!held || !held->body) {
      warn(reason::bad_backend, where + ".service.name: there is no Service "
                                  + quoted_text(from.service) + ", so that nobody answers");
      return true;
    }
    const auto& facts = as<k8s::service_record>(held->body);
    if (facts.balancer())
      return refuse(reason::unsupported, where + ".service.name " + quoted_text(from.service)
                                           + " is a Service of type LoadBalancer: only others are "
                                             "supported");
    const auto found = std::ranges::find_if(facts.ports, [&](const k8s::service_port& one) {
      return from.port_name.empty() ? one.number == from.number : one.name == from.port_name;
    });
    if (found == facts.ports.end()) {
      warn(reason::bad_backend, where + ".service.port: Service " + quoted_text(from.service)
                                  + " has no port " + port + ", so that nobody answers");
      return true;
    }
    const auto place = static_cast<std::size_t>(found - facts.ports.begin());
    if (facts.type != "ExternalName")
      into.servers = std::move(find_servers(how_, at_, *held, index_)[place].servers);
    return true;
  }

  bool is_short_enough(const std::string& where, const wished_host& host, const wished_path& one) {
    const ingress_place at{host.name, one.path, own_name()};
    const auto name = secure_pool_name(how_, at);
    if (name.size() <= longest_name)
      return true;
    return refuse(reason::name_too_long,
                  where + ".path: the name pool/" + name + " is longer than 255");
  }

  service_name own_name() const { return {ingress_.meta.key.ns, ingress_.meta.key.name}; }

  void contribute(const std::string& virtual_service, wished_ingress wish) {
    wish.of = own_name();
    wish.created = ingress_.meta.created;
    fragment part;
    part.from = {ingress_.meta.key, ingress_.meta.uid};
    part.generation = ingress_.meta.generation;
    part.target = service_target(how_, virtual_service);
    part.what = wish::place;
    part.digest = digest_of(wish);
    claimed_.merge(wish.names(how_));
    part.body = take_snapshot(std::move(wish));
    out_.parts.push_back(std::move(part));
  }

  void claim() {
    auto part = claim_names(how_, std::move(claimed_), out_.parts.front());
    out_.parts.push_back(std::move(part));
  }

  /// Tells what is at fault, and goes on. @returns `text`.
  std::string tell(std::string_view why, std::string text) {
    if (out_.reason.empty())
      out_.reason = why;
    out_.message.append(out_.message.empty() ? "" : "; ").append(text);
    warn(why, text);
    return text;
  }

  bool refuse(std::string_view why, std::string text) {
    tell(why, std::move(text));
    return false;
  }

  void warn(std::string_view why, std::string text) {
    out_.notices.push_back(
      {{ingress_.meta.key, ingress_.meta.uid}, true, std::string{why}, std::move(text)});
  }

  const settings& how_;
  const k8s::projection& ingress_;
  const view& index_;
  const site& at_;
  const k8s::ingress_record& facts_;
  std::map<std::string, wished_host> hosts_;
  std::set<std::string> lost_; ///< hosts for want of a certificate
  std::map<std::string, wished_ingress> shares_;
  std::set<object_name> claimed_;
  interpretation out_;
};

} // namespace

bool is_ours_to_serve(const settings& how, const k8s::projection& ingress, const view& index) {
  if (!how.ingresses || !ingress.body || !is_chosen(how, ingress.meta.key.ns, index))
    return false;
  const auto* legacy = k8s::find(ingress.meta.annotations, k8s::legacy_class);
  const auto& said = as<k8s::ingress_record>(ingress.body).class_name;
  const auto name = !said.empty() || !legacy ? said : *legacy;
  if (!name.empty()) {
    const auto held = index.find({std::string{ingress_class_kind}, "", name});
    return held && is_class_of_ours(*held);
  }
  bool out = false;
  index.each(ingress_class_kind, "*", [&](const k8s::projection& one) {
    const auto* marked = k8s::find(one.meta.annotations, k8s::default_class);
    out = out || (marked && *marked == "true" && is_class_of_ours(one));
  });
  return out;
}

bool is_within_any(std::string_view host, const std::vector<std::string>& domains) {
  return domains.empty() || std::ranges::any_of(domains, [&](const std::string& one) {
           return is_within(host, lower_case(without_dot(one)));
         });
}

interpretation interpret_ingress(const settings& how, const k8s::projection& ingress,
                                 const view& index) {
  interpretation undecided;
  if (!is_ours_to_serve(how, ingress, index))
    return undecided;
  const auto known = index.inventory();
  if (known)
    return ingress_reading{how, ingress, index, as<site>(known)}.read();
  undecided.decided = false;
  undecided.reason = reason::pending;
  undecided.message = "the controller has not been asked which domains it serves";
  return undecided;
}

} // namespace weft::avi
