#include "adapters/k8s/core/core_state.hpp"

#include <algorithm>

namespace weft::k8s::server {

namespace {

constexpr std::string_view definitions = "apiextensions.k8s.io/customresourcedefinitions";
constexpr std::string_view namespaces = "/namespaces";
constexpr std::string_view cleanup = "customresourcecleanup.apiextensions.k8s.io";

bool is_deleting(const json::value& object) {
  return object.find_path({"metadata", "deletionTimestamp"}) != nullptr;
}

json::value condition_of(const char* type, const char* reason, const char* message,
                         const std::string& since) {
  return json::value::of({{"type", type},
                          {"status", "True"},
                          {"lastTransitionTime", since},
                          {"reason", reason},
                          {"message", message}});
}

json::value status_of(const json::value& definition, const std::string& since) {
  json::array stored;
  for (const auto& one : *definition.find_path({"spec", "versions"})->as_array())
    if (const auto* storage = one.find("storage");
        storage && storage->as_bool() && *storage->as_bool())
      stored.push_back(*one.find("name"));
  json::array conditions{condition_of("NamesAccepted", "NoConflicts", "no conflicts found", since),
                         condition_of("Established", "InitialNamesAccepted",
                                      "the initial names have been accepted", since)};
  if (is_deleting(definition))
    conditions.push_back(condition_of("Terminating", "InstanceDeletionInProgress",
                                      "CustomResource deletion is in progress", since));
  return json::value::of({{"conditions", std::move(conditions)},
                          {"acceptedNames", *definition.find_path({"spec", "names"})},
                          {"storedVersions", std::move(stored)}});
}

} // namespace

std::optional<refusal> api_core::state::may_create(const scope& what) const {
  if (what.what->custom) {
    const auto definition = kept.find(definitions, what.what->plural + "." + what.what->group);
    if (definition && is_deleting(definition->object))
      return forbidden(what.about(),
                       "create not allowed while custom resource definition is terminating");
  }
  if (!what.what->namespaced)
    return std::nullopt;
  const auto ns = kept.find(namespaces, what.ns);
  if (!ns)
    return not_found({what.ns, "", "namespaces", ""});
  if (!is_deleting(ns->object))
    return std::nullopt;
  auto why = forbidden(what.about(), "unable to create new content in namespace " + what.ns
                                       + " because it is being terminated");
  why.causes = {{"NamespaceTerminating", "metadata.namespace",
                 "namespace " + what.ns + " is being terminated"}};
  return why;
}

void api_core::state::react(const change& what) {
  if (what.collection == definitions) {
    if (what.deleted)
      undefine(what.before->object);
    else
      define(what);
  }
  if (what.collection == namespaces && !what.deleted)
    settle_namespace(what.key);
  if (!what.deleted)
    return;
  if (const auto slash = what.key.find('/'); slash != what.key.npos)
    settle_namespace(what.key.substr(0, slash));
  const auto i = resources.find(what.collection);
  if (i != resources.end() && i->second->custom)
    settle_definition(i->second->plural + "." + i->second->group);
}

void api_core::state::settle_namespace(const std::string& name) {
  auto held = kept.find(namespaces, name);
  if (!held || !is_deleting(held->object) || !settling.insert("ns " + name).second)
    return;
  bool empty = true;
  // A copy: definitions may come and go meanwhile.
  for (const auto& [id, one] : std::map{resources}) {
    if (!one->namespaced || one->group == "events.k8s.io")
      continue;
    std::vector<std::string> keys;
    const auto& all = kept.all(one->collection);
    for (auto i = all.lower_bound(name + "/"); i != all.end() && i->first.starts_with(name + "/");
         ++i)
      keys.push_back(i->first);
    for (const auto& key : keys) {
      bool gone = false;
      begin_removal(*one, key, gone);
      empty = empty && gone;
    }
  }
  settling.erase("ns " + name);
  const auto* own = held->object.find_path({"metadata", "finalizers"});
  if (empty && (!own || own->as_array()->empty()))
    erase(*find("", "namespaces"), name);
}

void api_core::state::define(const change& what) {
  const auto* spec = what.after->object.find("spec");
  const bool is_new = !what.before;
  if (!is_new && *spec == *what.before->object.find("spec"))
    return settle_definition(what.key);
  auto read = read_definition(what.after->object);
  if (!read)
    return; // refused before it was stored
  auto made = std::make_shared<resource>(std::move(*read));
  const auto id = made->group + "/" + made->plural;
  const auto old = find(made->group, made->plural);
  made->since = old ? old->since : what.version;
  made->reshaped = what.version;
  resources[id] = made;
  if (old)
    end_watches_of(id, watch_event::end);
  auto object = what.after->object;
  auto status = status_of(object, to_rfc3339(now));
  if (const auto* held = object.find_path({"status", "conditions"}))
    if (held->as_array() && !held->as_array()->empty() && !is_new)
      status.set("conditions", *held);
  object.set("status", std::move(status));
  put(*find("apiextensions.k8s.io", "customresourcedefinitions"), what.key, std::move(object));
}

void api_core::state::undefine(const json::value& definition) {
  const auto* group = definition.find_path({"spec", "group"});
  const auto* plural = definition.find_path({"spec", "names", "plural"});
  const auto id = std::string{group->text_or("")} + "/" + std::string{plural->text_or("")};
  end_watches_of(id, watch_event::end);
  resources.erase(id);
}

void api_core::state::define_anew() {
  std::erase_if(resources, [](const auto& one) { return one.second->custom; });
  for (const auto& [name, held] : kept.all(definitions))
    if (auto read = read_definition(held->object)) {
      auto made = std::make_shared<resource>(std::move(*read));
      made->since = made->reshaped = kept.version();
      made->ending = is_deleting(held->object);
      resources[made->collection] = made;
    }
}

void api_core::state::settle_definition(const std::string& name) {
  const auto held = kept.find(definitions, name);
  if (!held || !is_deleting(held->object) || !settling.insert("crd " + name).second)
    return;
  const auto plural = name.substr(0, name.find('.'));
  const auto which = find(name.substr(name.find('.') + 1), plural);
  auto ending = std::make_shared<resource>(*which);
  ending->ending = true;
  resources[ending->collection] = ending;
  std::vector<std::string> keys;
  for (const auto& [key, object] : kept.all(which->collection))
    keys.push_back(key);
  bool empty = true;
  for (const auto& key : keys) {
    bool gone = false;
    begin_removal(*which, key, gone);
    empty = empty && gone;
  }
  auto object = kept.find(definitions, name)->object;
  auto* finalizers = object.find_path({"metadata", "finalizers"})->as_array();
  const auto& kind = *find("apiextensions.k8s.io", "customresourcedefinitions");
  if (empty)
    std::erase_if(*finalizers, [](const json::value& one) { return one.text_or("") == cleanup; });
  if (finalizers->empty()) {
    erase(kind, name);
  } else {
    auto status = status_of(object, to_rfc3339(now));
    if (object.find_path({"status", "conditions"})->as_array()->size()
        != status.find("conditions")->as_array()->size()) {
      object.set("status", std::move(status));
      put(kind, name, std::move(object));
    }
  }
  settling.erase("crd " + name);
}

} // namespace weft::k8s::server
