#include "protocol/k8s/shared_kind.hpp"

#include <algorithm>
#include <utility>

namespace weft::k8s {

namespace {

using plain_projector = result<void> (*)(raw_field&, projection&);

bool read_alike(const projector& one, const projector& other) {
  if (!one || !other)
    return !one && !other;
  const auto* a = one.target<plain_projector>();
  const auto* b = other.target<plain_projector>();
  return a && b && *a == *b;
}

bool reads_report(const kind& which) {
  return which.keeps_status || !which.report_annotation.empty();
}

bool report_alike(const kind& one, const kind& other) {
  return one.keeps_status == other.keeps_status && one.report_annotation == other.report_annotation
         && one.report_by_status == other.report_by_status
         && one.report_shared == other.report_shared && one.report_members == other.report_members
         && one.report_annotations == other.report_annotations;
}

void take_places(kind& into, const kind& from) {
  into.keeps_status = from.keeps_status;
  into.report_annotation = from.report_annotation;
  into.report_by_status = from.report_by_status;
  into.report_shared = from.report_shared;
  into.report_members = from.report_members;
  into.report_annotations = from.report_annotations;
}

void add(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const auto& prefix : more)
    if (std::find(to.begin(), to.end(), prefix) == to.end())
      to.push_back(prefix);
}

} // namespace

result<kind> share(kind one, const kind& other) {
  const auto refuse = [&](const std::string& what) {
    return fault{
      errc::refused, "two domains watch " + one.name + " with different " + what, "kinds", {}};
  };
  if (api_version(one) != api_version(other) || one.plural != other.plural)
    return refuse("versions");
  if (!read_alike(one.project, other.project))
    return refuse("projectors");
  if (one.label_selector != other.label_selector || one.field_selector != other.field_selector)
    return refuse("selectors");
  if (reads_report(one) && reads_report(other) && !report_alike(one, other))
    return refuse("places for what is reported");
  if (reads_report(other))
    take_places(one, other);
  one.acted_on = one.acted_on || other.acted_on;
  one.mandatory = one.mandatory || other.mandatory;
  one.metadata_only = one.metadata_only && other.metadata_only;
  one.keeps_controller = one.keeps_controller || other.keeps_controller;
  add(one.annotations, other.annotations);
  add(one.labels, other.labels);
  return one;
}

} // namespace weft::k8s
