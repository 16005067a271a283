#include "protocol/aci/departures.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

bool claims(const wished_eepg& wish, const std::string& prefix) {
  return std::ranges::binary_search(wish.claims, prefix, {}, &claim::prefix);
}

} // namespace

bool wants(const fragment& part) {
  return part.body && part.what != wish::none && part.what != wish::remove;
}

std::vector<object_name> departures::follow(const wishes& all) {
  std::map<owner, snapshot<record>> now;
  for (const auto& [who, part] : all)
    if (wants(*part))
      now.emplace_hint(now.end(), who, part->body);
  std::vector<object_name> out;
  for (const auto& [who, body] : before_) {
    const auto next = now.find(who);
    if (next == now.end())
      leave(as<wished_eepg>(body), nullptr, out);
    else if (next->second != body)
      leave(as<wished_eepg>(body), &as<wished_eepg>(next->second), out);
  }
  asked_.clear();
  for (const auto& [who, body] : now) {
    const auto& wish = as<wished_eepg>(body);
    asked_.insert(wish.where.out());
    const auto last = before_.find(who);
    if (last == before_.end() || last->second != body)
      come(wish);
  }
  before_ = std::move(now);
  return out;
}

void departures::leave(const wished_eepg& before, const wished_eepg* now,
                       std::vector<object_name>& out) {
  const bool stays = now && now->where == before.where;
  const auto gone = [&](const std::string& prefix) {
    departed_[before.where].insert(prefix);
    out.push_back({before.where, prefix});
  };
  if (!stays)
    gone({});
  for (const auto& one : before.claims)
    if (!stays || !claims(*now, one.prefix))
      gone(one.prefix);
}

void departures::come(const wished_eepg& now) {
  const auto held = departed_.find(now.where);
  if (held == departed_.end())
    return;
  held->second.erase(std::string{});
  for (const auto& one : now.claims)
    held->second.erase(one.prefix);
  if (held->second.empty())
    departed_.erase(held);
}

bool departures::forget(const object_name& what) {
  const auto held = departed_.find(what.where);
  if (held == departed_.end())
    return false;
  const bool known = held->second.erase(what.prefix) > 0 || what.prefix.empty();
  if (what.prefix.empty() || held->second.empty())
    departed_.erase(held);
  return known;
}

std::set<std::string> departures::references(const eepg_name& to) const {
  std::set<std::string> out;
  for (const auto& [who, body] : before_)
    if (const auto& wish = as<wished_eepg>(body); wish.where == to)
      out.insert(who.uid + "/" + wish.value);
  return out;
}

} // namespace weft::aci
