#pragma once

#include "protocol/aci/names.hpp"
#include "protocol/condition.hpp"
#include "protocol/object_key.hpp"
#include "protocol/snapshot.hpp"
#include "protocol/state/telling.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft::aci {

// -- what is wished ------------------------------------------------------------------------------

/// That one Pod or Service wants one prefix in an EEPG. @see aci.md 8.1
struct claim {
  std::string prefix;  ///< canonical, with its mask: "10.1.1.5/32", "2001:db8::1/128"
  owner from;          ///< the Pod or Service
  timestamp started{}; ///< status.startTime of a Pod; the epoch when missing
  timestamp created{}; ///< metadata.creationTimestamp
  bool terminating = false;

  bool operator==(const claim&) const = default;
};

/// What one Deployment wants: the body of its fragment.
struct wished_eepg : record, telling {
  eepg_name where;
  std::string value;         ///< digest of the annotation's value: another one is another wish
  std::optional<bool> pods;  ///< what it says of Pods; kept for when it says nothing sensible
  std::vector<claim> claims; ///< by prefix, then by who claims it

  /// The EEPG, and of each of the first hundred prefixes who claims it and where it stands.
  std::vector<std::pair<std::string, std::string>> tell() const override;
};

// -- what is there -------------------------------------------------------------------------------

/// Flags of `l3extSubnet.scope`, compared as a set. @see aci.md 3.2
namespace scope {
inline constexpr std::uint8_t import_rtctrl = 1;
inline constexpr std::uint8_t export_rtctrl = 2;
inline constexpr std::uint8_t import_security = 4;
inline constexpr std::uint8_t shared_security = 8;
inline constexpr std::uint8_t shared_rtctrl = 16;
} // namespace scope

/// One l3extSubnet as it is now.
struct subnet {
  std::string rn_prefix; ///< as the APIC spells it in the DN; perhaps not canonical
  std::string name;
  std::string annotation;
  std::uint8_t flags = 0; ///< of `scope`
  bool ours = false;      ///< by its marker, or by this process's memory. @see aci.md 8.3

  bool operator==(const subnet&) const = default;
};

/// One l3extInstP as it is now, or as it is remembered.
struct eepg {
  bool present = false;
  std::string annotation;
  bool ours = false;         ///< meaningful while present
  bool was_external = false; ///< remembered: gone, and never ours to make. @see aci.md 8.5
  std::map<std::string, subnet> subnets; ///< by canonical prefix
  /// Flags besides import-security that ours had when they went, by canonical prefix.
  /// @see aci.md 8.4
  std::map<std::string, std::uint8_t> lost_flags;

  bool operator==(const eepg&) const = default;
};

/// One L3Out as it is now.
struct l3out {
  enum class standing : std::uint8_t {
    unknown, ///< not read since the last gap
    absent,  ///< it or its tenant is missing
    present,
    partly, ///< nobody has asked for it: what bears our mark is known, and no more
    denied, ///< we have no right to it; `trouble` says what the APIC said
  };
  standing stands = standing::unknown;
  std::string trouble;
  std::string vrf;                             ///< DN of its VRF, where known
  std::map<std::string, snapshot<eepg>> eepgs; ///< by name
};

/// An EEPG, or one prefix in it.
struct object_name {
  eepg_name where;
  std::string prefix; ///< canonical; empty: the EEPG itself

  auto operator<=>(const object_name&) const = default;
};

/// Prefixes by EEPG; an empty one stands for the EEPG itself.
using prefixes_by_eepg = std::map<eepg_name, std::set<std::string>>;

/// All that a session knows of the fabric: the body of an observation. L3Outs nobody has asked
/// for are there as far as something marked ours was found in them.
struct fabric : record {
  std::map<l3out_name, snapshot<l3out>> outs;
  /// What has been wished since this process watches and is wished no more: its removal needs no
  /// second look. Null: nothing. @see aci.md 8.7
  snapshot<prefixes_by_eepg> departed;
  /// What is corrected again and again and is let rest for a while. @see aci.md 8.4
  std::set<object_name> resting;
  std::map<std::string, std::string> closed; ///< tenants we may not write to, and why
  std::string served; ///< the tenant of the last request; the others come first
};

// -- what is to be done --------------------------------------------------------------------------

/// One request to the APIC: the body of a transaction. @see aci.md 2.6, 2.7
struct request : record {
  enum class verb : std::uint8_t { post, remove };
  verb what = verb::post;
  std::string dn;     ///< of the object in the URL
  std::string body;   ///< the bytes that are signed and sent; empty for DELETE
  std::string tenant; ///< every request stays within one
  struct edit {
    eepg_name where;
    std::string prefix; ///< empty: the EEPG itself
    bool removed = false;
    subnet after;           ///< meaningful when not removed, for a prefix
    std::string annotation; ///< of the EEPG, when not removed and `prefix` is empty
  };
  std::vector<edit> edits; ///< what it does, in order: for who keeps a picture of the fabric
};

} // namespace weft::aci
