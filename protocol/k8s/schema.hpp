#pragma once

#include "protocol/fault.hpp"
#include "protocol/json/value.hpp"
#include "protocol/k8s/cel.hpp"
#include "protocol/pattern.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

struct property;

/// One rule of x-kubernetes-validations.
struct validation_rule {
  std::string text;
  std::string message;    ///< empty: "failed rule: <text>"
  std::string reason;     ///< empty: FieldValueInvalid
  std::string field_path; ///< relative to the place of the rule, ".spec.size"; empty: the place
  bool optional_old_self = false;
  cel::program rule;
};

/// How a list or map merges in a server-side apply.
enum class topology : std::uint8_t { granular, atomic, set, map };

/// A structural OpenAPI v3 schema as CustomResourceDefinitions carry it. @see kubernetes.md 16
struct schema {
  std::string type; ///< "object", "array", "string", "integer", "number", "boolean"; empty: any
  std::string format;
  bool nullable = false;
  bool int_or_string = false;
  bool preserve_unknown = false;
  bool embedded_resource = false;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  bool unique_items = false;
  std::vector<property> properties;
  std::shared_ptr<const schema> additional; ///< of a map's values
  std::shared_ptr<const schema> items;
  std::vector<std::string> required;
  std::optional<json::value> otherwise; ///< the default
  std::vector<json::value> allowed;     ///< the enum; empty: all
  std::optional<json::number> minimum;
  std::optional<json::number> maximum;
  std::optional<json::number> multiple_of;
  std::optional<std::int64_t> min_length; ///< in code points
  std::optional<std::int64_t> max_length;
  std::optional<std::int64_t> min_items;
  std::optional<std::int64_t> max_items;
  std::optional<std::int64_t> min_properties;
  std::optional<std::int64_t> max_properties;
  std::optional<pattern> expression;
  topology merges = topology::granular; ///< lists default to atomic
  std::vector<std::string> list_keys;   ///< of topology::map
  std::vector<schema> all_of;
  std::vector<schema> any_of;
  std::vector<schema> one_of;
  std::shared_ptr<const schema> none_of; ///< `not`
  std::vector<validation_rule> rules;

  /// The schema of that member, or null pointer when it is not declared.
  const schema* find(std::string_view name) const;
};

struct property {
  std::string name;
  schema what;
};

/// Reads `openAPIV3Schema`.
/// @param where The field's path in the definition, for messages.
/// @returns errc::refused with the field in `fault::where`: a keyword with the wrong shape, a
///          pattern or a rule that cannot be honoured here.
result<schema> read_schema(const json::value& text, const std::string& where);

/// Removes members that the schema does not declare.
/// @returns their paths: "spec.ports[0].x". The root's apiVersion, kind and metadata stay.
std::vector<std::string> prune(json::value& what, const schema& by);

/// Fills in defaults, and removes nulls that are neither allowed nor defaulted.
void fill_in_defaults(json::value& what, const schema& by);

/// One cause of a 422 answer.
struct field_error {
  std::string reason; ///< "FieldValueInvalid", …
  std::string field;  ///< "spec.ports[0].port"
  std::string message;

  bool operator==(const field_error&) const = default;
};

/// Validates values, then rules, in the words of kube-apiserver. A value that equals the old one at
/// the same place is not complained about (ratcheting).
/// @param old What is stored now; null pointer on creation. @see velocloud.md 3.1
std::vector<field_error> validate(const json::value& what, const schema& by,
                                  const json::value* old = nullptr);

/// Evaluates the rules alone. Called by `validate`.
void check_rules(const json::value& what, const schema& by, const json::value* old,
                 const std::string& path, std::vector<field_error>& into);

/// The item of `old` that corresponds to item `i` of the list `now`: by its keys in a list that is
/// a map, otherwise none.
const json::value* counterpart(const json::value& now, std::size_t i, const json::value* old,
                               const schema& list);

/// Whether any rule is declared in `by` or below.
bool has_rules(const schema& by);

} // namespace weft::k8s
