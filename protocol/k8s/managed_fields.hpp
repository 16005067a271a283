#pragma once

#include "protocol/condition.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/field_set.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// One entry of `metadata.managedFields`: what one manager owns.
struct field_manager {
  std::string name;
  std::string operation; ///< "Apply" or "Update"
  std::string api_version;
  std::string subresource; ///< empty or "status"
  std::string time;
  field_set owned;

  bool same_as(const field_manager& other) const {
    return name == other.name && operation == other.operation && subresource == other.subresource;
  }
};

using field_managers = std::vector<field_manager>;

/// Reads and writes `metadata.managedFields`.
field_managers read_managers(const json::value& object);
void write_managers(json::value& object, const field_managers& all);

/// Places that an applied configuration and another manager both want, differently.
struct apply_conflict {
  std::string manager; ///< as kube-apiserver names it: `"m1"`, `"kubectl-edit" using ex.io/v1`
  std::string path;    ///< ".spec.size"
};

/// The outcome of a server-side apply.
struct applied_object {
  json::value object; ///< with managedFields; meaningless when there are conflicts
  std::vector<apply_conflict> conflicts;
};

/// Server-side apply. @see kubernetes.md 7.2
/// @param live The object as stored, with managedFields; an empty object when there is none.
/// @param who Name, version, subresource and time of the applying manager.
/// @param force Take over what others own.
applied_object apply_configuration(const json::value& live, const json::value& applied,
                                   const schema* by, field_manager who, bool force);

/// Books an ordinary write: `who` owns what changed, everybody else loses it.
/// @param after The object as it will be stored; its managedFields are replaced.
void book_update(const json::value& before, json::value& after, const schema* by,
                 field_manager who);

} // namespace weft::k8s
