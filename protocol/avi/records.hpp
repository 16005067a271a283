#pragma once

#include "protocol/avi/names.hpp"
#include "protocol/json/value.hpp"
#include "protocol/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What travels through the domain's seams in its own words, besides what is wished.
namespace weft::avi {

/// What a session has found out about its controller: the inventory of this domain, and what every
/// observation is seen against. @see avi.md 2.11, 3
struct site : record {
  std::string cloud_type;           ///< "CLOUD_VCENTER"
  std::string vrf;                  ///< the name of the one with our routes
  std::string api_version;          ///< that requests are sent as: "20.1.2"
  std::string license;              ///< "ENTERPRISE"
  std::string cluster_uuid;         ///< of the controller
  std::vector<std::string> domains; ///< of the cloud's DNS profile, as the controller shows them
  bool keeps_vip_part = false; ///< the cloud's IPAM is Infoblox or a custom one: leave `vip` alone
  std::string trouble;         ///< why nothing at all can be done here, for people; else empty

  bool operator==(const site& other) const {
    return cloud_type == other.cloud_type && vrf == other.vrf && api_version == other.api_version
           && license == other.license && cluster_uuid == other.cluster_uuid
           && domains == other.domains && keeps_vip_part == other.keeps_vip_part
           && trouble == other.trouble;
  }
};

/// Objects as the controller showed them last, with references that say names.
using stock = std::map<object_name, snapshot<json::value>>;

/// The body of an observation: what bears on one target.
struct sight : record {
  snapshot<site> at;
  stock objects;
};

/// One request that changes something.
struct write_step {
  enum class verb : std::uint8_t {
    make,   ///< POST of `body`
    change, ///< PUT of `body`, which is the whole object with `_last_modified` as it was read
    remove, ///< DELETE; what is not there any more is success
  };
  verb what = verb::make;
  object_name which;
  std::string uuid; ///< empty with `make`
  json::value body; ///< null with `remove`
  /// Places in the batch of steps that have to be done before. One that was not done leaves this
  /// one undone; the others go on.
  std::vector<std::size_t> after;
};

/// The body of a transaction: steps in the order in which they are legal. @see avi.md 5.11
struct batch : record {
  std::vector<write_step> steps;
};

} // namespace weft::avi
