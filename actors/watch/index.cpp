#include "actors/watch/index.hpp"

#include <mutex>
#include <utility>

namespace weft {

void index::cabinet::refile(const k8s::projection* before, const k8s::projection* now) {
  const auto old_words = before ? words(*before) : std::vector<std::string>{};
  const auto new_words = now ? words(*now) : std::vector<std::string>{};
  if (old_words == new_words)
    return;
  for (const auto& word : old_words)
    if (const auto drawer = drawers.find(word); drawer != drawers.end()) {
      drawer->second.erase(before->meta.key);
      if (drawer->second.empty())
        drawers.erase(drawer);
    }
  for (const auto& word : new_words)
    drawers[word].insert(now->meta.key);
}

void index::file(const std::string& name,
                 std::function<std::vector<std::string>(const k8s::projection&)> words) {
  const std::unique_lock lock{guard_};
  const auto [made, fresh] = cabinets_.try_emplace(name, cabinet{std::move(words), {}});
  if (!fresh)
    return;
  for (const auto& [kind, all] : kinds_)
    for (const auto& [ns, objects] : all)
      for (const auto& one : objects)
        made->second.refile(nullptr, one.held.get());
}

void index::each_filed(std::string_view name, std::string_view word,
                       const std::function<void(const k8s::projection&)>& visit) const {
  std::vector<object_key> keys;
  {
    const std::shared_lock lock{guard_};
    const auto known = cabinets_.find(name);
    if (known == cabinets_.end())
      return;
    if (const auto drawer = known->second.drawers.find(std::string{word});
        drawer != known->second.drawers.end())
      keys.assign(drawer->second.begin(), drawer->second.end());
  }
  for (const auto& key : keys)
    if (const auto held = find(key))
      visit(*held);
}

snapshot<k8s::projection> index::put(snapshot<k8s::projection> now, const verdict& stays) {
  const auto& key = now->meta.key;
  const std::unique_lock lock{guard_};
  auto& there = kinds_[key.kind][key.ns];
  const auto known = there.find(std::string_view{key.name});
  const auto before = known == there.end() ? nullptr : known->held;
  if (before && stays && stays(*before))
    return before;
  for (auto& [name, one] : cabinets_)
    one.refile(before.get(), now.get());
  if (before)
    known->held = std::move(now);
  else
    there.insert({std::move(now)});
  return before;
}

snapshot<k8s::projection> index::take(const object_key& key) {
  const std::unique_lock lock{guard_};
  const auto kind = kinds_.find(key.kind);
  if (kind == kinds_.end())
    return nullptr;
  const auto ns = kind->second.find(key.ns);
  if (ns == kind->second.end())
    return nullptr;
  const auto known = ns->second.find(std::string_view{key.name});
  if (known == ns->second.end())
    return nullptr;
  auto last = known->held;
  for (auto& [name, one] : cabinets_)
    one.refile(last.get(), nullptr);
  ns->second.erase(known);
  if (ns->second.empty())
    kind->second.erase(ns);
  return last;
}

snapshot<k8s::projection> index::find(const object_key& key) const {
  const std::shared_lock lock{guard_};
  const auto kind = kinds_.find(key.kind);
  if (kind == kinds_.end())
    return nullptr;
  const auto ns = kind->second.find(key.ns);
  if (ns == kind->second.end())
    return nullptr;
  const auto found = ns->second.find(std::string_view{key.name});
  return found == ns->second.end() ? nullptr : found->held;
}

void index::each(std::string_view kind, std::string_view ns,
                 const std::function<void(const snapshot<k8s::projection>&)>& visit) const {
  std::vector<snapshot<k8s::projection>> found;
  {
    const std::shared_lock lock{guard_};
    const auto all = kinds_.find(kind);
    if (all == kinds_.end())
      return;
    for (const auto& [name, objects] : all->second)
      if (ns == "*" || ns == name)
        for (const auto& one : objects)
          found.push_back(one.held);
  }
  for (const auto& held : found)
    visit(held);
}

std::size_t index::size(std::string_view kind) const {
  const std::shared_lock lock{guard_};
  const auto all = kinds_.find(kind);
  std::size_t count = 0;
  if (all != kinds_.end())
    for (const auto& [ns, objects] : all->second)
      count += objects.size();
  return count;
}

void index::put_aside(const object_key& key, std::string uid) {
  const std::unique_lock lock{guard_};
  aside_[key] = std::move(uid);
}

void index::heal(const object_key& key) {
  const std::unique_lock lock{guard_};
  aside_.erase(key);
}

void index::see_in_part(const std::string& kind) {
  const std::unique_lock lock{guard_};
  in_part_.insert(kind);
}

void index::doubt(const std::string& kind, bool doubtful) {
  const std::unique_lock lock{guard_};
  if (doubtful)
    in_doubt_.insert(kind);
  else
    in_doubt_.erase(kind);
}

bool index::in_doubt(const std::string& kind) const {
  const std::shared_lock lock{guard_};
  return in_doubt_.contains(kind);
}

void index::note_listed(const std::string& kind, const std::string& ns, instant asked) {
  const std::unique_lock lock{guard_};
  listed_[kind][ns] = asked;
}

std::optional<index::instant> index::listed(const std::vector<std::string>& kinds) const {
  const std::shared_lock lock{guard_};
  auto oldest = instant::max();
  for (const auto& kind : kinds) {
    const auto known = listed_.find(kind);
    if (known == listed_.end())
      return std::nullopt;
    for (const auto& [ns, asked] : known->second)
      oldest = std::min(oldest, asked);
  }
  return oldest;
}

std::optional<std::set<std::string>> index::live_uids(const std::vector<std::string>& kinds) const {
  std::set<std::string> all;
  {
    const std::shared_lock lock{guard_};
    for (const auto& kind : kinds)
      if (in_part_.contains(kind) || in_doubt_.contains(kind))
        return std::nullopt;
    for (const auto& [key, uid] : aside_) {
      if (std::find(kinds.begin(), kinds.end(), key.kind) == kinds.end())
        continue;
      if (uid.empty())
        return std::nullopt;
      all.insert(uid);
    }
  }
  for (const auto& kind : kinds)
    each(kind, "*", [&](const auto& held) { all.insert(held->meta.uid); });
  return all;
}

void domain_view::publish(snapshot<record> inventory) {
  const std::unique_lock lock{guard_};
  inventory_ = std::move(inventory);
}

snapshot<k8s::projection> domain_view::find(const object_key& key) const {
  return objects_.find(key);
}

void domain_view::each(std::string_view kind, std::string_view ns,
                       const std::function<void(const k8s::projection&)>& visit) const {
  objects_.each(kind, ns, [&](const auto& held) { visit(*held); });
}

void domain_view::each_filed(std::string_view word,
                             const std::function<void(const k8s::projection&)>& visit) const {
  objects_.each_filed(name_, word, visit);
}

snapshot<record> domain_view::inventory() const {
  const std::shared_lock lock{guard_};
  return inventory_;
}

} // namespace weft
