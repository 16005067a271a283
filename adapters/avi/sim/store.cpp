#include "adapters/avi/sim/store.hpp"

#include "adapters/avi/sim/references.hpp"
#include "protocol/avi/wire/reference.hpp"

namespace weft::avi::sim {

namespace {

std::set<std::pair<std::string, std::string>> places_in(const json::value& body) {
  std::set<std::pair<std::string, std::string>> out;
  each_reference(body, [&](const std::string& text) {
    if (auto read = wire::read_reference(text); read && !read->uuid.empty())
      out.emplace(std::move(read->type), std::move(read->uuid));
  });
  return out;
}

} // namespace

object_ptr store::find(std::string_view type, std::string_view uuid) const {
  const auto found = objects_.find({std::string{type}, std::string{uuid}});
  return found == objects_.end() ? nullptr : found->second;
}

object_ptr store::find_named(std::string_view type, std::string_view name, std::string_view tenant,
                             std::string_view cloud) const {
  const auto [first, last] = by_name_.equal_range({std::string{type}, std::string{name}});
  for (auto i = first; i != last; ++i) {
    auto held = find(type, i->second);
    if (held->tenant == tenant && (cloud.empty() || held->cloud.empty() || held->cloud == cloud))
      return held;
  }
  return nullptr;
}

std::vector<object_ptr> store::all(std::string_view type) const {
  std::vector<object_ptr> out;
  for (auto i = objects_.lower_bound({std::string{type}, {}});
       i != objects_.end() && i->first.first == type; ++i)
    out.push_back(i->second);
  return out;
}

std::vector<object_ptr> store::all() const {
  std::vector<object_ptr> out;
  for (const auto& [where, held] : objects_)
    out.push_back(held);
  return out;
}

std::vector<object_ptr> store::referrers(std::string_view uuid) const {
  std::vector<object_ptr> out;
  if (const auto found = referrers_.find(uuid); found != referrers_.end())
    for (const auto& [type, who] : found->second)
      out.push_back(find(type, who));
  return out;
}

std::vector<object_ptr> store::referred(const object& what) const {
  std::vector<object_ptr> out;
  for (const auto& [type, uuid] : places_in(what.body))
    if (auto held = find(type, uuid))
      out.push_back(std::move(held));
  return out;
}

void store::put(object what) {
  if (const auto before = find(what.type, what.uuid))
    forget(*before);
  by_name_.emplace(title{what.type, what.name}, what.uuid);
  const place here{what.type, what.uuid};
  for (const auto& [type, uuid] : places_in(what.body))
    referrers_[uuid].insert(here);
  objects_[here] = std::make_shared<const object>(std::move(what));
}

void store::remove(std::string_view type, std::string_view uuid) {
  const auto held = find(type, uuid);
  if (!held)
    return;
  forget(*held);
  objects_.erase({held->type, held->uuid});
}

void store::forget(const object& what) {
  const auto [first, last] = by_name_.equal_range({what.type, what.name});
  for (auto i = first; i != last; ++i)
    if (i->second == what.uuid) {
      by_name_.erase(i);
      break;
    }
  for (const auto& [type, uuid] : places_in(what.body))
    if (const auto found = referrers_.find(uuid); found != referrers_.end()) {
      found->second.erase({what.type, what.uuid});
      if (found->second.empty())
        referrers_.erase(found);
    }
}

} // namespace weft::avi::sim
