#include "protocol/k8s/read_object.hpp"

#include "protocol/k8s/raw_field.hpp"
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

bool is_kept(std::string_view name, const std::vector<std::string>& prefixes) {
  return name != last_applied
         && std::any_of(prefixes.begin(), prefixes.end(),
                        [&](const std::string& prefix) { return name.starts_with(prefix); });
}

/// @param also The whole name of one more that is kept; empty: none.
void read_pairs(od::value from, const std::vector<std::string>& prefixes, string_pairs& into,
                std::string_view also = {}) {
  if ((prefixes.empty() && also.empty()) || is_null(from))
    return;
  thread_local string_pairs found; // so that `into` is made once, with no room to spare
  found.clear();
  for (auto field : from.get_object()) {
    const std::string_view name = field.unescaped_key();
    if (is_kept(name, prefixes) || (!also.empty() && name == also))
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
    else if (name == "labels")
      read_pairs(field.value(), which.labels, into.labels);
    else if (name == "annotations")
      read_pairs(field.value(), which.annotations, into.annotations, which.report_annotation);
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
  if (!which.report_annotation.empty())
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
      read_pairs(member.value(), {std::string{initial_events_end}}, held);
      const auto* value = find(held, initial_events_end);
      ends = value && *value == "true";
    }
  }
  return ends;
}

} // namespace weft::k8s
