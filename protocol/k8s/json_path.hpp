#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// A JSONPath as printer columns and selectable fields write it: `.spec.size`, `.a['b.c']`,
/// `.a.b\.c`, `.list[0]`, `.list[-1]`, `.list[*].name`,
/// `.status.conditions[?(@.type=="Ready")].status` with ==, !=, <, <=, > and >=.
class json_path {
public:
  /// @returns errc::refused, naming the place, for anything beyond the forms above.
  static result<json_path> compile(std::string_view text);

  /// Everything in `document` that the path reaches, in document order; pointers into `document`.
  std::vector<const json::value*> find(const json::value& document) const;

private:
  enum class kind : std::uint8_t { member, index, all, filter };
  struct step {
    kind what = kind::member;
    std::string name;       ///< member
    std::int64_t index = 0; ///< from the end when negative
    std::vector<step> left; ///< filter: from each item
    std::string comparison; ///< filter; empty: existence
    json::value right;      ///< filter
  };
  class reader;

  static void follow(const step& how, const json::value& from,
                     std::vector<const json::value*>& into);
  static std::vector<const json::value*> follow_all(const std::vector<step>& steps,
                                                    const json::value& from);

  std::vector<step> steps_;
};

} // namespace weft::k8s
