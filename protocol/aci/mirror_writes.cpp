#include "protocol/aci/mirror.hpp"

#include <utility>

namespace weft::aci {

wake mirror::take_written(const request& what, instant now) {
  wake out;
  const auto since = std::exchange(writing_, std::nullopt).value_or(journal{});
  served_ = what.tenant;
  shown_ = nullptr;
  for (const auto& one : what.edits) {
    const auto found = outs_.find(one.where.out());
    if (found == outs_.end() || found->second.stands == standing::absent) {
      out.read.insert(one.where.out());
      continue;
    }
    if (!apply(one, found->second, now))
      continue;
    touched(found->second, &out);
    if (since.covers({one.where, one.prefix}))
      out.read.insert(one.where.out()); // was that before the write or after?
  }
  return out;
}

wake mirror::take_lost(const request& what) {
  wake out;
  writing_.reset();
  for (const auto& one : what.edits)
    out.read.insert(one.where.out());
  return out;
}

bool mirror::apply(const request::edit& what, out_state& out, instant now) {
  const object_name name{what.where, what.prefix};
  auto& held = out.eepgs[what.where.epg];
  if (drifted_.erase(name) > 0 && !what.removed)
    wars_.corrected(name, now);
  if (what.removed && wished_.forget(name))
    touched(out);
  const bool news = what.prefix.empty() ? apply_eepg(what, held, now) : apply_subnet(what, held);
  if (!news)
    return false;
  for (auto& [whose, since] : reads_)
    what.removed&& what.prefix.empty() ? since.touch_below(what.where) : since.touch(name);
  return true;
}

bool mirror::apply_eepg(const request::edit& what, eepg_state& held, instant now) {
  if (what.removed) {
    witnesses_.erase(what.where);
    held.guessed = false;
    if (held.body.look() == eepg{})
      return false;
    held.body.replace({});
    return true;
  }
  const auto& before = held.body.look();
  if (before.present && before.ours && before.annotation == what.annotation)
    return false;
  if (!before.present)
    settle(what.where.out(), now);
  auto& body = held.body.change();
  body.present = body.ours = true;
  body.annotation = what.annotation;
  body.was_external = false;
  held.guessed = false;
  witnesses_.erase(what.where);
  return true;
}

bool mirror::apply_subnet(const request::edit& what, eepg_state& held) {
  const auto& before = held.body.look();
  const auto was = before.subnets.find(what.prefix);
  if (what.removed) {
    if (was == before.subnets.end() && !before.lost_flags.contains(what.prefix))
      return false;
    auto& body = held.body.change();
    body.subnets.erase(what.prefix);
    body.lost_flags.erase(what.prefix);
    return true;
  }
  if (was != before.subnets.end() && was->second == what.after)
    return false;
  auto& body = held.body.change();
  body.present = true;
  body.subnets[what.prefix] = what.after;
  body.lost_flags.erase(what.prefix);
  return true;
}

} // namespace weft::aci
