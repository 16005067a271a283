#include "adapters/k8s/core/core_state.hpp"
#include "adapters/k8s/core/intake.hpp"
#include "adapters/k8s/core/writing.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/json/patch.hpp"
#include "protocol/k8s/strategic_merge.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

constexpr std::string_view apply_type = "application/apply-patch+yaml";

refusal patch_does_not_fit() {
  refusal out;
  out.code = 422;
  out.reason = "Invalid";
  out.message = "the server rejected our request due to an error in our request";
  out.about = subject{};
  return out;
}

refusal bad_options(std::string field, std::string reason, std::string message) {
  return invalid({"", "meta.k8s.io", "PatchOptions", ""},
                 {{std::move(reason), std::move(field), std::move(message)}});
}

/// Type and place of what a patch made of an object.
std::optional<refusal> check_identity(const scope& what, const json::value& before,
                                      json::value& after) {
  if (const auto name = after.text_at({"metadata", "name"}); name != what.name)
    return bad_request("the name of the object (" + std::string{name}
                       + ") does not match the name on the URL (" + what.name + ")");
  for (const auto* member : {"apiVersion", "kind"})
    after.set(member, *before.find(member));
  if (!what.ns.empty())
    after["metadata"].set("namespace", what.ns);
  return std::nullopt;
}

outcome<json::value> patched(const scope& what, const json::value& before) {
  const auto& type = what.asked->content_type;
  const auto patch = json::parse(what.asked->body);
  if (type.starts_with("application/json-patch+json")) {
    if (!patch || !patch->is_array())
      return bad_request("error decoding patch: not a list of operations");
    auto out = json::apply_patch(before, *patch);
    if (out)
      return std::move(*out);
    return out.error().code == errc::malformed ? bad_request("error decoding patch")
                                               : patch_does_not_fit();
  }
  const bool merges = type.starts_with("application/merge-patch+json");
  const bool strategic = type.starts_with("application/strategic-merge-patch+json");
  if (!merges && !(strategic && !what.what->custom))
    return unsupported_media(std::string{"application/json-patch+json, "
                                         "application/merge-patch+json, "}
                             + (what.what->custom ? "" : "application/strategic-merge-patch+json, ")
                             + "application/apply-patch+yaml");
  if (!patch || !patch->is_object())
    return bad_request("error decoding patch: not an object");
  return merges ? json::merge_patch(before, *patch)
                : strategic_merge(before, *patch, what.served().shape.get());
}

/// ".spec.ports[0].x" becomes what typed patch objects complain about.
std::optional<refusal> check_typed(const scope& what, const json::value& applied) {
  const auto& shape = what.served().shape;
  auto complain = [&](const std::string& why) {
    return internal_error("failed to create typed patch object (" + what.ns + "/" + what.name + "; "
                          + api_version(*what.what, what.version) + ", Kind=" + what.what->kind
                          + "): " + why);
  };
  if (!shape)
    return std::nullopt;
  auto copy = applied;
  if (const auto gone = prune(copy, *shape); !gone.empty())
    return complain("." + gone.front() + ": field not declared in schema");
  if (what.what->custom)
    for (const auto& one : validate(applied, *shape))
      if (one.reason == "FieldValueDuplicate" || one.reason == "FieldValueTypeInvalid")
        return complain("." + one.field + ": " + one.message);
  return std::nullopt;
}

outcome<json::value> read_applied(const scope& what) {
  if (what.parameter("fieldManager").empty())
    return bad_options("fieldManager", "FieldValueRequired",
                       "Required value: is required for apply patch");
  auto read = yaml::read(what.asked->body);
  if (!read || !read->is_object())
    return bad_request("error decoding YAML: " + (read ? "not an object" : read.error().what));
  auto applied = std::move(*read);
  const auto* version = applied.find("apiVersion");
  const auto* kind = applied.find("kind");
  if (!version || version->text_or("") != api_version(*what.what, what.version) || !kind
      || kind->text_or("") != what.what->kind)
    return bad_request("the applied object's apiVersion and kind must be "
                       + api_version(*what.what, what.version) + ", Kind=" + what.what->kind);
  if (const auto* held = applied.find_path({"metadata", "managedFields"});
      held && held->as_array() && !held->as_array()->empty())
    return bad_request("metadata.managedFields must be nil");
  const auto* name = applied.find_path({"metadata", "name"});
  if (name && name->text_or("") != what.name)
    return bad_request("the name of the object (" + std::string{name->text_or("")}
                       + ") does not match the name on the URL (" + what.name + ")");
  if (auto no = check_typed(what, applied))
    return *no;
  return applied;
}

answer conflicted(const std::vector<apply_conflict>& all) {
  refusal why;
  why.code = 409;
  why.reason = "Conflict";
  why.about = subject{};
  why.message = "Apply failed with " + std::to_string(all.size())
                + (all.size() == 1 ? " conflict: " : " conflicts: ");
  std::string manager;
  for (const auto& one : all) {
    why.causes.push_back({"FieldManagerConflict", one.path, "conflict with " + one.manager});
    if (all.size() == 1)
      why.message += "conflict with " + one.manager + ": " + one.path;
    else if (manager != one.manager)
      why.message += (manager.empty() ? "" : "\n") + std::string{"conflicts with "} + one.manager
                     + ":\n- " + one.path;
    else
      why.message += "\n- " + one.path;
    manager = one.manager;
  }
  return to_answer(why);
}

} // namespace

answer api_core::state::patch(const scope& what) {
  if (what.asked->content_type.starts_with(apply_type))
    return apply(what);
  if (what.query.contains("force"))
    return to_answer(bad_options("force", "FieldValueForbidden",
                                 "Forbidden: may not be specified for non-apply patch"));
  const auto found = kept.find(what.what->collection, what.key());
  if (!found)
    return to_answer(not_found(what.about()));
  const auto before = seen(*what.what, what.version, *found);
  auto after = patched(what, before);
  if (!after)
    return to_answer(after.error());
  if (auto no = check_identity(what, before, *after))
    return to_answer(*no);
  return replace(what, *found, std::move(*after), false);
}

answer api_core::state::apply(const scope& what) {
  auto applied = read_applied(what);
  if (!applied)
    return to_answer(applied.error());
  const auto found = kept.find(what.what->collection, what.key());
  const auto* uid = applied->find_path({"metadata", "uid"});
  if (!found && uid && !uid->text_or("").empty())
    return to_answer(conflict(what.about(), "uid mismatch: the provided object specified uid "
                                              + std::string{uid->text_or("")}
                                              + ", and no existing object was found"));
  if (!found && !what.subresource.empty())
    return to_answer(not_found(what.about()));
  const auto live = found ? seen(*what.what, what.version, *found) : json::value{json::object{}};
  auto laid = apply_configuration(live, *applied, what.served().shape.get(),
                                  manager_of(what, "Apply"), what.flag("force"));
  if (!laid.conflicts.empty())
    return conflicted(laid.conflicts);
  auto& object = laid.object;
  object.set("apiVersion", *applied->find("apiVersion"));
  object.set("kind", *applied->find("kind"));
  object["metadata"].set("name", what.name);
  if (!what.ns.empty())
    object["metadata"].set("namespace", what.ns);
  for (const auto* name : {"resourceVersion", "uid"})
    if (const auto* held = applied->find_path({"metadata", name}))
      object["metadata"].set(name, *held);
  return found ? replace(what, *found, std::move(object), true)
               : make(what, std::move(object), true);
}

} // namespace weft::k8s::server
