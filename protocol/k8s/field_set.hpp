#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/schema.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// A set of places in an object, as a tree of the path elements of FieldsV1: `f:spec`,
/// `k:{"port":1}`, `v:"x"`. @see kubernetes.md 7.2
struct field_set {
  bool member = false; ///< this place itself is in the set
  std::map<std::string, field_set> below;

  bool empty() const { return !member && below.empty(); }
  bool operator==(const field_set&) const = default;
};

/// Reads and writes the `fieldsV1` form.
field_set read_field_set(const json::value& fields);
json::value write_field_set(const field_set& what);

field_set united(field_set a, const field_set& b);
/// Without the places of `b`. @param whole Take away what lies below a place of `b`, too.
field_set without(const field_set& a, const field_set& b, bool whole = false);

/// The places that an applied configuration claims: its leaves, its list-map items, and atomic
/// lists and maps as a whole. What `by` does not declare counts as granular maps and atomic lists.
field_set fields_of(const json::value& applied, const schema* by);

/// The outcome of comparing two states of an object.
struct field_changes {
  field_set set; ///< added or modified
  field_set removed;
};
field_changes compare(const json::value& before, const json::value& after, const schema* by);

/// Lays an applied configuration over an object.
json::value merge_applied(json::value live, const json::value& applied, const schema* by);

/// Removes the places of `gone` from an object: members, list-map items, set items.
void remove_fields(json::value& from, const field_set& gone, const schema* by);

/// A place with its path as people read it: `.spec.ports[port=1].name`.
struct named_place {
  std::string path;
  field_set only; ///< a set with just this place
};

/// The places of both sets at which two objects differ.
std::vector<named_place> disagreements(const field_set& mine, const field_set& theirs,
                                       const json::value& applied, const json::value& live,
                                       const schema* by);

/// The path element that identifies an item of a list that is a map or a set.
std::string item_element(const json::value& item, const schema& list);

/// The value that a path element names, or null pointer.
const json::value* step_into(const json::value* from, std::string_view element, const schema* by);
/// The schema of what a path element names, or null pointer.
const schema* step_into(const schema* by, std::string_view element);

} // namespace weft::k8s
