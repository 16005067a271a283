#pragma once

#include <compare>
#include <functional>
#include <string>

namespace weft {

/// Names one Kubernetes object within one cluster at one time. The same key may be borne by a
/// different object later; the uid tells them apart.
struct object_key {
  std::string kind; ///< "VelocloudBP"
  std::string ns;   ///< empty for a cluster-scoped object
  std::string name;

  auto operator<=>(const object_key&) const = default;
};

/// "VelocloudBP/ns1/velokube1", or "Namespace/ns1" for a cluster-scoped object.
std::string to_string(const object_key& key);

/// Who contributes: an object in one of its lives.
struct owner {
  object_key key;
  std::string uid;

  auto operator<=>(const owner&) const = default;
};

/// The owner's key; the uid is left out.
std::string to_string(const owner& who);

/// One part of what an owner wishes that a controller can refuse by itself.
struct unit {
  owner whose;
  std::string what; ///< in the domain's words, e.g. a prefix; empty: all that the owner wishes

  auto operator<=>(const unit&) const = default;
};

} // namespace weft

template <>
struct std::hash<weft::object_key> {
  std::size_t operator()(const weft::object_key& key) const noexcept;
};
