#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// A label selector: all requirements must hold. @see kubernetes.md 3.2
class label_selector {
public:
  /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Empty selects everything.
  /// @returns errc::malformed in the words of kube-apiserver.
  static result<label_selector> parse(std::string_view text);

  /// @param labels An object of strings, or null.
  bool matches(const json::value* labels) const;
  bool selects_everything() const { return requirements_.empty(); }

private:
  enum class kind : std::uint8_t { in, not_in, exists, missing };
  struct requirement {
    kind what = kind::exists;
    std::string label;
    std::vector<std::string> values;
  };
  class reader;

  std::vector<requirement> requirements_;
};

/// One `field=value` or `field!=value` of a field selector.
struct field_requirement {
  std::string field;
  bool equal = true;
  std::string value;
};

/// Reads `metadata.name=a,spec.nodeName!=b`. Backslash escapes a comma, an equals sign or itself.
/// @returns errc::malformed in the words of kube-apiserver.
result<std::vector<field_requirement>> parse_field_selector(std::string_view text);

} // namespace weft::k8s
