#include "protocol/aci/departures.hpp"

#include <algorithm>
#include <string_view>

namespace weft::aci {

namespace {

bool claims(const wished_eepg& wish, const std::string& prefix) {
  return std::ranges::binary_search(wish.claims, prefix, {}, &claim::prefix);
}

} // namespace

bool wants(const fragment& part) {
  return part.body && part.what != wish::none && part.what != wish::remove;
}

bool takes_away(const fragment& part) {
  return part.body && part.what == wish::remove;
}

std::size_t count_wished(const departures::wishes& all) {
  std::map<eepg_name, std::vector<std::string_view>> wished;
  for (const auto& [who, part] : all) {
    if (!wants(*part))
      continue;
    const auto& wish = as<wished_eepg>(part->body);
    auto& prefixes = wished[wish.where];
    const auto held = static_cast<std::ptrdiff_t>(prefixes.size());
    for (const auto& one : wish.claims)
      if (prefixes.empty() || prefixes.back() != one.prefix)
        prefixes.push_back(one.prefix);
    std::inplace_merge(prefixes.begin(), prefixes.begin() + held, prefixes.end());
  }
  std::size_t out = wished.size();
  for (auto& [where, prefixes] : wished)
    out
      += static_cast<std::size_t>(std::unique(prefixes.begin(), prefixes.end()) - prefixes.begin());
  return out;
}

std::vector<object_name> departures::follow(const wishes& all) {
  bodies now;
  bodies going;
  for (const auto& [who, part] : all)
    if (wants(*part))
      now.emplace_hint(now.end(), who, part->body);
    else if (takes_away(*part))
      going.emplace_hint(going.end(), who, part->body);
  std::vector<object_name> out;
  for (const auto& [who, body] : going)
    if (const auto known = leaving_.find(who); known == leaving_.end() || known->second != body)
      leave(as<wished_eepg>(body), nullptr, out);
  for (const auto& [who, body] : before_) {
    const auto& was = as<wished_eepg>(body);
    const auto next = now.find(who);
    if (next != now.end() && next->second != body)
      leave(was, &as<wished_eepg>(next->second), out);
    else if (const auto last = going.find(who); last != going.end() && last->second != body)
      leave(was, nullptr, out);
  }
  for (const auto& [who, body] : before_)
    if (!now.contains(who) && !going.contains(who))
      vanish(as<wished_eepg>(body), out);
  asked_.clear();
  for (const auto& [who, body] : going)
    asked_.insert(as<wished_eepg>(body).where.out());
  for (const auto& [who, body] : now) {
    const auto& wish = as<wished_eepg>(body);
    asked_.insert(wish.where.out());
    const auto last = before_.find(who);
    if (last == before_.end() || last->second != body)
      come(wish);
  }
  before_ = std::move(now);
  leaving_ = std::move(going);
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

/// Nobody has asked for it to go.
void departures::vanish(const wished_eepg& before, std::vector<object_name>& out) {
  come(before);
  for (const auto& one : before.claims)
    out.push_back({before.where, one.prefix});
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

bool departures::forget_if(const std::function<bool(const object_name& what)>& is_gone) {
  bool news = false;
  for (auto i = departed_.begin(); i != departed_.end();) {
    news = std::erase_if(i->second,
                         [&](const auto& prefix) {
                           return is_gone({i->first, prefix});
                         })
             > 0
           || news;
    i = i->second.empty() ? departed_.erase(i) : std::next(i);
  }
  return news;
}

std::set<std::string> departures::references(const eepg_name& to) const {
  std::set<std::string> out;
  for (const auto& [who, body] : before_)
    if (const auto& wish = as<wished_eepg>(body); wish.where == to)
      out.insert(who.uid + "/" + wish.value);
  return out;
}

} // namespace weft::aci
