#include "adapters/k8s/core/writing.hpp"

#include "adapters/k8s/core/builtin.hpp"
#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/intake.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

/// What only the server writes.
constexpr const char* own_members[]
  = {"uid",        "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
     "generation", "selfLink",          "managedFields",     "generateName"};

std::vector<std::string> finalizers_of(const json::value& object) {
  std::vector<std::string> out;
  const auto* held = object.find_path({"metadata", "finalizers"});
  if (held && held->as_array())
    for (const auto& one : *held->as_array())
      out.emplace_back(one.text_or(""));
  return out;
}

bool is_deleting(const json::value& object) {
  return object.find_path({"metadata", "deletionTimestamp"}) != nullptr;
}

/// Brings over what a write to this subresource cannot change.
void restrict(const scope& what, const json::value& before, json::value& after) {
  auto keep = [&](const char* name) {
    if (const auto* held = before.find(name))
      after.set(name, *held);
    else
      after.erase(name);
  };
  if (what.subresource == "status") {
    auto status = after.find("status") ? *after.find("status") : json::value{};
    const auto meta = after["metadata"];
    after = before;
    if (!what.what->custom)
      after.set("metadata", meta);
    if (status.is_null())
      after.erase("status");
    else
      after.set("status", std::move(status));
    return;
  }
  if (what.what->has_status)
    keep("status");
  if (what.what->plural == "namespaces" && what.subresource.empty())
    keep("spec");
}

void keep_own_members(const json::value& before, json::value& after) {
  for (const auto* name : own_members) {
    if (const auto* held = before.find_path({"metadata", name}))
      after["metadata"].set(name, *held);
    else
      after["metadata"].erase(name);
  }
}

/// Whether anything changed that a generation counts.
bool counts_as_change(const resource& what, const json::value& before, const json::value& after) {
  auto counted = [&](json::value object) {
    object.erase("metadata");
    if (what.has_status)
      object.erase("status");
    return object;
  };
  return !(counted(before) == counted(after));
}

std::optional<refusal> check_finalizers(const scope& what, const json::value& before,
                                        const json::value& after) {
  if (!is_deleting(before))
    return std::nullopt;
  const auto held = finalizers_of(before);
  std::string fresh;
  for (const auto& one : finalizers_of(after))
    if (std::find(held.begin(), held.end(), one) == held.end())
      fresh += (fresh.empty() ? "\"" : ", \"") + one + "\"";
  if (fresh.empty())
    return std::nullopt;
  return invalid(what.about_kind(),
                 {{"FieldValueForbidden", "metadata.finalizers",
                   "Forbidden: no new finalizers can be added if the object is being deleted, "
                   "found new finalizers []string{"
                     + fresh + "}"}});
}

std::optional<refusal> check_preconditions(const scope& what, const json::value& before,
                                           const json::value& after) {
  const auto* version = after.find_path({"metadata", "resourceVersion"});
  const auto* held_version = before.find_path({"metadata", "resourceVersion"});
  if (version && !version->text_or("").empty() && !(*version == *held_version))
    return stale(what.about());
  const auto* uid = after.find_path({"metadata", "uid"});
  const auto* held_uid = before.find_path({"metadata", "uid"});
  if (!uid || uid->text_or("").empty() || *uid == *held_uid)
    return std::nullopt;
  if (what.asked->method == "PATCH")
    return invalid(what.about_kind(),
                   {{"FieldValueInvalid", "metadata.uid",
                     "Invalid value: " + json::write(*uid) + ": field is immutable"}});
  return conflict(what.about(),
                  "Precondition failed: UID in precondition: " + std::string{uid->text_or("")}
                    + ", UID in object meta: " + std::string{held_uid->text_or("")});
}

void warn(answer& into, const intake_notes& notes) {
  for (const auto& text : notes.warnings)
    into.headers.emplace_back("Warning", "299 - " + json::write(text));
}

bool same_but_for_times(json::value a, json::value b) {
  for (auto* side : {&a, &b})
    if (auto* managers = side->find_path({"metadata", "managedFields"}))
      if (auto* all = managers->as_array())
        for (auto& one : *all)
          one.erase("time");
  return a == b;
}

/// What a definition needs beyond what its author wrote.
std::optional<refusal> check_definition(const scope& what, json::value& object) {
  if (what.what->plural != "customresourcedefinitions")
    return std::nullopt;
  complete_definition(object);
  if (auto read = read_definition(object); !read) {
    auto about = what.about_kind();
    about.name = object.text_at({"metadata", "name"});
    return invalid(about, read.error());
  }
  return std::nullopt;
}

} // namespace

field_manager manager_of(const scope& what, const char* operation) {
  return {what.manager(),       operation, api_version(*what.what, what.version), what.subresource,
          to_rfc3339(what.now), {}};
}

answer api_core::state::create(const scope& what) {
  if (!what.name.empty())
    return to_answer(bad_request("the name of a created object belongs into its body"));
  auto object = read_object(what);
  return object ? make(what, std::move(*object), false) : to_answer(object.error());
}

answer api_core::state::make(scope what, json::value object, bool booked) {
  auto& meta = object["metadata"];
  if (meta.text_at({"name"}).empty()) {
    const std::string base{meta.text_at({"generateName"})};
    meta.set("name", base.empty() ? base : base + fresh_suffix());
  }
  what.name = meta.text_at({"name"});
  if (auto no = may_create(what))
    return to_answer(*no);
  if (const auto* version = meta.find("resourceVersion"); version && !version->text_or("").empty())
    return to_answer(internal_error("resourceVersion should not be set on objects to be created"));
  if (what.what->has_status && what.what->plural != "nodes")
    object.erase("status");
  auto notes = shape_object(what, object);
  if (!notes)
    return to_answer(notes.error());
  for (const auto* name : {"uid", "creationTimestamp", "deletionTimestamp", "resourceVersion",
                           "deletionGracePeriodSeconds", "generation", "selfLink"})
    object["metadata"].erase(name);
  if (!booked)
    object["metadata"].erase("managedFields");
  if (auto no = check_definition(what, object))
    return to_answer(*no);
  fill_in_builtin(*what.what, object);
  if (auto no = check_object(what, object, nullptr))
    return to_answer(*no);
  if (const auto held = kept.find(what.what->collection, what.key())) {
    auto why = already_exists(what.about());
    if (is_deleting(held->object))
      why.message = "object is being deleted: " + why.message;
    return to_answer(why);
  }
  if (!booked)
    book_update(json::object{}, object, what.served().shape.get(), manager_of(what, "Update"));
  object["metadata"].set("uid", fresh_uid());
  object["metadata"].set("creationTimestamp", to_rfc3339(now));
  if (what.what->has_generation)
    object["metadata"].set("generation", 1);
  if (!what.is_dry())
    object["metadata"].set("resourceVersion", ""); // in its place among the others
  auto kept_form = to_storage(*what.what, what.what->custom ? sorted(object) : object);
  const auto made = what.is_dry()
                      ? std::make_shared<const stored>(stored{std::move(kept_form), ~0ULL})
                      : put(*what.what, what.key(), std::move(kept_form));
  auto out = show(what, *made, 201);
  warn(out, *notes);
  return out;
}

answer api_core::state::update(const scope& what) {
  auto object = read_object(what);
  if (!object)
    return to_answer(object.error());
  const auto found = kept.find(what.what->collection, what.key());
  if (!found && what.what->create_on_update && what.subresource.empty()) {
    (*object)["metadata"].erase("resourceVersion");
    return make(what, std::move(*object), false);
  }
  if (!found)
    return to_answer(not_found(what.about()));
  const auto* version = object->find_path({"metadata", "resourceVersion"});
  const bool needs_version = what.what->custom || what.what->plural == "leases"
                             || what.what->plural == "customresourcedefinitions";
  if (needs_version && (!version || version->text_or("").empty()))
    return to_answer(
      invalid(what.about(), {{"FieldValueInvalid", "metadata.resourceVersion",
                              "Invalid value: 0: must be specified for an update"}}));
  return replace(what, *found, std::move(*object), false);
}

answer api_core::state::replace(const scope& what, const stored& found, json::value after,
                                bool booked) {
  const auto before = seen(*what.what, what.version, found);
  if (auto no = check_preconditions(what, before, after))
    return to_answer(*no);
  auto notes = shape_object(what, after);
  if (!notes)
    return to_answer(notes.error());
  const auto managers = after.find_path({"metadata", "managedFields"})
                          ? *after.find_path({"metadata", "managedFields"})
                          : json::value{};
  restrict(what, before, after);
  keep_own_members(before, after);
  if (auto no = check_finalizers(what, before, after))
    return to_answer(*no);
  if (auto no = check_definition(what, after))
    return to_answer(*no);
  if (auto no = check_object(what, after, &before))
    return to_answer(*no);
  if (!booked)
    book_update(before, after, what.served().shape.get(), manager_of(what, "Update"));
  else if (!managers.is_null())
    after["metadata"].set("managedFields", managers);
  after["metadata"].set("resourceVersion", std::to_string(found.version));
  if (what.what->has_generation && counts_as_change(*what.what, before, after))
    after["metadata"].set("generation", before.int_at({"metadata", "generation"}, 0) + 1);
  const bool unchanged = same_but_for_times(before, after);
  const bool done_for
    = is_deleting(after) && finalizers_of(after).empty() && what.what->plural != "namespaces";
  auto kept_form = to_storage(*what.what, what.what->custom ? sorted(after) : after);
  stored_ptr result = std::make_shared<const stored>(stored{std::move(kept_form), found.version});
  if (unchanged)
    result = std::make_shared<const stored>(found);
  else if (!what.is_dry() && done_for)
    erase(*what.what, what.key());
  else if (!what.is_dry())
    result = put(*what.what, what.key(), result->object);
  auto out = show(what, *result);
  warn(out, *notes);
  return out;
}

stored_ptr api_core::state::put(const resource& what, const std::string& key, json::value object) {
  const auto happened = kept.put(what.collection, key, std::move(object));
  publish(happened);
  react(happened);
  return happened.after;
}

void api_core::state::erase(const resource& what, const std::string& key) {
  const auto happened = kept.remove(what.collection, key);
  publish(happened);
  react(happened);
}

} // namespace weft::k8s::server
