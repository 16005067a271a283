#include "protocol/k8s/read_object.hpp"

#include "protocol/k8s/raw_field.hpp"
#include "protocol/k8s/report.hpp"
#include "protocol/k8s/version.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace weft::k8s {

namespace {

namespace od = simdjson::ondemand;

constexpr std::string_view last_applied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr std::string_view initial_events_end = "k8s.io/initial-events-end";

bool is_null(od::value& what) {
  return what.type() == od::json_type::null;
}

std::string_view text(od::value from) {
  return is_null(from) ? std::string_view{} : std::string_view{from.get_string()};
}

bool begins_with_one(std::string_view name, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

bool contains(const std::vector<std::string>& all, std::string_view name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

bool has_report(const kind& which) {
  return !which.report_annotation.empty();
}

bool is_annotation_kept(const kind& which, std::string_view name) {
  return (name != last_applied && begins_with_one(name, which.annotations))
         || (has_report(which) && name == which.report_annotation)
         || contains(which.report_annotations, name);
}

/// @param is_kept Says of a name whether its pair is wanted.
template <class Predicate>
void read_pairs(od::value from, string_pairs& into, const Predicate& is_kept) {
  if (is_null(from))
    return;
  thread_local string_pairs found; // so that `into` is made once, with no room to spare
  found.clear();
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (is_kept(name))
      found.emplace_back(name, text(field.value()));
  }
  into.insert(into.end(), std::make_move_iterator(found.begin()),
              std::make_move_iterator(found.end()));
}

void read_finalizers(od::value from, std::vector<std::string>& into) {
  if (is_null(from))
    return;
  for (auto item : from.get_array())
    into.emplace_back(std::string_view{item.get_string()});
}

/// Siblings come one after the other more often than not, and share one reference.
snapshot<owner_reference> shared(const owner_reference& one) {
  thread_local snapshot<owner_reference> last;
  if (!last || *last != one)
    last = take_snapshot(one);
  return last;
}

/// @returns whether the reference at hand says that it controls.
bool read_reference(od::value from, owner_reference& into) {
  bool controls = false;
  into.kind.clear();
  into.name.clear();
  into.uid.clear();
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (name == "controller") {
      od::value held = field.value();
      controls = !is_null(held) && held.get_bool().value();
    } else if (name == "kind") {
      into.kind = text(field.value());
    } else if (name == "name") {
      into.name = text(field.value());
    } else if (name == "uid") {
      into.uid = text(field.value());
    }
  }
  return controls;
}

void read_controller(od::value from, object_meta& into) {
  if (is_null(from))
    return;
  thread_local owner_reference one; // so that one that is shared already costs no memory
  for (auto item : from.get_array())
    if (read_reference(item.value(), one))
      into.controller = shared(one);
}

void read_meta(od::value from, const kind& which, object_meta& into) {
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (name == "name")
      into.key.name = text(field.value());
    else if (name == "namespace")
      into.key.ns = text(field.value());
    else if (name == "uid")
      into.uid = text(field.value());
    else if (name == "resourceVersion")
      into.version = parse_version(text(field.value()));
    else if (name == "generation")
      into.generation = field.value().get_int64();
    else if (name == "creationTimestamp")
      into.created = from_rfc3339(text(field.value()));
    else if (name == "deletionTimestamp")
      into.deleting = from_rfc3339(text(field.value()));
    else if (name == "finalizers")
      read_finalizers(field.value(), into.finalizers);
    else if (name == "labels" && !which.labels.empty())
      read_pairs(field.value(), into.labels,
                 [&](std::string_view label) { return begins_with_one(label, which.labels); });
    else if (name == "annotations" && (!which.annotations.empty() || has_report(which)))
      read_pairs(field.value(), into.annotations,
                 [&](std::string_view one) { return is_annotation_kept(which, one); });
    else if (name == "ownerReferences" && which.keeps_controller)
      read_controller(field.value(), into);
  }
}

std::string minified(std::string_view raw) {
  std::string out(raw.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  const auto error = simdjson::minify(raw.data(), raw.size(), out.data(), size);
  if (error != simdjson::SUCCESS)
    throw simdjson::simdjson_error(error);
  out.resize(size);
  return out;
}

/// Reads a status of which some members belong to the report, for that and for the projector.
result<void> read_status(od::value from, const kind& which, json::object& report,
                         projection& into) {
  if (is_null(from))
    return {};
  const std::string_view text = simdjson::to_json_string(from);
  const auto all = json::parse(text);
  if (!all)
    return all.error();
  for (const auto& name : which.report_members)
    if (const auto* held = all->find(name))
      report.emplace_back(name, *held);
  if (!which.project || !all->is_object())
    return {};
  thread_local od::parser second; // a value is read once, and the first reading was that of `all`
  auto doc
    = second.iterate(simdjson::padded_string_view{text, text.size() + simdjson::SIMDJSON_PADDING});
  raw_field raw{"status", doc.get_value()};
  return which.project(raw, into);
}

/// What an annotation says in place of the status is kept there and nowhere else.
void keep_report(const std::string& annotation, projection& into) {
  auto& all = into.meta.annotations;
  const auto held = std::find_if(all.begin(), all.end(),
                                 [&](const auto& one) { return one.first == annotation; });
  if (held == all.end())
    return;
  into.status = std::move(held->second);
  all.erase(held);
}

fault malformed(std::string what) {
  return {errc::malformed, std::move(what), "", {}};
}

/// What keeps metadata from saying which object this is, and which state of it.
std::optional<fault> gap_in(const object_meta& of) {
  if (of.key.name.empty())
    return malformed("an object without metadata.name");
  if (of.uid.empty())
    return malformed("an object without metadata.uid");
  if (of.version == 0)
    return malformed("an object whose metadata.resourceVersion is no number above 0");
  return std::nullopt;
}

} // namespace

result<void> read_object(od::object from, const kind& which, projection& into) {
  into.meta.key.kind = which.name;
  std::optional<fault> trouble;
  json::object report;
  for (auto field : from) {
    const std::string_view name = field.unescaped_key();
    if (name == "metadata") {
      read_meta(field.value(), which, into.meta);
    } else if (name == "kind") {
      const auto is = text(field.value());
      if (!is.empty() && is != which.name && is != "PartialObjectMetadata")
        trouble = malformed("an object of kind " + std::string{is} + " in place of " + which.name);
    } else if (name == "status" && which.keeps_status) {
      od::value held = field.value();
      into.status = minified(simdjson::to_json_string(held));
    } else if (name == "status" && !which.report_members.empty()) {
      if (auto read = read_status(field.value(), which, report, into); !read && !trouble)
        trouble = read.error();
    } else if (which.project && name != "apiVersion") {
      raw_field raw{name, field.value()};
      if (auto taken = which.project(raw, into); !taken && !trouble)
        trouble = taken.error();
    }
  }
  if (auto gap = gap_in(into.meta))
    return *std::move(gap);
  if (trouble)
    return *std::move(trouble);
  if (is_scattered(which))
    into.status = gather_report(which, report, into.meta.annotations);
  else if (has_report(which))
    keep_report(which.report_annotation, into);
  return {};
}

bool read_bookmark(od::object from, object_meta& into) {
  bool ends = false;
  for (auto field : from) {
    if (std::string_view{field.unescaped_key()} != "metadata")
      continue;
    for (auto member : field.value().get_object()) {
      const std::string_view name = member.unescaped_key();
      if (name == "resourceVersion")
        into.version = parse_version(text(member.value()));
      if (name != "annotations")
        continue;
      string_pairs held;
      read_pairs(member.value(), held,
                 [](std::string_view one) { return one == initial_events_end; });
      const auto* value = find(held, initial_events_end);
      ends = value && *value == "true";
    }
  }
  return ends;
}

} // namespace weft::k8s
