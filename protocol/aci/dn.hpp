#pragma once

#include "protocol/aci/names.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Distinguished names: RNs joined by `/`, which within brackets is a character like any other.
/// Brackets nest. @see aci.md 1
namespace weft::aci {

/// Class names, as they stand in bodies and queries. @see aci.md 1
namespace mo {
inline constexpr std::string_view universe = "polUni";
inline constexpr std::string_view tenant = "fvTenant";
inline constexpr std::string_view l3out = "l3extOut";
inline constexpr std::string_view eepg = "l3extInstP";
inline constexpr std::string_view subnet = "l3extSubnet";
inline constexpr std::string_view tag = "tagAnnotation";
inline constexpr std::string_view provided = "fvRsProv";
inline constexpr std::string_view consumed = "fvRsCons";
inline constexpr std::string_view vrf = "l3extRsEctx"; ///< of an L3Out; its tDn names the VRF
} // namespace mo

std::string tenant_dn(std::string_view tenant);
std::string dn_of(const l3out_name& which);
std::string dn_of(const eepg_name& which);
/// Of an l3extSubnet.
std::string dn_of(const eepg_name& where, std::string_view prefix);

/// The RNs from the root on; empty when brackets do not pair or an RN is empty.
std::vector<std::string_view> rns_of(std::string_view dn);

/// The DN made of these RNs.
std::string join_rns(const std::vector<std::string_view>& rns);

/// The DN without its last RN; empty at the root, and for what is no DN.
std::string_view parent_of(std::string_view dn);

/// The class of what the DN names, from `mo`; empty when it is none of those.
std::string_view class_of(std::string_view dn);

/// What a DN at or below an L3Out names. Text lives as long as the DN's.
struct place {
  std::string_view class_name; ///< l3extOut, l3extInstP, l3extSubnet or l3extRsEctx
  std::string_view tenant;
  std::string_view l3out;
  std::string_view epg;    ///< empty for an L3Out and what hangs directly below it
  std::string_view prefix; ///< of an l3extSubnet, as it is spelled

  l3out_name out() const { return {std::string{tenant}, std::string{l3out}}; }
  eepg_name eepg() const { return {std::string{tenant}, std::string{l3out}, std::string{epg}}; }
};

/// @returns nothing for a DN of any other class.
std::optional<place> read_place(std::string_view dn);

} // namespace weft::aci
