#pragma once

#include "protocol/condition.hpp"
#include "protocol/json/value.hpp"
#include "protocol/object_key.hpp"
#include "protocol/snapshot.hpp"
#include "protocol/velocloud/policy.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What travels through the domain's seams in the domain's own words: the records behind
/// projection, inventory, fragment, observation, evidence and transaction.
namespace weft::velocloud {

/// What `spec` of a VelocloudBP asks for, defaults filled in.
struct rule_spec {
  std::string profile;
  std::string segment{"Global Segment"};
  std::string name; ///< empty in a projection: `<namespace>.<name>`
  std::string fqdn; ///< lower case
  std::int64_t dport = 0;
  std::string service_class{"transactional"};
  std::string link_policy{"auto"};
  std::string service_group{"ALL"};
  std::string priority{"normal"};
  std::int64_t bandwidth = -1; ///< percent; -1: no cap

  bool operator==(const rule_spec&) const = default;
};

/// A field that holds what it must not.
struct violation {
  std::string field;   ///< "spec.dport"
  std::string value;   ///< as it was written, shortened
  std::string allowed; ///< in words
};

/// "spec.dport is 0; allowed: an integer from 1 to 65535".
std::string to_string(const violation& what);

/// projection::body of a VelocloudBP.
struct bp_record : record {
  rule_spec spec;
  std::vector<violation> faults; ///< not empty: InvalidSpec
};

/// One row of the profile list.
struct profile_row {
  std::int64_t id = 0;
  std::string logical_id;
  std::string name;
  std::string type;     ///< "SEGMENT_BASED" or "NETWORK_BASED"
  bool staging = false; ///< never matches a name
  std::int64_t enterprise_id = 0;

  /// Whether rules can be written there. @see velocloud.md 4.3
  bool usable() const { return !staging && type != "NETWORK_BASED"; }
  bool operator==(const profile_row&) const = default;
};

/// view::inventory().
struct profile_inventory : record {
  std::vector<profile_row> profiles;
  std::string trouble; ///< condition reason while the list could never be read; else empty
  std::string message;
};

/// Where a rule of an object is, is about to be, or may still be: `status.placements[]`.
/// @see velocloud.md 2.2
struct placement {
  std::int64_t enterprise_id = 0; ///< 0: not known
  std::int64_t profile_id = 0;
  std::string profile_logical_id;
  std::string profile_name;
  std::int64_t module_id = 0;
  std::int64_t segment_id = 0;
  std::string rule_name;
  std::string rule_logical_id; ///< as VCO showed it; empty: none
  std::int64_t position = -1;  ///< index in the segment; -1: not there yet
  std::string module_version;
  std::string state; ///< "Intended", "Programmed" or "Removing"

  bool operator==(const placement&) const = default;
};

/// fragment::body: what one object wants of one profile's QOS module.
struct intent : record {
  rule_spec wanted;
  std::string id; ///< computed ruleLogicalId
  timestamp created{};
  std::vector<placement> recorded; ///< of this profile
  profile_row profile;             ///< as far as known
  bool adopt = false;              ///< take over a rule of that name, whatever it matches
  bool dry_run = false;            ///< say what would be done
  rules_in_force limits;           ///< unless placed: remove what stands against these
};

/// observation::body: one QOS module.
struct module_state : record {
  std::int64_t id = 0; ///< of the module, not the profile
  json::value data;
};

/// outcome::evidence and verdict::evidence: one placement, or two while a rule is renamed or
/// changes its segment.
struct placements : record {
  std::vector<placement> at;
};

/// Names of rules by segment id.
using rule_names = std::set<std::pair<std::int64_t, std::string>>;

/// transaction::body: replace the QOS module's data, or make the module.
struct module_write : record {
  std::int64_t profile_id = 0;
  std::int64_t module_id = 0; ///< 0 with `create`
  bool create = false;
  json::value data;

  // What it was made from, for comparing the module before and after.
  std::string version_before;     ///< empty with `create`
  snapshot<record> module_before; ///< null with `create`
  rule_names ours;                ///< names our rules bear before or after it
  owner on_behalf_of;             ///< one of those it changes something for; of no kind: nobody
};

} // namespace weft::velocloud
