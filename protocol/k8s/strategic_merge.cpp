#include "protocol/k8s/strategic_merge.hpp"

#include "protocol/k8s/field_set.hpp"

#include <algorithm>
#include <string_view>

namespace weft::k8s {

namespace {

constexpr std::string_view delete_from = "$deleteFromPrimitiveList/";

std::string_view directive(const json::value& patch) {
  return patch.text_at({"$patch"});
}

json::value* item_with(json::array& items, const std::string& key, const json::value* wanted) {
  for (auto& item : items)
    if (const auto* held = item.find(key); held && wanted && *held == *wanted)
      return &item;
  return nullptr;
}

json::value merge_items(json::value list, const json::value& patch, const schema& by) {
  if (!list.is_array())
    list = json::array{};
  auto& items = *list.as_array();
  for (const auto& wanted : *patch.as_array()) {
    if (by.merges == topology::set) {
      if (std::find(items.begin(), items.end(), wanted) == items.end())
        items.push_back(wanted);
      continue;
    }
    if (directive(wanted) == "replace") {
      items.clear();
      continue;
    }
    auto* there = item_with(items, by.list_keys.front(), wanted.find(by.list_keys.front()));
    if (directive(wanted) == "delete") {
      if (there)
        items.erase(items.begin() + (there - items.data()));
    } else if (there) {
      *there = strategic_merge(std::move(*there), wanted, by.items.get());
    } else {
      items.push_back(strategic_merge(json::object{}, wanted, by.items.get()));
    }
  }
  return list;
}

void retain(json::value& document, const json::value& kept) {
  auto* members = document.as_object();
  const auto* names = kept.as_array();
  if (members && names)
    std::erase_if(*members, [&](const json::member& one) {
      return std::find(names->begin(), names->end(), json::value{one.first}) == names->end();
    });
}

void delete_items(json::value& document, std::string_view name, const json::value& unwanted) {
  auto* list = document.find(name);
  if (!list || !list->as_array() || !unwanted.as_array())
    return;
  std::erase_if(*list->as_array(), [&](const json::value& item) {
    return std::find(unwanted.as_array()->begin(), unwanted.as_array()->end(), item)
           != unwanted.as_array()->end();
  });
  if (list->as_array()->empty())
    document.erase(name);
}

} // namespace

json::value strategic_merge(json::value document, const json::value& patch, const schema* by) {
  const auto* members = patch.as_object();
  if (!members)
    return patch;
  if (!document.is_object() || directive(patch) == "replace")
    document = json::object{};
  if (const auto* kept = patch.find("$retainKeys"))
    retain(document, *kept);
  for (const auto& [name, held] : *members) {
    if (name.starts_with(delete_from))
      delete_items(document, std::string_view{name}.substr(delete_from.size()), held);
    if (name.starts_with('$'))
      continue;
    const auto* declared = step_into(by, "f:" + name);
    const bool merges = declared && held.is_array()
                        && (declared->merges == topology::map || declared->merges == topology::set);
    if (held.is_null() || directive(held) == "delete")
      document.erase(name);
    else if (merges)
      document.set(name, merge_items(document[name], held, *declared));
    else if (held.is_object())
      document.set(name, strategic_merge(document[name], held, declared));
    else
      document.set(name, held);
  }
  return document;
}

} // namespace weft::k8s
