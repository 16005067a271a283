#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace weft::aci {

/// An L3Out. @see aci.md 1
struct l3out_name {
  std::string tenant;
  std::string l3out;

  auto operator<=>(const l3out_name&) const = default;
};

/// An external EPG ("EEPG"): what a Deployment's annotation names. @see aci.md 5.2
struct eepg_name {
  std::string tenant;
  std::string l3out;
  std::string epg;

  l3out_name out() const { return {tenant, l3out}; }

  auto operator<=>(const eepg_name&) const = default;
};

inline constexpr std::string_view domain_name = "aci";
inline constexpr std::string_view deployment_kind = "Deployment";
inline constexpr std::string_view replica_set_kind = "ReplicaSet";
inline constexpr std::string_view pod_kind = "Pod";
inline constexpr std::string_view service_kind = "Service";

namespace annotation {
/// What a Deployment asks for. @see aci.md 5.2
inline constexpr std::string_view l3out = "aci.haystacknetworks.com/l3o";
} // namespace annotation

/// Condition and event reasons; part of the API. @see aci.md 8.10
namespace reason {
inline constexpr std::string_view published = "Published";
inline constexpr std::string_view waiting_for_l3out = "WaitingForL3Out";
inline constexpr std::string_view invalid_annotation = "InvalidAnnotation";
inline constexpr std::string_view conflict = "Conflict";
inline constexpr std::string_view apic_rejected = "ApicRejected";
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view drift_corrected = "DriftCorrected";
/// An address that a Pod or Service has and that is not published.
inline constexpr std::string_view address_ignored = "AddressIgnored";
/// Something of ours has to go and stays, since we have no right to it.
inline constexpr std::string_view left_behind = "LeftBehind";
} // namespace reason

/// Whether `text` may name a tenant, an L3Out or an EEPG: `^[a-zA-Z0-9_.:-]{1,64}$`. What is of it
/// cannot leave its place in a DN, a URL or a filter. @see aci.md 3
bool is_name(std::string_view text);

/// Whether `text` may be part of a mark: `^[a-zA-Z0-9_.-]{1,63}$`. @see aci.md 8.2
bool is_cluster_id(std::string_view text);

/// "tenant/l3out", for people.
std::string to_string(const l3out_name& which);
/// "tenant/l3out/epg", for people.
std::string to_string(const eepg_name& where);

} // namespace weft::aci
