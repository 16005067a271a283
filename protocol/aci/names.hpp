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

} // namespace weft::aci
