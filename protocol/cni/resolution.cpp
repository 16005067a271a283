#include "protocol/cni/resolution.hpp"

#include "protocol/cni/kinds.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/cni/spec.hpp"

namespace weft::cni {

namespace {

wished_element refused(wished_element out, std::string_view why, std::string text,
                       bool waits = false) {
  out.network = nullptr;
  out.reason = why;
  out.refusal = std::move(text);
  out.waits = waits;
  return out;
}

std::string trespass(const settings& how, std::string_view pod_namespace, const element& what) {
  std::string open;
  for (const auto& one : how.global_namespaces)
    open.append(open.empty() ? "" : ", ").append(one);
  return "Pods of namespace " + std::string{pod_namespace} + " may not use networks of namespace "
         + what.network.ns + " (cni.isolate_namespaces), which is none of cni.global_namespaces: "
         + (open.empty() ? "none" : open);
}

/// Of an element whose network the index does not show.
wished_element missing(wished_element out, const element& what, const view& index) {
  const auto word = word_of(what.from, what.network);
  if (index.knows(key_of(what.from, what.network).kind))
    return refused(std::move(out), reason::network_missing, "there is no " + word, true);
  return refused(std::move(out), reason::pending,
                 "nobody knows yet whether there is " + word
                   + ": objects of its kind could not be listed so far",
                 true);
}

/// Files of the node's configuration directory; null: they are not known yet.
const std::vector<config_file>* files_in(const snapshot<record>& inventory) {
  return inventory ? &as<node_inventory>(inventory).config_files : nullptr;
}

result<network_plan> plan_of(source which, const k8s::projection& object,
                             const std::vector<config_file>& files) {
  const auto facts = object.body ? as<network_facts>(object.body) : network_facts{};
  const auto* resource = k8s::find(object.meta.annotations, annotation::resource);
  return which == source::kaloom
           ? plan_of_kaloom_network(object.meta.key.name, facts.plugin, facts.config)
           : plan_of_definition(object.meta.key.name, facts.config, resource ? *resource : "",
                                files);
}

bool needs_files(const settings& how, source which, const k8s::projection* object) {
  if (which == source::kaloom)
    return how.mode == execution_mode::meta;
  return object && (!object->body || as<network_facts>(object->body).config.empty());
}

} // namespace

wished_element resolve(const settings& how, std::string_view pod_namespace, const element& what,
                       const view& index) {
  wished_element out;
  out.what = what;
  out.digest = digest_of(what);
  if (what.left_alone)
    return out;
  if (!what.refusal.empty())
    return refused(std::move(out), reason::refused, what.refusal);
  if (!may_use(how, pod_namespace, what))
    return refused(std::move(out), reason::refused, trespass(how, pod_namespace, what));
  const bool meta = what.from == source::kaloom && how.mode == execution_mode::meta;
  const auto object = meta ? nullptr : index.find(key_of(what.from, what.network));
  if (!object && !meta)
    return missing(std::move(out), what, index);
  const auto inventory = index.inventory();
  const auto* files = files_in(inventory);
  if (!files && needs_files(how, what.from, object.get()))
    return refused(std::move(out), reason::pending,
                   "the node's CNI configuration has not been read yet", true);
  const std::vector<config_file> none;
  auto plan = meta ? default_plan(*files) : plan_of(what.from, *object, files ? *files : none);
  if (!plan)
    return refused(std::move(out), reason::refused, plan.error().what);
  out.network = take_snapshot(*std::move(plan));
  return out;
}

snapshot<network_plan> network_named(const settings& how, const network_reference& which,
                                     const view& index) {
  const auto inventory = index.inventory();
  const auto* files = files_in(inventory);
  if (how.mode == execution_mode::meta && files)
    if (auto plan = default_plan(*files))
      return take_snapshot(*std::move(plan));
  for (const auto from : {source::kaloom, source::npwg})
    if (const auto object = index.find(key_of(from, which)))
      if (auto plan = plan_of(from, *object, files ? *files : std::vector<config_file>{}))
        return take_snapshot(*std::move(plan));
  return nullptr;
}

} // namespace weft::cni
