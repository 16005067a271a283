#pragma once

#include "protocol/condition.hpp"
#include "protocol/object_key.hpp"
#include "protocol/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::k8s {

/// A few labels or annotations, in the order they were read.
using string_pairs = std::vector<std::pair<std::string, std::string>>;

/// The value of `name`, or null pointer.
const std::string* find(const string_pairs& pairs, std::string_view name);

/// The owner that manages an object: the one of its owner references that says `controller`. It
/// lives in the object's namespace, or in none. @see kubernetes.md 7.5
struct owner_reference {
  std::string kind;
  std::string name;
  std::string uid;

  bool operator==(const owner_reference&) const = default;
};

/// What weft keeps of `metadata`. managedFields and the last-applied annotation are never
/// materialised. @see kubernetes.md 5
struct object_meta {
  object_key key;
  std::string uid;
  std::uint64_t version = 0; ///< resourceVersion as a number; 0 when it is none
  std::int64_t generation = 0;
  timestamp created{};
  std::optional<timestamp> deleting; ///< deletionTimestamp
  std::vector<std::string> finalizers;
  string_pairs labels;
  string_pairs annotations;
  snapshot<owner_reference> controller; ///< of a kind that keeps it; null: there is none
};

/// Whether `finalizer` still holds the object back.
bool has_finalizer(const object_meta& meta, std::string_view finalizer);

/// The small record that weft keeps of one object: decoded straight from the line it came in.
struct projection {
  object_meta meta;
  snapshot<record> body; ///< what the kind's projector kept of spec; null: nothing
  std::string status;    ///< `status` as minified JSON for kinds whose status weft writes
};

} // namespace weft::k8s
