#include "actors/watch/mirror.hpp"

#include "adapters/log/log.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace weft {

namespace {

constexpr std::size_t max_quarantine = 20;
constexpr std::size_t few = 10; ///< objects that one person may have deleted meanwhile
constexpr auto second_look = std::chrono::minutes{1};

bool same_state(const k8s::projection& a, const k8s::projection& b) {
  return a.meta.version != 0 && a.meta.version == b.meta.version && a.meta.uid == b.meta.uid;
}

bool is_older(const k8s::projection& a, const k8s::projection& than) {
  return a.meta.version != 0 && a.meta.version < than.meta.version;
}

/// @returns whether it is new there.
bool remember(std::deque<mirror::unreadable>& where, const k8s::undecodable& what) {
  const auto key = what.key.name.empty() ? "?" : to_string(what.key);
  const auto known
    = std::find_if(where.begin(), where.end(), [&](const auto& one) { return one.object == key; });
  const bool fresh = known == where.end();
  if (!fresh)
    where.erase(known);
  where.push_back({key, to_string(what.why)});
  if (where.size() > max_quarantine)
    where.pop_front();
  return fresh;
}

} // namespace

mirror::mirror(index& objects, scope where, const k8s::kind& which, teller tell)
  : objects_(objects), where_(std::move(where)), namespaced_(which.namespaced),
    can_vanish_(k8s::can_vanish(which)), tell_(std::move(tell)) {
  if (!where_.ns.empty())
    objects_.see_in_part(where_.kind);
}

void mirror::take(k8s::projection now) {
  heal(now.meta.key);
  missing_.erase(now.meta.key);
  const auto news = take_snapshot(std::move(now));
  const auto held = objects_.put(news, [&news](const k8s::projection& old) {
    return is_older(*news, old) || same_state(old, *news);
  });
  if (held && is_older(*news, *held))
    ++dropped_;
  else
    tell_of(held, news, false);
}

void mirror::tell_of(const snapshot<k8s::projection>& held, const snapshot<k8s::projection>& now,
                     bool with_most) {
  if (held && same_state(*held, *now))
    return;
  if (held && held->meta.uid != now->meta.uid) {
    tell_(held, nullptr, with_most);
    tell_(nullptr, now, false);
  } else {
    tell_(held, now, false);
  }
}

void mirror::drop(const k8s::projection& last) {
  heal(last.meta.key);
  const auto held = objects_.find(last.meta.key);
  if (!held)
    return;
  if (is_older(last, *held)) {
    ++dropped_;
    return;
  }
  missing_.erase(last.meta.key);
  objects_.take(last.meta.key);
  tell_(last.meta.uid == held->meta.uid ? take_snapshot(last) : held, nullptr, false);
}

void mirror::put_aside(const k8s::undecodable& what) {
  ++unreadables_;
  if (remember(quarantine_, what))
    log::warn("Object cannot be read", {{"source", to_string(where_)},
                                        {"object", quarantine_.back().object},
                                        {"error", quarantine_.back().why}});
  if (!what.key.name.empty())
    keep_aside(what.key, what.uid);
}

void mirror::keep_aside(const object_key& key, const std::string& uid) {
  aside_.insert(key);
  objects_.put_aside(key, uid);
}

void mirror::heal(const object_key& key) {
  if (aside_.erase(key) > 0)
    objects_.heal(key);
  if (!quarantine_.empty())
    std::erase_if(quarantine_, [&](const auto& one) { return one.object == to_string(key); });
}

void mirror::stage(k8s::decoded<k8s::projection> item) {
  if (!item) {
    put_aside(item.error());
    remember(staged_quarantine_, item.error());
    auto key = item.error().key;
    key.kind = where_.kind;
    staged_aside_[key] = item.error().uid;
    if (key.name.empty() || (namespaced_ && key.ns.empty()))
      blind_ = true;
    else
      staged_[key] = nullptr;
    return;
  }
  if (staged_aside_.erase(item->meta.key) > 0)
    std::erase_if(staged_quarantine_,
                  [&](const unreadable& one) { return one.object == to_string(item->meta.key); });
  const auto held = objects_.find(item->meta.key);
  auto& mine = staged_[item->meta.key];
  mine = held && same_state(*held, *item) ? nullptr : take_snapshot(std::move(*item));
}

void mirror::unstage(const object_key& key) {
  staged_.erase(key);
  staged_aside_.erase(key);
}

void mirror::forget_staged() {
  staged_.clear();
  staged_quarantine_.clear();
  staged_aside_.clear();
  blind_ = false;
}

bool mirror::replace(instant asked, bool returned) {
  if (returned)
    objects_.doubt(where_.kind, true);
  const auto before = size() - missing_.size();
  for (const auto& [key, now] : staged_)
    if (now)
      tell_of(objects_.put(now), now, returned);
  if (blind_)
    log::warn("Deletions wait for a snapshot that can be read", {{"source", to_string(where_)}});
  else
    settle_missing(asked, returned, before);
  quarantine_ = std::move(staged_quarantine_);
  for (const auto& key : std::set<object_key>{aside_})
    if (!staged_aside_.contains(key))
      heal(key);
  for (const auto& [key, uid] : staged_aside_)
    keep_aside(key, uid);
  const bool whole = !blind_;
  if (whole)
    objects_.note_listed(where_.kind, where_.ns, asked);
  forget_staged();
  return whole;
}

void mirror::settle_missing(instant asked, bool returned, std::size_t before) {
  std::vector<snapshot<k8s::projection>> again;
  std::vector<snapshot<k8s::projection>> now;
  each([&](const auto& held) {
    if (!staged_.contains(held->meta.key))
      (missing_.contains(held->meta.key) ? again : now).push_back(held);
  });
  const bool most = now.size() > few && now.size() * 2 > before;
  const bool certain = returned || asked - missing_since_ >= second_look;
  if (certain && !again.empty() && can_vanish_)
    objects_.doubt(where_.kind, true);
  missing_.clear();
  for (const auto& one : again)
    if (certain)
      let_go(one, can_vanish_);
    else
      missing_.insert(one->meta.key);
  for (const auto& one : now)
    if (most && !returned)
      missing_.insert(one->meta.key);
    else
      let_go(one, returned);
  if (most && !returned) {
    missing_since_ = asked;
    log::warn("Most objects are missing from a snapshot, and are kept until another one agrees",
              {{"source", to_string(where_)}, {"missing", now.size()}, {"of", before}});
  }
}

void mirror::let_go(const snapshot<k8s::projection>& held, bool with_most) {
  objects_.take(held->meta.key);
  tell_(held, nullptr, with_most);
}

std::optional<mirror::instant> mirror::settles_from() const {
  return missing_.empty() ? std::nullopt : std::optional{missing_since_ + second_look};
}

void mirror::each(const std::function<void(const snapshot<k8s::projection>&)>& visit) const {
  objects_.each(where_.kind, where_.ns.empty() ? "*" : where_.ns, visit);
}

std::size_t mirror::size() const {
  if (where_.ns.empty())
    return objects_.size(where_.kind);
  std::size_t count = 0;
  each([&](const auto&) { ++count; });
  return count;
}

} // namespace weft
