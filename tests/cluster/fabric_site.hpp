#pragma once

#include "adapters/aci/simulator.hpp"
#include "tests/cluster/site.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::tests {

/// A site whose servers make Pods with addresses of Deployments, and a simulated cluster of three
/// APICs, in this process, with tenant T and L3Out O. Deployments live in namespace "shop".
///
/// When an assertion of the test has failed, the end of it all shows what every weft said.
class fabric_site : public site {
public:
  /// @param more YAML flow below "aci:", e.g. "cluster_id: c1".
  explicit fabric_site(const std::string& more = {});
  ~fabric_site();

  /// {"tenant":"T","l3out":"O","epg":…}.
  static std::string annotation(const std::string& epg);
  static std::string path_of(const std::string& collection, const std::string& name = {});
  /// Creates a Deployment whose Pods bear the label app=<name>.
  /// @param annotated Value of its annotation; empty: it has none.
  void deploy(const std::string& name, const std::string& annotated, int replicas);
  /// Sets its annotation anew; empty: takes it away.
  void annotate(const std::string& name, const std::string& value);
  void scale(const std::string& name, int replicas);
  /// @param propagation "Background", "Foreground" or "Orphan".
  void erase(const std::string& name, const std::string& propagation = "Background");
  /// A LoadBalancer Service for the Pods of that label.
  void expose(const std::string& service, const std::string& app);
  /// Its status. @param ingress JSON list.
  void give(const std::string& service, const std::string& ingress);

  /// Addresses of all Pods of that label that run and are not being deleted, by Pod.
  std::map<std::string, std::string> addresses(const std::string& app);
  /// Waits until so many of them have one. @returns their prefixes.
  std::set<std::string> await_pods(const std::string& app, std::size_t many);
  /// Reasons of all Events about the Deployment.
  std::set<std::string> event_reasons(const std::string& deployment);
  /// Status and reason of the condition in the Deployment's annotation: "True/Published".
  std::string standing(const std::string& deployment);

  static std::string dn_of(const std::string& epg);
  bool has(const std::string& epg);
  /// The prefixes below an EEPG.
  std::set<std::string> prefixes(const std::string& epg);
  std::string attribute(const std::string& dn, const std::string& name);
  aci::sim::counters counted();
  /// How many EEPGs held it at once, at most.
  std::size_t most_holders(const std::string& prefix);
  /// What an administrator does.
  void edit(const std::string& method, const std::string& dn, const std::string& body = {});

  /// Waits until the EEPG holds these prefixes and no others.
  void await_prefixes(const std::string& epg, const std::set<std::string>& all);
  /// Waits until no request but refreshes has come for a second.
  void await_quiet();

  net::transport io;
  aci::simulator apics;

private:
  bool lives_on(std::chrono::milliseconds moment) override;
  void must(const said& answer, const std::string& what) const;
};

} // namespace weft::tests
