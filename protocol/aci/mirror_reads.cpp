#include "protocol/aci/dn.hpp"
#include "protocol/aci/mirror.hpp"
#include "protocol/aci/prefix.hpp"
#include "protocol/aci/subnets.hpp"

#include <utility>

namespace weft::aci {

namespace {

std::optional<stamp> stamp_of(const managed_object& what) {
  return read_stamp(what.text("modTs"));
}

} // namespace

void mirror::begin_read(const l3out_name& which, instant now) {
  if (const auto planned = due_.find(which); planned != due_.end() && planned->second <= now)
    due_.erase(planned);
  reads_[which] = {};
  if (outs_.try_emplace(which).second)
    touched(outs_[which]);
}

void mirror::abandon_read(const l3out_name& which) {
  reads_.erase(which);
}

void mirror::sort_in(const managed_object& one, const l3out_name& within, found_out& into) {
  for (const auto& child : one.children)
    sort_in(child, within, into);
  const auto at = read_place(one.dn);
  if (!at || at->out() != within)
    return;
  const auto when = stamp_of(one);
  if (at->class_name == mo::l3out) {
    into.there = true;
    into.heard = when;
  } else if (at->class_name == mo::vrf) {
    into.vrf = one.text("tDn");
  } else if (at->class_name == mo::eepg) {
    auto& found = into.eepgs[std::string{at->epg}];
    found.body.present = true;
    found.body.annotation = one.text("annotation");
    if (when)
      found.heard[{}] = *when;
  } else if (const auto prefix = canonical_prefix(at->prefix)) {
    auto& found = into.eepgs[std::string{at->epg}];
    found.body.present = true;
    found.body.subnets[*prefix] = read_subnet(one, at->prefix);
    if (when)
      found.heard[*prefix] = *when;
  }
}

upshot mirror::take_out(const l3out_name& which, const objects& answer) {
  upshot out;
  auto under_way = reads_.extract(which);
  const auto since = under_way ? std::move(under_way.mapped()) : journal{};
  auto& held = outs_[which];
  found_out found;
  for (const auto& one : answer)
    sort_in(one, which, found);
  if (since.covers(which) || (since.appeared(which) && !found.there)) {
    if (held.stands != standing::absent)
      out.read.insert(which); // it came while the answer was on its way
    return out;
  }
  const bool shaken = std::exchange(held.shaken, false);
  const reading how{since, held.stands == standing::present && !shaken};
  const auto stands = found.there ? standing::present : standing::absent;
  bool news = std::exchange(held.stands, stands) != stands;
  news = !std::exchange(held.trouble, {}).empty() || news;
  news = std::exchange(held.vrf, found.vrf) != found.vrf || news;
  held.heard = found.heard;
  for (const auto& [epg, there] : found.eepgs)
    held.eepgs.try_emplace(epg);
  for (const auto& [where, who] : past_->witnesses)
    if (where.out() == which)
      held.eepgs.try_emplace(where.epg);
  for (auto i = held.eepgs.begin(); i != held.eepgs.end();) {
    const auto there = found.eepgs.find(i->first);
    news = merge({which.tenant, which.l3out, i->first}, i->second,
                 there == found.eepgs.end() ? nullptr : &there->second, how)
           || news;
    const bool idle = i->second.body.look() == eepg{} && i->second.heard.empty();
    i = idle ? held.eepgs.erase(i) : std::next(i);
  }
  if (news)
    touched(held, &out);
  return out;
}

bool mirror::merge(const eepg_name& where, eepg_state& held, const found_eepg* found,
                   const reading& how) {
  held.heard.turn();
  if (found)
    for (const auto& [prefix, when] : found->heard)
      held.heard.note(prefix, when);
  auto now = merged(where, held, found, how);
  remember(where, held, now);
  if (!how.since.covers(object_name{where, {}}))
    held.guessed = !found && now.present;
  if (now == held.body.look())
    return false;
  held.body.replace(std::move(now));
  return true;
}

/// What was told since the answer was asked for is newer than it.
eepg mirror::merged(const eepg_name& where, const eepg_state& held, const found_eepg* found,
                    const reading& how) const {
  const auto& before = held.body.look();
  eepg now = found ? found->body : eepg{};
  now.was_external = before.was_external || past_->witnesses.contains(where);
  now.lost_flags = before.lost_flags;
  now.ours
    = now.present
      && (marks_.bears(now.annotation) || (how.uninterrupted && before.present && before.ours));
  for (auto& [prefix, there] : now.subnets) {
    const auto was = before.subnets.find(prefix);
    there.ours = marks_.bears(there.annotation)
                 || (how.uninterrupted && was != before.subnets.end() && was->second.ours);
    if (how.since.covers({where, prefix}) && was != before.subnets.end())
      there = was->second;
  }
  std::erase_if(now.subnets, [&](const auto& one) {
    return how.since.covers({where, one.first}) && !before.subnets.contains(one.first);
  });
  for (const auto& [prefix, was] : before.subnets)
    if (how.since.covers({where, prefix}))
      now.subnets.emplace(prefix, was);
  if (how.since.covers({where, {}})) {
    now.present = before.present;
    now.annotation = before.annotation;
    now.ours = before.ours;
  }
  now.present = now.present || !now.subnets.empty();
  return now;
}

/// Keeps what is to be kept of what has gone. @see aci.md 8.4, 8.5
void mirror::remember(const eepg_name& where, const eepg_state& before, eepg& after) {
  for (const auto& [prefix, was] : before.body->subnets)
    if (!after.subnets.contains(prefix))
      keep_flags(prefix, was, after);
  std::erase_if(after.lost_flags,
                [&](const auto& one) { return after.subnets.contains(one.first); });
  if (after.present) {
    after.was_external = false;
    past_->witnesses.erase(where);
    return;
  }
  after.annotation.clear();
  after.ours = false;
  if (!before.body->present || before.body->ours || before.guessed)
    return;
  if (auto who = past_->wished.references(where); !who.empty()) {
    after.was_external = true;
    past_->witnesses[where] = std::move(who);
  }
}

void mirror::take_denied(const l3out_name& which, const std::string& words) {
  abandon_read(which);
  auto& held = outs_[which];
  if (std::exchange(held.stands, standing::denied) != standing::denied
      || std::exchange(held.trouble, words) != words)
    touched(held);
  held.trouble = words;
}

void mirror::begin_marked() {
  marked_.emplace();
}

void mirror::take_marked(const objects& page) {
  if (!marked_)
    return; // a gap has come between
  for (const auto& one : page)
    if (const auto at = read_place(one.dn); at && marks_.bears(one.text("annotation")))
      sort_in(one, at->out(), (*marked_)[at->out()]);
}

void mirror::end_marked() {
  if (!marked_)
    return;
  auto found = std::exchange(marked_, std::nullopt);
  for (const auto& [which, held] : outs_)
    if (held.stands == standing::partly)
      found->try_emplace(which);
  for (const auto& [which, there] : *found) {
    const auto known = outs_.find(which);
    if (known == outs_.end() ? past_->wished.wished(which)
                             : known->second.stands != standing::partly)
      continue;
    out_state now;
    now.stands = standing::partly;
    for (const auto& [epg, one] : there.eepgs)
      merge({which.tenant, which.l3out, epg}, now.eepgs[epg], &one, {{}, false});
    const auto same = [](const auto& a, const auto& b) {
      return a.first == b.first && a.second.body.look() == b.second.body.look();
    };
    if (known != outs_.end() && std::ranges::equal(known->second.eepgs, now.eepgs, same))
      continue;
    touched(outs_[which]);
    outs_[which] = std::move(now);
    if (outs_[which].eepgs.empty())
      outs_.erase(which);
  }
}

} // namespace weft::aci
