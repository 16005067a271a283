#pragma once

#include "adapters/avi/simulator.hpp"
#include "tests/cluster/site.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weft::tests {

/// A site with a simulated AVI controller, in this process: that of avi.md 12, as cluster
/// "S1-AZ1". Services live in namespace "shop".
///
/// When an assertion of the test has failed, the end of it all shows what every weft said.
class balancer_site : public site {
public:
  using texts = std::vector<std::string>;

  /// @param pods Deployments become Pods with addresses, and these endpoints of Services.
  /// @param more YAML below "avi:", a line each, indented by two.
  explicit balancer_site(bool pods = false, const std::string& more = {});
  ~balancer_site();

  static std::string path_of(const std::string& collection, const std::string& name = {});
  static std::string node_path(const std::string& name = {});
  /// Creates a Deployment whose Pods bear the label app=<name>, and scales it later.
  void deploy(const std::string& name, int replicas);
  void scale(const std::string& name, int replicas);
  /// A LoadBalancer Service with TCP port 80 for the Pods of its name. @param more Members of its
  /// spec, in JSON, with a comma in front.
  void expose(const std::string& name, const std::string& more = {});
  /// Lists these addresses as its endpoints, where no controller does. One with "!" behind it is
  /// not ready.
  void list_endpoints(const std::string& service, const texts& addresses);
  void patch(const std::string& path, const std::string& merge);
  void erase(const std::string& path);
  /// Creates a Node with an InternalIP. @param cidr Of its Pods; empty: none yet.
  void add_node(const std::string& name, const std::string& address, const std::string& cidr);

  /// Addresses of the Pods of that label that run and are not being deleted, in order.
  texts pods(const std::string& app);
  json::value service(const std::string& name);
  /// "True/Synced" of what the Service says in its annotation; empty: nothing.
  std::string standing(const std::string& service);
  /// The first address in its status; empty: none.
  std::string told_address(const std::string& service);
  /// How many Events of this reason there are about an object.
  std::size_t events(const std::string& object, std::string_view reason);

  /// Null: there is none.
  json::value object(std::string_view type, std::string_view name);
  /// The address of a VsVip; empty: it has none.
  std::string vip(const std::string& name);
  /// Addresses of a pool's members in order, with "!" where they are disabled.
  texts members(const std::string& pool);
  /// "10.244.0.0/24 10.1.1.2" of each route with our label, or of each other one, in order.
  texts routes(bool ours = true);
  /// Changes by weft.
  std::size_t writes();
  /// Rules of avi.md 15.4 that were broken.
  texts blemishes();

  /// Waits until nothing but log-ins has been asked of the controller for a second.
  void await_quiet();
  /// Waits until a weft has compared a target with the controller and has nothing to do there.
  void await_compared(controller& which, const std::string& target);

  net::transport io;
  avi::simulator balancer;

private:
  bool lives_on(std::chrono::milliseconds moment) override;
  void must(const said& answer, const std::string& what) const;
};

} // namespace weft::tests
