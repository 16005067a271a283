#include "protocol/cni/chain.hpp"

#include "protocol/cni/capabilities.hpp"
#include "protocol/cni/cni_result.hpp"
#include "protocol/cni/versions.hpp"

#include <algorithm>
#include <numeric>

namespace weft::cni {

namespace {

constexpr std::string_view first_with_previous = "0.4.0"; ///< on DEL and CHECK
constexpr std::string_view first_with_gc = "1.1.0";

/// What every verb but VERSION tells: the plugin's own object under the list's name and version.
json::value network_part(const network_plan& plan, const planned_plugin& plugin) {
  auto out = plugin.config;
  out.set("name", plan.name);
  out.set("cniVersion", plan.version);
  out.erase("cniVersions");
  out.erase("capabilities");
  return out;
}

std::string input_for(const attachment_record& attachment, const network_plan& plan,
                      const planned_plugin& plugin, const json::value& previous) {
  auto out = network_part(plan, plugin);
  if (auto told = runtime_config(attachment.capabilities, plugin); !told.is_null())
    out.set("runtimeConfig", std::move(told));
  if (!previous.is_null())
    out.set("prevResult", previous);
  return json::write(out);
}

string_list_pairs environment_for(verb what, const attachment_record& attachment,
                                  std::string_view plugin_path) {
  return {{"CNI_COMMAND", std::string{to_string(what)}},
          {"CNI_CONTAINERID", attachment.container_id},
          {"CNI_NETNS", attachment.netns},
          {"CNI_IFNAME", attachment.interface},
          {"CNI_ARGS", write_args(attachment.args)},
          {"CNI_PATH", std::string{plugin_path}}};
}

bool knows_gc(const network_plan& plan) {
  return is_at_least(plan.version, first_with_gc);
}

/// GC or STATUS.
invocation node_invocation(verb what, const network_plan& plan, const planned_plugin& plugin,
                           std::string_view plugin_path, const json::value& more) {
  auto input = network_part(plan, plugin);
  if (const auto* members = more.as_object())
    for (const auto& [name, held] : *members)
      input.set(name, held);
  return {what,
          plugin.type,
          {{"CNI_COMMAND", std::string{to_string(what)}}, {"CNI_PATH", std::string{plugin_path}}},
          json::write(input)};
}

} // namespace

invocation invocation_for(verb what, const attachment_record& attachment, const network_plan& plan,
                          std::size_t which, const json::value& previous,
                          std::string_view plugin_path) {
  const auto& plugin = plan.plugins.at(which);
  return {what, plugin.type, environment_for(what, attachment, plugin_path),
          input_for(attachment, plan, plugin, previous)};
}

std::vector<std::size_t> order_of(verb what, const network_plan& plan) {
  std::vector<std::size_t> out(plan.plugins.size());
  std::iota(out.begin(), out.end(), 0);
  if (what == verb::del)
    std::ranges::reverse(out);
  return out;
}

json::value previous_result(const attachment_record& attachment, const network_plan& plan) {
  if (attachment.result.is_null() || !is_at_least(plan.version, first_with_previous))
    return nullptr;
  return convert(attachment.result, plan.version);
}

std::vector<invocation> release_invocations(const attachment_record& attachment,
                                            const network_plan& plan,
                                            std::string_view plugin_path) {
  std::vector<invocation> out;
  for (const auto which : order_of(verb::del, plan)) {
    if (plan.plugins[which].ipam.empty())
      continue;
    auto next = invocation_for(verb::del, attachment, plan, which,
                               previous_result(attachment, plan), plugin_path);
    next.type = plan.plugins[which].ipam;
    out.push_back(std::move(next));
  }
  return out;
}

bool can_check(const network_plan& plan) {
  return !plan.disable_check && is_at_least(plan.version, first_with_previous);
}

std::vector<invocation> gc_invocations(const network_plan& plan,
                                       const std::vector<valid_attachment>& valid,
                                       std::string_view plugin_path) {
  std::vector<invocation> out;
  if (plan.disable_gc || !knows_gc(plan))
    return out;
  json::array all;
  for (const auto& one : valid)
    all.push_back(json::value::of({{"containerID", one.container_id}, {"ifname", one.interface}}));
  const auto more
    = json::value::of({{"cni.dev/valid-attachments", all}, {"cni.dev/attachments", all}});
  for (const auto& plugin : plan.plugins)
    out.push_back(node_invocation(verb::gc, plan, plugin, plugin_path, more));
  return out;
}

std::vector<invocation> status_invocations(const network_plan& plan, std::string_view plugin_path) {
  std::vector<invocation> out;
  if (knows_gc(plan))
    for (const auto& plugin : plan.plugins)
      out.push_back(node_invocation(verb::status, plan, plugin, plugin_path, nullptr));
  return out;
}

invocation version_invocation(std::string_view type, std::string_view plugin_path) {
  // Plugins of before 0.4.0 ask for all variables whatever the verb.
  return {verb::version,
          std::string{type},
          {{"CNI_COMMAND", "VERSION"},
           {"CNI_CONTAINERID", "dummy"},
           {"CNI_NETNS", "dummy"},
           {"CNI_IFNAME", "dummy"},
           {"CNI_PATH", std::string{plugin_path}}},
          R"({"cniVersion":"1.0.0"})"};
}

} // namespace weft::cni
