#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/json_path.hpp"
#include "protocol/k8s/schema.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s::server {

/// What a column of a Table shows of an object; null: nothing.
using cell = std::function<json::value(const json::value& object)>;

/// One column of a Table.
struct column {
  std::string name;
  std::string type = "string"; ///< "date" is shown as an age
  std::string format;
  std::string description;
  int priority = 0;
  cell show;
};

/// A field by which objects can be selected, beside metadata.name and metadata.namespace.
struct selectable_field {
  std::string name; ///< "spec.nodeName"
  json_path path;
};

/// One version of a resource that is served.
struct served_version {
  std::string name;
  bool storage = true;
  std::shared_ptr<const schema> shape; ///< validated and pruned by for custom resources; for
                                       ///< built-in ones only the topology of lists and maps
  json::value openapi;                 ///< the schema as text, for /openapi
  std::vector<column> columns;         ///< after Name
  std::vector<selectable_field> fields;
};

/// One kind of object that the server serves.
struct resource {
  std::string group;
  std::string plural;
  std::string singular;
  std::string kind;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
  bool namespaced = true;
  bool has_status = true; ///< a status subresource
  bool has_generation = true;
  bool custom = false;
  bool create_on_update = false;        ///< PUT of what is not there creates it
  std::vector<served_version> versions; ///< the preferred first
  std::string collection;               ///< where its objects are stored; aliases share one
  std::string uid;                      ///< of the definition of a custom resource
  bool ending = false;                  ///< its definition is being deleted
  std::uint64_t since = 0;              ///< its history begins here
  std::uint64_t reshaped = 0; ///< objects stored before need defaults and pruning on reading

  const served_version* find(std::string_view version) const;
  const served_version& storage_version() const;
  std::string list_kind() const { return kind + "List"; }
};

using resource_ptr = std::shared_ptr<const resource>;

/// "ex.io/v1", or "v1" for the core group.
std::string api_version(const resource& which, std::string_view version);

/// The kinds that are there without a definition.
std::vector<resource_ptr> builtin_resources();

/// Reads a CustomResourceDefinition.
/// @returns what is wrong with it, in the words of kube-apiserver.
boost::system::result<resource, std::vector<field_error>> read_definition(const json::value& from);

/// The object as stored, seen in another version: events, or the apiVersion alone.
json::value converted(const resource& as, std::string_view version, const json::value& stored);
/// What goes to the store: the inverse.
json::value to_storage(const resource& as, const json::value& object);

} // namespace weft::k8s::server
