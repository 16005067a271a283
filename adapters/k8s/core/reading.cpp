#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/table.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

const json::value* field_of(const json::value& object, const std::string& name,
                            const served_version& version) {
  for (const auto& one : version.fields)
    if (one.name == name) {
      const auto found = one.path.find(object);
      return found.empty() ? nullptr : found.front();
    }
  return object.find_path({"metadata", name == "metadata.name" ? "name" : "namespace"});
}

} // namespace

outcome<selection> api_core::state::read_selection(const scope& what) const {
  selection out;
  auto labels = label_selector::parse(what.parameter("labelSelector"));
  if (!labels)
    return bad_request(labels.error().what);
  out.labels = std::move(*labels);
  auto fields = parse_field_selector(what.parameter("fieldSelector"));
  if (!fields)
    return bad_request(fields.error().what);
  for (const auto& one : *fields) {
    const auto& known = what.served().fields;
    const bool declared = one.field == "metadata.name" || one.field == "metadata.namespace"
                          || std::any_of(known.begin(), known.end(), [&](const auto& field) {
                               return field.name == one.field;
                             });
    if (!declared)
      return bad_request(what.what->custom ? "field label not supported: " + one.field
                                           : "\"" + one.field
                                               + "\" is not a known field selector: only "
                                                 "\"metadata.name\", \"metadata.namespace\"");
  }
  out.fields = std::move(*fields);
  if (!what.name.empty())
    out.fields.push_back({"metadata.name", true, what.name});
  return out;
}

bool api_core::state::matches(const selection& which, const resource& what,
                              std::string_view version, const json::value& object) {
  if (!which.labels.matches(object.find_path({"metadata", "labels"})))
    return false;
  if (which.fields.empty())
    return true;
  const auto& served = *what.find(version);
  const auto shown = converted(what, version, object);
  return std::all_of(which.fields.begin(), which.fields.end(), [&](const auto& one) {
    const auto* held = field_of(shown, one.field, served);
    const auto text = !held               ? std::string{}
                      : held->is_string() ? std::string{held->text_or("")}
                                          : json::write(*held);
    return (text == one.value) == one.equal;
  });
}

json::value api_core::state::seen(const resource& what, std::string_view version,
                                  const stored& object) const {
  auto out = converted(what, version, object.object);
  const auto& shape = what.find(version)->shape;
  if (what.custom && shape && object.version < what.reshaped) {
    prune(out, *shape);
    fill_in_defaults(out, *shape);
  }
  return out;
}

answer api_core::state::show(const scope& what, const stored& object, int status) const {
  const auto shown = seen(*what.what, what.version, object);
  answer out;
  out.status = status;
  if (what.shown == form::table)
    out.body = json::write(make_table(
      what, {shown}, json::value::of({{"resourceVersion", std::to_string(object.version)}}), true));
  else
    out.body = json::write(what.shown == form::partial ? make_partial(shown) : shown);
  return out;
}

answer api_core::state::get(const scope& what) {
  const auto version = what.parameter("resourceVersion");
  if (const auto asked = read_version(version).value_or(0); asked > reached())
    return to_answer(version_too_large(asked, reached()));
  auto found = kept.find(what.what->collection, what.key());
  if (!version.empty() && reached() < kept.version()) {
    const auto then = cached(what.what->collection);
    const auto held = then.find(what.key());
    found = held == then.end() ? nullptr : held->second;
  }
  return found ? show(what, *found) : to_answer(not_found(what.about()));
}

} // namespace weft::k8s::server
