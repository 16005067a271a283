#include "actors/watch/sources.hpp"

#include <caf/actor_addr.hpp>

#include <algorithm>

namespace weft {

std::string to_string(const scope& where) {
  return where.ns.empty() ? where.kind : where.kind + "/" + where.ns;
}

void sources::expect(const scope& where) {
  const std::lock_guard lock{guard_};
  all_.try_emplace(where);
}

std::optional<source_changed> sources::note(const scope& where, bool synced,
                                            const std::string& trouble, bool denied, bool absent) {
  const std::lock_guard lock{guard_};
  const auto before = summary(where.kind);
  auto& mine = all_[where];
  mine.synced = mine.synced || synced;
  mine.renewing = mine.renewing && !synced;
  mine.trouble = trouble;
  mine.denied = denied;
  mine.absent = absent;
  const auto after = summary(where.kind);
  if (before.synced == after.synced && before.trouble == after.trouble
      && before.denied == after.denied && before.absent == after.absent)
    return std::nullopt;
  return after;
}

void sources::renew(const scope& where) {
  const std::lock_guard lock{guard_};
  auto& mine = all_[where];
  mine.renewing = mine.synced;
}

source_changed sources::state_of(const std::string& kind) const {
  const std::lock_guard lock{guard_};
  return summary(kind);
}

source_changed sources::summary(const std::string& kind) const {
  source_changed out{kind, true, {}};
  for (auto i = all_.lower_bound({kind, {}}); i != all_.end() && i->first.kind == kind; ++i) {
    const auto& [where, mine] = *i;
    out.synced = out.synced && mine.synced;
    out.denied = out.denied || mine.denied;
    out.absent = out.absent || mine.absent;
    const std::string why
      = mine.trouble.empty() && mine.renewing ? "is listed again" : mine.trouble;
    if (!why.empty())
      out.trouble = where.ns.empty() ? why : where.ns + ": " + why;
  }
  return out;
}

bool sources::add_follower(const scope& where, const caf::actor& who) {
  const std::lock_guard lock{guard_};
  auto& mine = all_[where].followers;
  if (std::find(mine.begin(), mine.end(), who) != mine.end())
    return false;
  mine.push_back(who);
  return true;
}

void sources::drop_follower(const scope& where, const caf::actor_addr& who) {
  const std::lock_guard lock{guard_};
  std::erase_if(all_[where].followers, [&](const caf::actor& one) { return one == who; });
}

std::vector<caf::actor> sources::followers(const scope& where) const {
  const std::lock_guard lock{guard_};
  const auto known = all_.find(where);
  return known == all_.end() ? std::vector<caf::actor>{} : known->second.followers;
}

} // namespace weft
