#include "tests/simulation/fabric_oracle.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/spelling.hpp"

#include <algorithm>
#include <tuple>

namespace weft::simulation {

namespace {

/// Somebody who wants an address to be published.
struct claimant {
  bool is_pod = false;
  std::string started;
  std::string created;
  std::string uid;
  std::string name;              ///< of the subnet
  std::set<std::string> targets; ///< DNs
  std::set<std::string> parties; ///< Deployments that would be told

  /// Whether this one has the address rather than the other.
  bool beats(const claimant& other) const {
    if (is_pod != other.is_pod)
      return is_pod;
    if (is_pod)
      return std::tie(started, created) != std::tie(other.started, other.created)
               ? std::tie(started, created) > std::tie(other.started, other.created)
               : uid < other.uid;
    return std::tie(created, uid) < std::tie(other.created, other.uid);
  }
};

std::string identity(const json::value& object) {
  return text_at(object, {"metadata", "namespace"}) + "/" + text_at(object, {"metadata", "name"});
}

std::string controller_of(const json::value& object) {
  const auto* all = object.find_path({"metadata", "ownerReferences"});
  return all && all->as_array() && !all->as_array()->empty()
           ? text_at(all->as_array()->front(), {"uid"})
           : "";
}

bool selects_app(const json::value& service, const json::value* labels) {
  const auto wanted = text_at(service, {"spec", "selector", "app"});
  return !wanted.empty() && labels && labels->text_at({"app"}) == wanted;
}

std::vector<std::string> addresses_at(const json::value& object,
                                      std::initializer_list<std::string_view> path) {
  std::vector<std::string> out;
  if (const auto* all = object.find_path(path); all && all->as_array())
    for (const auto& one : *all->as_array())
      out.push_back(text_at(one, {"ip"}) + "/32");
  return out;
}

/// One Deployment that asks for an EEPG.
struct asking {
  std::string who;
  std::string ns;
  std::string target;
  bool shows_pods = true;
  json::value object;
  std::vector<json::value> pods;
};

/// Reads all objects of a world.
class reading_of_wishes {
public:
  explicit reading_of_wishes(world& here) : here_(here) {}

  desired_fabric read() {
    for (const auto& one : here_.list("/apis/apps/v1/deployments"))
      read_deployment(one);
    for (const auto& one : all_)
      claim_pods(one);
    for (const auto& one : here_.list("/api/v1/services"))
      claim_service(one);
    for (const auto& [prefix, who] : claims_)
      decide(prefix, who);
    return std::move(out_);
  }

private:
  void read_deployment(const json::value& object) {
    const auto order
      = json::parse(text_at(object, {"metadata", "annotations", "aci.haystacknetworks.com/l3o"}));
    if (!order)
      return;
    asking one;
    one.who = identity(object);
    one.ns = text_at(object, {"metadata", "namespace"});
    one.target = aci::dn_of(
      {text_at(*order, {"tenant"}), text_at(*order, {"l3out"}), text_at(*order, {"epg"})});
    if (const auto* shows = order->find("pods"))
      one.shows_pods = *shows->as_bool();
    one.object = object;
    for (const auto& set : here_.list("/apis/apps/v1/replicasets"))
      if (controller_of(set) == text_at(object, {"metadata", "uid"}))
        for (const auto& pod : here_.list("/api/v1/pods"))
          if (controller_of(pod) == text_at(set, {"metadata", "uid"}))
            one.pods.push_back(pod);
    out_.eepgs[one.target];
    out_.verdicts[one.who] = "True";
    all_.push_back(std::move(one));
  }

  void claim_pods(const asking& by) {
    for (const auto& pod : by.pods) {
      const auto phase = text_at(pod, {"status", "phase"});
      if (!by.shows_pods || phase == "Failed" || phase == "Succeeded")
        continue;
      auto one = claimant_of(pod);
      one.is_pod = true;
      one.started = text_at(pod, {"status", "startTime"});
      one.targets = {by.target};
      one.parties = {by.who};
      for (const auto& prefix : addresses_at(pod, {"status", "podIPs"}))
        claims_[prefix].push_back(one);
    }
  }

  void claim_service(const json::value& service) {
    if (text_at(service, {"spec", "type"}) != "LoadBalancer")
      return;
    auto one = claimant_of(service);
    for (const auto& by : all_) {
      const auto* labels = by.object.find_path({"spec", "template", "metadata", "labels"});
      const bool serves
        = selects_app(service, labels) || std::ranges::any_of(by.pods, [&](const json::value& pod) {
            return selects_app(service, pod.find_path({"metadata", "labels"}));
          });
      if (!serves || by.ns != text_at(service, {"metadata", "namespace"}))
        continue;
      one.targets.insert(by.target);
      one.parties.insert(by.who);
    }
    if (!one.targets.empty())
      for (const auto& prefix : addresses_at(service, {"status", "loadBalancer", "ingress"}))
        claims_[prefix].push_back(one);
  }

  static claimant claimant_of(const json::value& object) {
    claimant out;
    out.created = text_at(object, {"metadata", "creationTimestamp"});
    out.uid = text_at(object, {"metadata", "uid"});
    out.name = aci::subnet_name(
      {"", text_at(object, {"metadata", "namespace"}), text_at(object, {"metadata", "name"})});
    return out;
  }

  void decide(const std::string& prefix, const std::vector<claimant>& who) {
    const auto& winner = *std::min_element(
      who.begin(), who.end(), [](const auto& one, const auto& other) { return one.beats(other); });
    for (const auto& one : who)
      for (const auto& target : one.targets)
        if (winner.targets.contains(target))
          out_.eepgs[target][prefix].insert(one.name);
        else
          for (const auto& party : one.parties)
            out_.verdicts[party] = "Conflict";
  }

  world& here_;
  desired_fabric out_;
  std::vector<asking> all_;
  std::map<std::string, std::vector<claimant>> claims_; ///< by prefix
};

/// Compares a fabric with what it should be.
class fabric_inspection {
public:
  fabric_inspection(world& here, const std::map<std::string, aci::sim::attribute_map>& external,
                    bool blind)
    : here_(here), external_(external), blind_(blind),
      mark_(aci::marker_of(here.shape.fabric.cluster_id)) {}

  std::vector<std::string> report() {
    const auto wanted = judge_fabric(here_);
    for (const auto& [dn, prefixes] : wanted.eepgs)
      look_at(dn, prefixes);
    look_for_leaks(wanted);
    for (const auto& [dn, before] : external_) {
      const auto held = here_.apic.tree().find(dn);
      if (!held || held->attributes != before)
        complain("I7: " + dn + " of the administrator has changed");
    }
    for (const auto& object : here_.list("/apis/apps/v1/deployments"))
      if (const auto verdict = wanted.verdicts.find(identity(object));
          verdict != wanted.verdicts.end())
        look_at_report(object, verdict->second);
    look_at_history();
    return found_;
  }

private:
  void look_at(const std::string& dn, const std::map<std::string, std::set<std::string>>& wanted) {
    const auto held = here_.apic.tree().find(dn);
    if (!held)
      return complain("I1: " + dn + " is missing");
    if (held->text("annotation") != mark_ && !external_.contains(dn))
      complain("I1: " + dn + " has lost its mark");
    for (const auto& [prefix, names] : wanted) {
      const auto subnet = here_.apic.tree().find(dn + "/extsubnet-[" + prefix + "]");
      if (!subnet)
        complain("I1: " + prefix + " is missing in " + dn);
      else if (!names.contains(std::string{subnet->text("name")}))
        complain("I1: " + prefix + " in " + dn + " is called " + std::string{subnet->text("name")});
      else if (subnet->text("scope").find("import-security") == std::string_view::npos
               || subnet->text("annotation") != mark_)
        complain("I1: " + prefix + " in " + dn + " does not classify or has lost its mark");
    }
  }

  void look_for_leaks(const desired_fabric& wanted) {
    for (const auto& one : here_.apic.tree().all()) {
      if (one->text("annotation") != mark_)
        continue;
      const auto where = aci::read_place(one->dn);
      const auto eepg = wanted.eepgs.find(where ? aci::dn_of(where->eepg()) : "");
      if (eepg == wanted.eepgs.end()
          || (!where->prefix.empty() && !eepg->second.contains(std::string{where->prefix})))
        complain("I4: " + one->dn + " is nobody's wish");
    }
  }

  void look_at_report(const json::value& object, const std::string& wanted) {
    const auto said = json::parse(
      text_at(object, {"metadata", "annotations", here_.shape.fabric.report_annotation}));
    const auto status = said ? text_at(*said, {"status"}) : "";
    const auto verdict = status == "True" ? status : said ? text_at(*said, {"reason"}) : "";
    if (verdict != wanted)
      complain("I5: " + identity(object) + " is told \"" + verdict + "\", should be " + wanted);
  }

  /// What was wrong on the way, of addresses that only one may have.
  void look_at_history() {
    std::map<std::string, std::map<std::string, std::set<std::string>>> holders; // by tenant
    std::set<std::string> torn;
    for (const auto& one : here_.apic.transactions()) {
      std::set<std::string> touched;
      for (const auto& edit : one.edits) {
        const auto where = aci::read_place(edit.dn);
        if (!where || where->class_name != aci::mo::subnet || !where->prefix.starts_with("10."))
          continue;
        const std::string prefix{where->prefix};
        const auto within = std::string{where->l3out} + "/" + std::string{where->epg};
        auto& there = holders[prefix][std::string{where->tenant}];
        edit.what == aci::sim::transaction_entry::edit::kind::deleted ? void(there.erase(within))
                                                                      : void(there.insert(within));
        touched.insert(prefix);
      }
      for (const auto& prefix : touched)
        if (overlaps(holders[prefix]))
          torn.insert(prefix);
    }
    for (const auto& one : torn)
      complain("I7: " + one + " was in two EEPGs at once");
    if (here_.apic.seen().doubled_cookies > 0)
      complain("I7: two cookies in one request");
  }

  /// Every tenant has a VRF of its own here. Whether a prefix stands where nobody may look cannot
  /// be known, and other tenants do not wait for that. @see aci.md 8.6, 9
  bool overlaps(const std::map<std::string, std::set<std::string>>& by_tenant) const {
    std::size_t all = 0;
    bool within = false;
    for (const auto& [tenant, eepgs] : by_tenant) {
      all += eepgs.size();
      within = within || eepgs.size() > 1;
    }
    return within || (all > 1 && !blind_);
  }

  void complain(std::string what) { found_.push_back(std::move(what)); }

  world& here_;
  const std::map<std::string, aci::sim::attribute_map>& external_;
  bool blind_;
  std::string mark_;
  std::vector<std::string> found_;
};

} // namespace

desired_fabric judge_fabric(world& here) {
  return reading_of_wishes{here}.read();
}

std::vector<std::string>
check_fabric(world& here, const std::map<std::string, aci::sim::attribute_map>& external,
             bool blind) {
  return fabric_inspection{here, external, blind}.report();
}

} // namespace weft::simulation
