#include "protocol/velocloud/kinds.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/spec.hpp"

#include <simdjson.h>

namespace weft::velocloud {

namespace {

/// The member as a document of its own; specs are small.
result<json::value> whole(k8s::raw_field& from) {
  return json::parse(std::string_view{simdjson::to_json_string(from.value)});
}

result<void> project_rule(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return boost::system::in_place_value;
  const auto spec = whole(from);
  if (!spec)
    return spec.error();
  into.body = take_snapshot(read_spec(*spec));
  return boost::system::in_place_value;
}

result<void> project_policy(k8s::raw_field& from, k8s::projection& into) {
  if (from.name != "spec")
    return boost::system::in_place_value;
  const auto spec = whole(from);
  if (!spec)
    return spec.error();
  into.body = take_snapshot(read_policy(*spec));
  return boost::system::in_place_value;
}

k8s::kind rules() {
  k8s::kind out;
  out.group = group;
  out.version = "v1";
  out.name = rule_kind;
  out.plural = "velocloudbps";
  out.acted_on = true;
  out.keeps_status = true;
  out.annotations = {std::string{annotation::prefix}};
  out.project = project_rule;
  return out;
}

k8s::kind policies() {
  k8s::kind out;
  out.group = group;
  out.version = "v1alpha1";
  out.name = policy_kind;
  out.plural = "velocloudpolicies";
  out.namespaced = false;
  out.project = project_policy;
  return out;
}

k8s::kind namespaces() {
  k8s::kind out;
  out.version = "v1";
  out.name = namespace_kind;
  out.plural = "namespaces";
  out.namespaced = false;
  out.metadata_only = true;
  out.labels = {""};
  return out;
}

} // namespace

std::vector<k8s::kind> kinds() {
  return {rules(), policies(), namespaces()};
}

} // namespace weft::velocloud
