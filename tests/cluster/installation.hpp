#pragma once

#include "tests/cluster/orchestrator.hpp"
#include "tests/cluster/site.hpp"

#include <string>
#include <vector>

namespace weft::tests {

using installation_options = site_options;

/// A site with a VCO simulator.
///
/// When an assertion of the test has failed, the end of it all shows what every process said.
class installation : public site {
public:
  explicit installation(const installation_options& wanted = {});
  ~installation();

  static std::string path_of(const std::string& ns, const std::string& name = {});
  /// Creates a VelocloudBP. @param spec JSON; fqdn, dport and profile are there unless it says so.
  /// @returns the object as the API server has acknowledged it.
  json::value create(const std::string& ns, const std::string& name,
                     const std::string& spec = "{}");
  /// Changes its spec. @param spec JSON merge patch. @returns the object as acknowledged.
  json::value edit(const std::string& ns, const std::string& name, const std::string& spec);
  /// Asks for its deletion and does not wait.
  void erase(const std::string& ns, const std::string& name);
  /// The object; null when there is none.
  json::value read(const std::string& ns, const std::string& name);
  bool gone(const std::string& ns, const std::string& name);
  /// "True", "False/PolicyViolation"…; empty while there is no word for this generation.
  std::string ready(const std::string& ns, const std::string& name);
  void await_ready(const std::string& ns, const std::string& name);
  void await_gone(const std::string& ns, const std::string& name);
  /// All VelocloudBP objects.
  json::array objects();

  /// Waits until `which` has heard of the object as it stands now.
  void await_heard(controller& which, const std::string& ns, const std::string& name);

  orchestrator vco;

private:
  bool lives_on(std::chrono::milliseconds moment) override { return vco.lives_on(moment); }
};

} // namespace weft::tests
