#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace weft::k8s::cel {

struct node;

/// One rule of `x-kubernetes-validations` in the part of CEL that schemas use: literals, lists,
/// member and index access, arithmetic, comparisons, `in`, `&&`, `||`, `!`, `?:`, has, size, int,
/// double, string, startsWith, endsWith, contains, matches, lowerAscii, upperAscii, and the macros
/// all, exists, exists_one, filter and map. Types are found out at run time. Maps, messages,
/// durations, timestamps, optionals and the library functions of Kubernetes are not known.
class program {
public:
  /// @returns errc::refused, saying where, for what is no CEL or not known here: a rule that could
  ///          not be honoured must not be taken for one that holds.
  static result<program> compile(std::string_view text);

  /// @param old_self Null pointer when there is no old value; using it then is an error.
  /// @returns errc::refused when the rule cannot be evaluated on this value.
  result<json::value> run(const json::value& self, const json::value* old_self) const;

  /// Whether the rule compares with the old value; it is skipped when there is none.
  bool is_transition() const { return transition_; }

private:
  std::shared_ptr<const node> root_;
  bool transition_ = false;
};

} // namespace weft::k8s::cel
