#include "adapters/avi/sim/patch.hpp"

#include "protocol/json/patch.hpp"

#include <algorithm>
#include <array>

namespace weft::avi::sim {

namespace {

/// By what entries of a list are told apart; null: by their whole value.
json::value key_of(const json::value& entry) {
  for (const auto* name : {"route_id", "vip_id", "fqdn"})
    if (const auto* held = entry.find(name))
      return *held;
  if (const auto* ip = entry.find("ip"))
    return json::value::list({*ip, entry.find("port") ? *entry.find("port") : json::value{}});
  for (const auto* name : {"name", "uuid"})
    if (const auto* held = entry.find(name))
      return *held;
  return {};
}

bool is_same(const json::value& a, const json::value& b) {
  const auto key = key_of(a);
  return a == b || (!key.is_null() && key == key_of(b));
}

void add(json::value& to, const std::string& name, const json::value& what) {
  auto* list = to.find(name);
  if (!what.is_array() || !list || !list->as_array())
    return to.set(name, what);
  auto& held = *list->as_array();
  for (const auto& one : *what.as_array()) {
    const auto found
      = std::find_if(held.begin(), held.end(), [&](const auto& old) { return is_same(old, one); });
    if (found == held.end())
      held.push_back(one);
    else if (const auto* members = one.as_object())
      for (const auto& [member, value] : *members)
        found->set(member, value);
  }
}

void take_away(json::value& from, const std::string& name, const json::value& what) {
  auto* list = from.find(name);
  if (!what.is_array() || !list || !list->as_array()) {
    from.erase(name);
    return;
  }
  std::erase_if(*list->as_array(), [&](const json::value& held) {
    return std::any_of(what.as_array()->begin(), what.as_array()->end(),
                       [&](const auto& one) { return is_same(held, one); });
  });
}

} // namespace

std::string apply_patch(json::value& to, const json::value& patch) {
  const auto* verbs = patch.as_object();
  if (!verbs || verbs->size() != 1)
    return "a patch has exactly one verb";
  const auto& [verb, what] = verbs->front();
  if (verb == "json_patch") {
    auto done = json::apply_patch(to, what);
    if (!done)
      return done.error().what;
    to = *std::move(done);
    return {};
  }
  const auto* members = what.as_object();
  if (!members)
    return "a patch is an object of fields";
  for (const auto& [name, value] : *members)
    if (verb == "add")
      add(to, name, value);
    else if (verb == "replace")
      to.set(name, value);
    else if (verb == "delete")
      take_away(to, name, value);
    else
      return "there is no patch verb " + verb;
  return {};
}

} // namespace weft::avi::sim
