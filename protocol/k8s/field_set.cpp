#include "protocol/k8s/field_set.hpp"

#include <algorithm>

namespace weft::k8s {

field_set read_field_set(const json::value& fields) {
  field_set out;
  const auto* members = fields.as_object();
  if (!members)
    return out;
  for (const auto& [element, held] : *members) {
    if (element == ".")
      continue;
    auto below = read_field_set(held);
    below.member = below.below.empty() || held.find(".");
    out.below.emplace(element, std::move(below));
  }
  return out;
}

json::value write_field_set(const field_set& what) {
  json::object out;
  if (what.member && !what.below.empty())
    out.emplace_back(".", json::object{});
  for (const auto& [element, below] : what.below)
    out.emplace_back(element, write_field_set(below));
  return out;
}

field_set united(field_set a, const field_set& b) {
  a.member = a.member || b.member;
  for (const auto& [element, below] : b.below)
    a.below[element] = united(std::move(a.below[element]), below);
  return a;
}

field_set without(const field_set& a, const field_set& b, bool whole) {
  field_set out;
  if (whole && b.member)
    return out;
  out.member = a.member && !b.member;
  for (const auto& [element, below] : a.below) {
    const auto i = b.below.find(element);
    auto kept = i == b.below.end() ? below : without(below, i->second, whole);
    if (!kept.empty())
      out.below.emplace(element, std::move(kept));
  }
  return out;
}

std::string item_element(const json::value& item, const schema& list) {
  if (list.merges == topology::set)
    return "v:" + json::write(item);
  auto keys = list.list_keys;
  std::sort(keys.begin(), keys.end());
  json::object identity;
  for (const auto& key : keys) {
    const auto* held = item.find(key);
    const auto* declared = list.items ? list.items->find(key) : nullptr;
    if (held)
      identity.emplace_back(key, *held);
    else if (declared && declared->otherwise)
      identity.emplace_back(key, *declared->otherwise);
  }
  return "k:" + json::write(identity);
}

const json::value* step_into(const json::value* from, std::string_view element, const schema* by) {
  if (!from)
    return nullptr;
  if (element.starts_with("f:"))
    return from->find(element.substr(2));
  if (const auto* items = from->as_array(); items && by)
    for (const auto& item : *items)
      if (item_element(item, *by) == element)
        return &item;
  return nullptr;
}

const schema* step_into(const schema* by, std::string_view element) {
  if (!by)
    return nullptr;
  if (!element.starts_with("f:"))
    return by->items.get();
  const auto* declared = by->find(element.substr(2));
  return declared ? declared : by->additional.get();
}

namespace {

bool is_granular_map(const json::value& what, const schema* by) {
  return what.is_object() && !(by && by->merges == topology::atomic);
}

bool is_granular_list(const json::value& what, const schema* by) {
  return what.is_array() && by && (by->merges == topology::map || by->merges == topology::set);
}

field_set claim(const json::value& what, const schema* by, bool with_containers) {
  field_set out;
  if (is_granular_map(what, by)) {
    out.member = with_containers || what.as_object()->empty();
    for (const auto& [name, held] : *what.as_object())
      out.below["f:" + name] = claim(held, step_into(by, "f:" + name), with_containers);
  } else if (is_granular_list(what, by)) {
    out.member = with_containers || what.as_array()->empty();
    for (const auto& item : *what.as_array()) {
      auto& place = out.below[item_element(item, *by)];
      if (by->merges == topology::map)
        place = claim(item, by->items.get(), with_containers);
      place.member = true;
    }
  } else {
    out.member = true;
  }
  return out;
}

void compare_into(const json::value* before, const json::value* after, const schema* by,
                  field_set& set, field_set& removed) {
  if (before && after && *before == *after)
    return;
  if (!after) {
    removed.member = true;
    return;
  }
  if (!before) {
    set = claim(*after, by, true);
    return;
  }
  const bool maps = is_granular_map(*before, by) && is_granular_map(*after, by);
  const bool lists = is_granular_list(*before, by) && is_granular_list(*after, by);
  if (!maps && !lists) {
    set = claim(*after, by, true);
    return;
  }
  std::vector<std::string> elements;
  for (const auto* side : {before, after}) {
    if (maps)
      for (const auto& [name, held] : *side->as_object())
        elements.push_back("f:" + name);
    else
      for (const auto& item : *side->as_array())
        elements.push_back(item_element(item, *by));
  }
  for (const auto& element : elements) {
    field_set added;
    field_set gone;
    compare_into(step_into(before, element, by), step_into(after, element, by),
                 step_into(by, element), added, gone);
    if (!added.empty())
      set.below[element] = std::move(added);
    if (!gone.empty())
      removed.below[element] = std::move(gone);
  }
}

std::string shown(std::string_view element) {
  if (element.starts_with("f:"))
    return "." + std::string{element.substr(2)};
  if (element.starts_with("v:"))
    return "[=" + std::string{element.substr(2)} + "]";
  std::string out;
  if (const auto keys = json::parse(element.substr(2)); keys && keys->as_object())
    for (const auto& [name, held] : *keys->as_object())
      out += (out.empty() ? "" : ",") + name + "=" + json::write(held);
  return "[" + out + "]";
}

} // namespace

field_set fields_of(const json::value& applied, const schema* by) {
  return claim(applied, by, false);
}

field_changes compare(const json::value& before, const json::value& after, const schema* by) {
  field_changes out;
  compare_into(&before, &after, by, out.set, out.removed);
  return out;
}

json::value merge_applied(json::value live, const json::value& applied, const schema* by) {
  if (is_granular_map(applied, by) && live.is_object()) {
    for (const auto& [name, held] : *applied.as_object()) {
      auto* there = live.find(name);
      if (there)
        *there = merge_applied(std::move(*there), held, step_into(by, "f:" + name));
      else
        live.set(name, held);
    }
    return live;
  }
  if (!is_granular_list(applied, by) || !live.is_array())
    return applied;
  for (const auto& item : *applied.as_array()) {
    const auto element = item_element(item, *by);
    auto* there = const_cast<json::value*>(step_into(&live, element, by));
    if (there)
      *there = merge_applied(std::move(*there), item, by->items.get());
    else
      live.push_back(item);
  }
  return live;
}

void remove_fields(json::value& from, const field_set& gone, const schema* by) {
  for (const auto& [element, below] : gone.below) {
    auto* held = const_cast<json::value*>(step_into(&from, element, by));
    if (!held)
      continue;
    if (!below.member) {
      remove_fields(*held, below, step_into(by, element));
      continue;
    }
    if (from.is_object())
      from.erase(element.substr(2));
    else if (auto* items = from.as_array())
      items->erase(items->begin() + (held - items->data()));
  }
}

std::vector<named_place> disagreements(const field_set& mine, const field_set& theirs,
                                       const json::value& applied, const json::value& live,
                                       const schema* by) {
  std::vector<named_place> out;
  for (const auto& [element, below] : mine.below) {
    const auto i = theirs.below.find(element);
    const auto* wanted = step_into(&applied, element, by);
    const auto* held = step_into(&live, element, by);
    if (i == theirs.below.end() || !wanted || !held)
      continue;
    const bool leaf = below.below.empty() && below.member && !element.starts_with("k:");
    if (leaf && i->second.member && !(*wanted == *held)) {
      field_set only;
      only.below[element].member = true;
      out.push_back({shown(element), std::move(only)});
    }
    for (auto& deeper : disagreements(below, i->second, *wanted, *held, step_into(by, element))) {
      field_set only;
      only.below.emplace(element, std::move(deeper.only));
      out.push_back({shown(element) + deeper.path, std::move(only)});
    }
  }
  return out;
}

} // namespace weft::k8s
