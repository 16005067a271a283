#include "protocol/avi/ownership.hpp"

#include "protocol/avi/layer7_names.hpp"
#include "protocol/avi/same_reference.hpp"
#include "protocol/avi/wire/reference.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace weft::avi {

namespace {

constexpr std::array kept_types{type::vsvip,           type::pool,       type::policy,
                                type::virtual_service, type::pool_group, type::http_policy,
                                type::data_script,     type::certificate};

const json::array& items(const json::value& in, std::string_view name) {
  static const json::array none;
  const auto* held = in.find(name);
  const auto* all = held ? held->as_array() : nullptr;
  return all ? *all : none;
}

void collect(const json::value& from, std::set<object_name>& into) {
  if (const auto* text = from.as_string()) {
    const auto read = wire::read_reference(*text);
    if (read && !read->name.empty()
        && std::ranges::find(kept_types, read->type) != kept_types.end())
      into.insert({read->type, read->name});
  } else if (const auto* all = from.as_array()) {
    for (const auto& one : *all)
      collect(one, into);
  } else if (const auto* members = from.as_object()) {
    for (const auto& [name, held] : *members)
      if (name != "url")
        collect(held, into);
  }
}

} // namespace

std::string marker_value(const json::value& object, std::string_view key) {
  for (const auto& one : items(object, "markers"))
    if (one.text_at({"key"}) == key)
      for (const auto& value : items(one, "values"))
        return std::string{value.text_or("")};
  return {};
}

bool may_take(const settings& how, std::string_view of_type, const json::value& object) {
  const auto cluster = marker_value(object, label_key);
  if (!cluster.empty() && cluster != how.cluster_name)
    return false;
  return of_type == type::vsvip || object.text_at({"created_by"}) == created_by(how);
}

bool is_ours(const settings& how, const object_name& which, const json::value& object,
             const stock& among) {
  if (!may_take(how, which.type, object))
    return false;
  if (which.type != type::vsvip)
    return true;
  if (!which.name.starts_with(name_prefix(how)))
    return false;
  if (marker_value(object, label_key) == how.cluster_name)
    return true;
  return std::ranges::any_of(among, [&](const auto& one) {
    return one.first.type == type::virtual_service && may_take(how, one.first.type, *one.second)
           && references_of(*one.second).contains(which);
  });
}

std::set<object_name> references_of(const json::value& object) {
  std::set<object_name> out;
  collect(object, out);
  return out;
}

bool is_of_service(const object_name& which, const json::value& object) {
  if (which.type == type::policy)
    return true;
  if (which.type == type::virtual_service)
    return !items(object, "l4_policies").empty();
  if (which.type == type::pool)
    return !marker_value(object, "ServiceName").empty() && marker_value(object, "Host").empty()
           && marker_value(object, "IngressName").empty();
  return which.type == type::vsvip && which.name.find("Shared-L7") == which.name.npos;
}

bool is_of_ingress(const settings& how, const object_name& which, const json::value& object) {
  const bool kept = which.type == type::vsvip && is_shared_name(how, which.name);
  return how.ingresses && !kept && which.name.starts_with(name_prefix(how))
         && !is_of_service(which, object);
}

stock related(const stock& all, const std::set<object_name>& wished) {
  stock out;
  std::vector<object_name> next(wished.begin(), wished.end());
  while (!next.empty()) {
    const auto name = std::move(next.back());
    next.pop_back();
    const auto held = all.find(name);
    if (held == all.end() || !out.emplace(name, held->second).second)
      continue;
    for (auto& one : references_of(*held->second))
      next.push_back(std::move(one));
    if (held->second->text_at({"type"}) == "VS_TYPE_VH_PARENT")
      for (const auto& [other, object] : all)
        if (other.type == type::virtual_service
            && referred(object->text_at({"vh_parent_vs_ref"})) == name.name)
          next.push_back(other);
  }
  return out;
}

} // namespace weft::avi
