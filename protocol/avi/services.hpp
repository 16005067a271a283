#pragma once

#include "protocol/avi/names.hpp"
#include "protocol/avi/records.hpp"
#include "protocol/condition.hpp"
#include "protocol/domain.hpp"
#include "protocol/state/telling.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What a Service wishes. @see avi.md 5
namespace weft::avi {

/// One member of a pool.
struct pool_server {
  std::string address; ///< canonical
  std::int64_t port = 0;
  bool enabled = true;
  std::string node;  ///< empty: not said
  bool ends = false; ///< why it is not enabled: it is terminating; else it is not ready

  bool operator==(const pool_server&) const = default;
};

/// One port of a Service, with who serves it.
struct wished_port {
  std::string protocol; ///< "TCP", "UDP" or "SCTP"
  std::int64_t port = 0;
  std::vector<pool_server> servers; ///< by address and port

  bool operator==(const wished_port&) const = default;
};

/// A wish that knows the names of everything that it is made of on the controller.
class names_objects {
public:
  virtual ~names_objects() = default;

  virtual std::set<object_name> names(const settings& how) const = 0;

protected:
  names_objects() = default;
  names_objects(const names_objects&) = default;
  names_objects(names_objects&&) = default;
  names_objects& operator=(const names_objects&) = default;
  names_objects& operator=(names_objects&&) = default;
};

/// The body of a Service's fragment for its VirtualService.
struct wished_service : record, telling, names_objects {
  service_name of;
  timestamp created{};
  std::string shared;  ///< the key by which it shares a VIP; empty: it has one of its own
  std::string address; ///< requested, canonical; empty: any
  std::string host;    ///< requested by annotation; empty: none
  std::string application_profile;
  bool traffic = true;
  std::vector<wished_port> ports; ///< in the order of the Service

  /// The name that its VirtualService is made from.
  service_name called() const { return {of.ns, shared.empty() ? of.name : shared}; }
  std::set<object_name> names(const settings& how) const override;
  /// What is asked for beside the ports, the pools, and of each of the first members whether it is
  /// enabled, and why not.
  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// The body of a fragment for what everything is compared with: names that are its owner's.
struct claimed_names : record {
  std::set<object_name> all;
};

/// Where a Service stands: the evidence of a verdict. Without a uuid: nothing of it does.
struct standing_service : record, telling {
  std::string virtual_service;        ///< its name
  std::string uuid;                   ///< of the VirtualService
  std::vector<std::string> addresses; ///< floating ones, if there are any; else IPv4, then IPv6
  std::vector<std::string> hosts;     ///< in their order
  std::string controller;             ///< uuid of the controller's cluster
  std::string tenant;

  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// The names of all that is wished, or was wished last, of one VirtualService: what its observation
/// has to hold, and from there whatever is referred to. @see related()
std::set<object_name> names_of(const settings& how, const wishes& parts);

/// A fragment that claims the names of what an object wishes, for what everything is compared with.
/// @param like The wish's own, which it is like but for target, digest and body.
fragment claim_names(const settings& how, std::set<object_name> names, const fragment& like);

/// Changes whenever anything of the wish does.
std::string digest_of(const wished_service& wish);

} // namespace weft::avi
