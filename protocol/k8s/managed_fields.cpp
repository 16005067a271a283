#include "protocol/k8s/managed_fields.hpp"

#include <algorithm>
#include <tuple>

namespace weft::k8s {

namespace {

/// Without what nobody can own, and what belongs to the other subresource.
json::value ownable(const json::value& object, const std::string& subresource) {
  json::value out{json::object{}};
  const auto* members = object.as_object();
  if (!members)
    return out;
  for (const auto& [name, held] : *members) {
    const bool mine = subresource == "status" ? name == "status" : name != "status";
    if (name == "apiVersion" || name == "kind" || !mine)
      continue;
    if (name != "metadata") {
      out.set(name, held);
      continue;
    }
    json::value meta{json::object{}};
    for (const auto* kept : {"annotations", "finalizers", "labels", "ownerReferences"})
      if (const auto* there = held.find(kept))
        meta.set(kept, *there);
    if (!meta.as_object()->empty())
      out.set("metadata", std::move(meta));
  }
  return out;
}

field_manager& entry_of(field_managers& all, const field_manager& who) {
  for (auto& one : all)
    if (one.same_as(who))
      return one;
  all.push_back(who);
  all.back().owned = {};
  return all.back();
}

void settle(field_managers& all) {
  std::erase_if(all, [](const field_manager& one) { return one.owned.empty(); });
  std::stable_sort(all.begin(), all.end(), [](const field_manager& a, const field_manager& b) {
    return std::tie(a.operation, a.time) < std::tie(b.operation, b.time);
  });
}

std::string shown(const field_manager& who) {
  auto out = json::write(who.name);
  if (!who.subresource.empty())
    out += " with subresource " + json::write(who.subresource);
  return who.operation == "Update" ? out + " using " + who.api_version : out;
}

/// What was applied before, is not any more, and is nobody else's.
field_set abandoned(const field_set& before, const field_set& now, const field_managers& others,
                    const field_manager& who) {
  auto out = without(before, now);
  for (const auto& one : others)
    if (!one.same_as(who))
      out = without(out, one.owned);
  return out;
}

/// Whether anything in or below this place belongs to somebody.
bool is_claimed(const field_set& what, const std::vector<std::string>& path,
                std::size_t depth = 0) {
  if (depth == path.size())
    return !what.empty();
  const auto i = what.below.find(path[depth]);
  return i != what.below.end() && is_claimed(i->second, path, depth + 1);
}

/// Keeps a container that still holds something of somebody, and the keys of an item that stays.
field_set spared(const field_set& gone, const field_managers& all, std::vector<std::string>& path) {
  field_set out;
  for (const auto& [element, below] : gone.below) {
    path.push_back(element);
    auto kept = spared(below, all, path);
    kept.member
      = below.member && std::none_of(all.begin(), all.end(), [&](const field_manager& one) {
          return is_claimed(one.owned, path);
        });
    path.pop_back();
    const bool item_stays = element.starts_with("k:") && !kept.member;
    if (item_stays)
      if (const auto keys = json::parse(element.substr(2)); keys && keys->as_object())
        for (const auto& [name, held] : *keys->as_object())
          kept.below.erase("f:" + name);
    if (!kept.empty())
      out.below.emplace(element, std::move(kept));
  }
  return out;
}

} // namespace

field_managers read_managers(const json::value& object) {
  field_managers out;
  const auto* all = object.find_path({"metadata", "managedFields"});
  if (!all || !all->as_array())
    return out;
  for (const auto& from : *all->as_array()) {
    auto text = [&](std::string_view name) { return std::string{from.text_at({name})}; };
    const auto* fields = from.find("fieldsV1");
    out.push_back({text("manager"), text("operation"), text("apiVersion"), text("subresource"),
                   text("time"), fields ? read_field_set(*fields) : field_set{}});
  }
  return out;
}

void write_managers(json::value& object, const field_managers& all) {
  if (all.empty()) {
    object["metadata"].erase("managedFields");
    return;
  }
  json::array out;
  for (const auto& one : all) {
    json::object entry{{"apiVersion", one.api_version},
                       {"fieldsType", "FieldsV1"},
                       {"fieldsV1", write_field_set(one.owned)},
                       {"manager", one.name},
                       {"operation", one.operation}};
    if (!one.subresource.empty())
      entry.emplace_back("subresource", one.subresource);
    entry.emplace_back("time", one.time);
    out.emplace_back(std::move(entry));
  }
  object["metadata"].set("managedFields", std::move(out));
}

applied_object apply_configuration(const json::value& live, const json::value& applied,
                                   const schema* by, field_manager who, bool force) {
  applied_object out;
  const auto wanted = ownable(applied, who.subresource);
  auto claimed = fields_of(wanted, by);
  claimed.member = false;
  auto managers = read_managers(live);
  for (auto& one : managers) {
    if (one.same_as(who))
      continue;
    for (const auto& place : disagreements(claimed, one.owned, wanted, live, by)) {
      if (force)
        one.owned = without(one.owned, place.only, true);
      else
        out.conflicts.push_back({shown(one), place.path});
    }
  }
  if (!out.conflicts.empty())
    return out;
  const field_set before = entry_of(managers, who).owned;
  auto gone = abandoned(before, claimed, managers, who);
  auto& mine = entry_of(managers, who);
  if (!(mine.owned == claimed) || mine.time.empty())
    mine.time = who.time;
  mine.owned = std::move(claimed);
  mine.api_version = who.api_version;
  out.object = merge_applied(live, wanted, by);
  std::vector<std::string> path;
  remove_fields(out.object, spared(gone, managers, path), by);
  settle(managers);
  write_managers(out.object, managers);
  return out;
}

void book_update(const json::value& before, json::value& after, const schema* by,
                 field_manager who) {
  auto changes = compare(ownable(before, who.subresource), ownable(after, who.subresource), by);
  if (const auto i = changes.set.below.find("f:metadata"); i != changes.set.below.end())
    i->second.member = false; // nobody owns metadata itself
  auto managers = read_managers(before);
  const auto& now = changes.set;
  for (auto& one : managers)
    if (!one.same_as(who) && one.subresource == who.subresource)
      one.owned = without(without(one.owned, now), changes.removed, true);
  if (!now.empty() || !changes.removed.empty()) {
    auto& mine = entry_of(managers, who);
    mine.owned = united(without(mine.owned, changes.removed, true), now);
    mine.time = who.time;
    mine.api_version = who.api_version;
  }
  settle(managers);
  write_managers(after, managers);
}

} // namespace weft::k8s
