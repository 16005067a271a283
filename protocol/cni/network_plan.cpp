#include "protocol/cni/network_plan.hpp"

#include "protocol/cni/versions.hpp"
#include "protocol/sha256.hpp"
#include "protocol/unicode.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

fault refusal(std::string what) {
  return {errc::refused, std::move(what), "network configuration", {}};
}

/// Of several members of one name the last, as plugins read it.
json::value last_wins(const json::value& from) {
  json::value out = json::object{};
  for (const auto& [name, held] : *from.as_object())
    out.set(name, held);
  return out;
}

bool is_true(const json::value* flag) {
  return flag && (flag->text_or("") == "true" || (flag->as_bool() && *flag->as_bool()));
}

bool is_type(std::string_view type) {
  return !type.empty() && type != "." && type != ".." && type.find('/') == type.npos
         && type.find('\0') == type.npos;
}

/// @param called As people find it in the configuration.
result<planned_plugin> read_plugin(const json::value& from, const std::string& called) {
  if (!from.is_object())
    return refusal(called + " is no object");
  planned_plugin out;
  out.config = last_wins(from);
  out.type = out.config.text_at({"type"});
  if (!is_type(out.type))
    return refusal(called
                   + (out.type.empty()
                        ? " has no type"
                        : " has a type that no plugin can have: " + printable(out.type, 60)));
  out.ipam = out.config.text_at({"ipam", "type"});
  if (!out.ipam.empty() && !is_type(out.ipam))
    return refusal(called
                   + " has a type of IPAM that no plugin can have: " + printable(out.ipam, 60));
  if (const auto* declared = out.config.find("capabilities"))
    if (const auto* members = declared->as_object())
      for (const auto& [name, held] : *members)
        if (held.as_bool() && *held.as_bool())
          out.capabilities.insert(name);
  if (is_true(out.config.find("linkInContainer")))
    out.parent = out.config.text_at({"master"});
  return out;
}

result<std::vector<planned_plugin>> read_plugins(const json::value& whole) {
  const auto* list = whole.find("plugins");
  if (!list) {
    auto single = read_plugin(whole, "the configuration, which has no list of plugins,");
    if (!single)
      return single.error();
    return std::vector{*std::move(single)};
  }
  const auto* items = list->as_array();
  if (!items || items->empty())
    return refusal("plugins is no list, or an empty one");
  std::vector<planned_plugin> out;
  for (const auto& one : *items) {
    auto next = read_plugin(one, "plugin " + std::to_string(out.size() + 1) + " of the list");
    if (!next)
      return next.error();
    out.push_back(*std::move(next));
  }
  return out;
}

result<network_plan> read_whole(std::string_view text, json::value whole,
                                std::string_view object_name) {
  network_plan out;
  const auto* held = whole.find("name");
  if (held && !held->is_string() && !held->is_null())
    return refusal("name is no string");
  out.name = held ? held->text_or("") : "";
  const bool named = !out.name.empty();
  if (!named)
    whole.set("name", out.name = object_name);
  if (!is_cni_name(out.name))
    return refusal("no CNI network can have the name " + printable(out.name, 60));
  auto version = choose_version(whole);
  if (!version)
    return refusal(version.error().what);
  out.version = *std::move(version);
  auto plugins = read_plugins(whole);
  if (!plugins)
    return plugins.error();
  out.plugins = *std::move(plugins);
  out.disable_check = is_true(whole.find("disableCheck"));
  out.disable_gc = is_true(whole.find("disableGC"));
  out.config = named ? std::string{text} : json::write(whole);
  return out;
}

/// The plan of a configuration that was one before a member was changed.
network_plan changed(const network_plan& what, const json::value& whole) {
  auto out = read_config(json::write(whole), what.name);
  return out ? *std::move(out) : what;
}

void merge_args(json::value& plugin, const json::value& cni_args) {
  auto& into = plugin["args"]["cni"];
  if (!into.is_object())
    into = json::object{};
  for (const auto& [name, held] : *cni_args.as_object())
    into.set(name, held);
}

} // namespace

result<network_plan> read_config(std::string_view text, std::string_view object_name) {
  const auto read = json::parse(text);
  if (!read)
    return refusal(text.empty() ? "the configuration is empty"
                                : "the configuration is " + read.error().what);
  if (!read->is_object())
    return refusal("the configuration is no object");
  return read_whole(text, last_wins(*read), object_name);
}

network_plan with_version(const network_plan& what, std::string_view version) {
  auto whole = last_wins(*json::parse(what.config));
  whole.erase("cniVersions");
  whole.set("cniVersion", version);
  return changed(what, whole);
}

network_plan with_cni_args(const network_plan& what, const json::value& cni_args) {
  auto whole = last_wins(*json::parse(what.config));
  if (auto* list = whole.find("plugins"))
    for (auto& one : *list->as_array())
      merge_args(one, cni_args);
  else
    merge_args(whole, cni_args);
  return changed(what, whole);
}

std::string digest_of(const network_plan& what) {
  constexpr std::size_t bytes = 16;
  return to_hex(sha256(what.config), bytes);
}

} // namespace weft::cni
