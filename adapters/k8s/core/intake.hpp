#pragma once

#include "adapters/k8s/core/scope.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <vector>

namespace weft::k8s::server {

/// Reads the body of a create or update: JSON or YAML by its content type, with apiVersion, kind,
/// name and namespace as the call has them, or without.
outcome<json::value> read_object(const scope& what);

/// What became of unknown members.
struct intake_notes {
  std::vector<std::string> warnings; ///< for Warning headers
};

/// Removes unknown members, or refuses or warns as fieldValidation says, and fills in defaults.
outcome<intake_notes> shape_object(const scope& what, json::value& object);

/// Name, labels and schema. @param before What is stored; null pointer on creation.
std::optional<refusal> check_object(const scope& what, const json::value& object,
                                    const json::value* before);

/// Members in alphabetical order, all the way down: as the real server stores custom resources.
json::value sorted(json::value what);

} // namespace weft::k8s::server
