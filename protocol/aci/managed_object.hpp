#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::aci {

/// One object of the APIC's tree as an answer or an event shows it. @see aci.md 2.1, 2.5
struct managed_object {
  std::string class_name;
  std::string dn; ///< empty when neither the object nor the one around it tells
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<managed_object> children;

  /// The attribute's value; null when the object does not show it.
  const std::string* find(std::string_view attribute) const;
  /// The same, or empty.
  std::string_view text(std::string_view attribute) const;
};

/// Reads `{"<class>":{"attributes":{…},"children":[…]}}`.
/// @param parent The DN to which an `rn` is relative; that of the enclosing object.
/// @returns errc::malformed when it is not of that shape or an attribute is no string.
result<managed_object> read_managed(const json::value& what, std::string_view parent = {});

} // namespace weft::aci
