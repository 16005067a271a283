#include "adapters/k8s/core/core_state.hpp"
#include "protocol/json/value.hpp"

namespace weft::k8s::server {

namespace {

bool is_held_back(const json::value& object) {
  const auto* held = object.find_path({"metadata", "finalizers"});
  return held && held->as_array() && !held->as_array()->empty();
}

/// Names the kind as deletion preconditions do: by Kind.
std::optional<refusal> check_preconditions(const scope& what, const json::value& object) {
  const auto options = json::parse(what.asked->body);
  const auto* wanted = options ? options->find("preconditions") : nullptr;
  if (!wanted)
    return std::nullopt;
  const auto* uid = wanted->find("uid");
  const auto* held_uid = object.find_path({"metadata", "uid"});
  if (uid && !(*uid == *held_uid))
    return conflict(what.about_kind(),
                    "the UID in the precondition (" + std::string{uid->text_or("")}
                      + ") does not match the UID in record (" + std::string{held_uid->text_or("")}
                      + "). The object might have been deleted and then recreated");
  const auto* version = wanted->find("resourceVersion");
  const auto* held_version = object.find_path({"metadata", "resourceVersion"});
  if (version && !(*version == *held_version))
    return conflict(what.about_kind(), "the ResourceVersion in the precondition ("
                                         + std::string{version->text_or("")}
                                         + ") does not match the ResourceVersion in record ("
                                         + std::string{held_version->text_or("")}
                                         + "). The object might have been modified");
  return std::nullopt;
}

answer removed(const scope& what, const json::value& last) {
  auto about = what.about();
  const auto* uid = last.find_path({"metadata", "uid"});
  json::value details = json::value::of({{"name", about.name}});
  if (!about.group.empty())
    details.set("group", about.group);
  details.set("kind", about.kind);
  details.set("uid", uid ? *uid : json::value{""});
  answer out;
  out.body = json::write(json::value::of({{"kind", "Status"},
                                          {"apiVersion", "v1"},
                                          {"metadata", json::object{}},
                                          {"status", "Success"},
                                          {"details", std::move(details)}}));
  return out;
}

} // namespace

stored_ptr api_core::state::begin_removal(const resource& what, const std::string& key,
                                          bool& gone) {
  const auto found = kept.find(what.collection, key);
  gone = false;
  auto object = found->object;
  const bool is_namespace = what.plural == "namespaces";
  if (!is_held_back(object) && !is_namespace) {
    gone = true;
    erase(what, key);
    return found;
  }
  if (object.find_path({"metadata", "deletionTimestamp"}))
    return found;
  auto& meta = object["metadata"];
  if (what.custom)
    meta.set("deletionGracePeriodSeconds", 0);
  meta.set("deletionTimestamp", to_rfc3339(now));
  if (what.has_generation && meta.find("generation"))
    meta.set("generation", meta.int_at({"generation"}, 0) + 1);
  if (is_namespace)
    object["status"].set("phase", "Terminating");
  return put(what, key, std::move(object));
}

answer api_core::state::remove(const scope& what) {
  const auto found = kept.find(what.what->collection, what.key());
  if (!found)
    return to_answer(not_found(what.about()));
  if (auto no = check_preconditions(what, found->object))
    return to_answer(*no);
  const bool protects
    = what.what->plural == "namespaces"
      && (what.name == "default" || what.name == "kube-system" || what.name == "kube-public");
  if (protects)
    return to_answer(forbidden(what.about(), "this namespace may not be deleted"));
  const auto options = json::parse(what.asked->body);
  if (what.is_dry() || (options && options->find("dryRun")))
    return removed(what, found->object);
  bool gone = false;
  const auto last = begin_removal(*what.what, what.key(), gone);
  return gone ? removed(what, last->object) : show(what, *last);
}

answer api_core::state::remove_all(const scope& what) {
  const auto which = read_selection(what);
  if (!which)
    return to_answer(which.error());
  std::vector<std::string> keys;
  for (const auto& [key, object] : kept.all(what.what->collection))
    if ((what.ns.empty() || key.starts_with(what.ns + "/"))
        && matches(*which, *what.what, what.version, object->object))
      keys.push_back(key);
  json::array items;
  for (const auto& key : keys) {
    bool gone = false;
    if (kept.find(what.what->collection, key))
      items.push_back(seen(*what.what, what.version, *begin_removal(*what.what, key, gone)));
  }
  answer out;
  out.body = json::write(json::value::of(
    {{"kind", what.what->list_kind()},
     {"apiVersion", api_version(*what.what, what.version)},
     {"metadata", json::value::of({{"resourceVersion", std::to_string(kept.version())}})},
     {"items", std::move(items)}}));
  return out;
}

} // namespace weft::k8s::server
