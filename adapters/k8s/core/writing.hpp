#pragma once

#include "adapters/k8s/core/scope.hpp"
#include "protocol/k8s/managed_fields.hpp"

namespace weft::k8s::server {

/// Who writes in this call, with that operation: "Update" or "Apply".
field_manager manager_of(const scope& what, const char* operation);

/// Fills in what a CustomResourceDefinition may leave out: names, conversion, finalizer.
void complete_definition(json::value& definition);

/// Fills in what the server adds to built-in kinds: phases, types, encoded secrets.
void fill_in_builtin(const resource& what, json::value& object);

} // namespace weft::k8s::server
