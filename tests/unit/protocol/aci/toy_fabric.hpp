#pragma once

#include "protocol/aci/events.hpp"
#include "protocol/aci/records.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::aci {

/// A tree of managed objects that takes requests as they are sent, all or nothing, and tells what
/// has changed. It knows what the APIC makes of a body and nothing of how weft thinks.
/// @see aci.md 2.6, 2.7, 4.3
class toy_fabric {
public:
  using attributes = std::map<std::string, std::string>;
  struct object {
    std::string class_name;
    attributes held;

    bool operator==(const object&) const = default;
  };

  /// What a person does.
  void put(const std::string& dn, std::string_view class_name, attributes what = {});
  void change(const std::string& dn, const attributes& what);
  void erase(const std::string& dn);

  /// Tenant T with L3Out O and its VRF, and the like.
  void add_out(const l3out_name& which, const std::string& vrf = {});

  /// What a session does. @returns whether it was accepted; if not, nothing has changed.
  bool carry_out(const request& what);

  std::vector<managed_object> read(const l3out_name& which) const;
  std::vector<managed_object> read(const eepg_name& which) const;
  std::vector<managed_object> marked(std::string_view class_name, std::string_view marker) const;

  bool has(const std::string& dn) const { return all.contains(dn); }
  std::string at(const std::string& dn, const std::string& attribute) const;
  /// Prefixes below the EEPG, as in their DNs.
  std::vector<std::string> prefixes(const eepg_name& of) const;

  std::map<std::string, object> all;
  std::vector<event> told;                            ///< in their order; for the test to take away
  std::function<bool(const std::string& dn)> refuses; ///< objects that it does not take
  bool coarse = false; ///< all that happens bears one and the same time
  std::size_t posts = 0;
  std::size_t deletes = 0;

private:
  bool apply(const std::string& parent, const json::value& what);
  void tell(event::kind what, const std::string& dn, const attributes& shown);
  void drop(const std::string& dn);
  managed_object shown(const std::string& dn) const;
  std::string time() const;

  std::int64_t clock_ = 0; ///< milliseconds; one per commit
};

} // namespace weft::aci
