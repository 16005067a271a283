#include "protocol/cni/network_object.hpp"

#include "protocol/cni/config_fault.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

fault refusal(std::string what) {
  return {errc::refused, std::move(what), "network object", {}};
}

bool is_list(const config_file& file) {
  return file.name.ends_with(".conflist");
}

bool is_single(const config_file& file) {
  return file.name.ends_with(".conf") || file.name.ends_with(".json");
}

/// The file's text, with the plugins that lie beside it appended to its list.
std::string whole_text(const config_file& file) {
  auto read = json::parse(file.text);
  if (!read || !is_list(file) || file.beside.empty())
    return file.text;
  const auto* inlined = read->find("loadOnlyInlinedPlugins");
  if (inlined && (inlined->text_or("") == "true" || (inlined->as_bool() && *inlined->as_bool())))
    return file.text;
  for (const auto& one : file.beside)
    if (auto plugin = json::parse(one))
      (*read)["plugins"].push_back(*std::move(plugin));
  return json::write(*read);
}

/// The text of the first such file whose network has this name; empty: there is none.
std::string find_text(const std::vector<config_file>& files, std::string_view name,
                      bool (*suits)(const config_file&)) {
  for (const auto& one : files)
    if (suits(one))
      if (const auto read = json::parse(one.text); read && read->text_at({"name"}) == name)
        return whole_text(one);
  return {};
}

void add_network_name(json::value& plugin, std::string_view name) {
  if (plugin.is_object() && !plugin.find("networkName"))
    plugin.set("networkName", name);
}

} // namespace

result<network_plan> plan_of_definition(std::string_view name, std::string_view config,
                                        std::string_view resource,
                                        const std::vector<config_file>& files) {
  if (!resource.empty())
    return refusal("the network needs a device of " + printable(resource, 60)
                   + ", which are given out when a Pod starts");
  if (!config.empty())
    return read_config(config, name);
  auto text = find_text(files, name, is_list);
  if (text.empty())
    text = find_text(files, name, is_single);
  if (text.empty())
    return refusal(
      "spec.config is empty, and no file in the node's cni.config_dir has a network of this name");
  return read_config(text, name);
}

result<network_plan> plan_of_kaloom_network(std::string_view name, std::string_view plugin,
                                            std::string_view config) {
  auto whole = json::parse(config);
  if (!whole || !whole->is_object())
    return refusal(config.empty() ? "spec.config is empty" : "spec.config is no JSON object");
  std::string type{whole->text_at({"type"})};
  if (auto* list = whole->find("plugins"); list && list->is_array()) {
    for (auto& one : *list->as_array())
      add_network_name(one, name);
    type = list->as_array()->empty() ? "" : list->as_array()->front().text_at({"type"});
  } else {
    if (type.empty() && !plugin.empty())
      whole->set("type", type = plugin);
    add_network_name(*whole, name);
  }
  auto out = read_config(json::write(*whole), name);
  if (out && !plugin.empty() && type != plugin)
    out->warning = "spec.plugin is " + printable(plugin, 60) + " and the configuration's type "
                   + printable(type, 60) + ", which is run";
  return out;
}

result<network_plan> default_plan(const std::vector<config_file>& files) {
  auto by_name = files;
  std::ranges::sort(by_name, {}, &config_file::name);
  for (const auto& one : by_name)
    if (is_list(one) || is_single(one))
      if (auto plan = read_config(whole_text(one), {}))
        return plan;
  return refusal("no file in the node's cni.config_dir holds a network with a plugin");
}

std::string fault_in(const config_file& file) {
  const auto plan = read_config(whole_text(file), {});
  return plan ? "" : plan.error().what;
}

} // namespace weft::cni
