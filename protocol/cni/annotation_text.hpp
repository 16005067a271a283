#pragma once

#include "protocol/cni/annotation.hpp"
#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What both forms of a selection annotation have in common.
namespace weft::cni {

/// A fault of the annotation `key`, for its author.
fault annotation_fault(std::string_view key, std::string what);

/// The same where one element is at fault. @param number Its place, from 1. @param called What it
/// says of itself. @param what "mac is no MAC".
fault element_fault(std::string_view key, std::size_t number, std::string_view called,
                    const std::string& what);

/// What a MAC must be, for whoever wrote another thing.
inline constexpr const char* mac_rule
  = " (6 bytes, as in 02:00:00:00:00:05, neither multicast nor all zero)";

/// Somebody's text in quotation marks, cut.
std::string shown(std::string_view text);

/// Without the blanks around it.
std::string_view trimmed(std::string_view text);

/// The objects of a JSON list. What two readers of JSON may understand differently, a member twice
/// or a NUL, is a fault. @see cni.md 9
result<std::vector<json::value>> read_objects(std::string_view key, std::string_view value,
                                              const annotation_limits& limits);

/// Reads the members of one element. Null is as good as absent; the first member that is of another
/// type is remembered, and of what follows nothing can be told.
class element_members {
public:
  explicit element_members(const json::value& from) : from_(from) {}

  /// The text; empty when absent.
  std::string text(std::string_view name);
  bool truth(std::string_view name);
  /// The texts of a list; nothing when absent, a fault when it is empty.
  std::vector<std::string> texts(std::string_view name);
  /// A member that must be an object or a list; null pointer when absent.
  const json::object* object(std::string_view name);
  const json::array* list(std::string_view name);

  /// Remembers `name what` unless something was wrong before.
  void complain(std::string_view name, std::string_view what);
  const std::string& trouble() const { return trouble_; }

private:
  const json::value* find(std::string_view name) const;

  const json::value& from_;
  std::string trouble_;
};

} // namespace weft::cni
