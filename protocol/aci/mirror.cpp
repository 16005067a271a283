#include "protocol/aci/mirror.hpp"

#include <algorithm>
#include <utility>

namespace weft::aci {

namespace {

bool says_nothing(const eepg& what) {
  return !what.present && !what.was_external && what.subnets.empty() && what.lost_flags.empty();
}

/// Only what bears our mark is ours. @returns whether that is news.
bool forget_ownership(draft<eepg>& of, const marks& by) {
  const auto bears
    = [&](const auto& one) { return one.second.ours == by.bears(one.second.annotation); };
  const bool ours = of->present && by.bears(of->annotation);
  if (of->ours == ours && std::all_of(of->subnets.begin(), of->subnets.end(), bears))
    return false;
  auto& now = of.change();
  now.ours = ours;
  for (auto& [prefix, held] : now.subnets)
    held.ours = by.bears(held.annotation);
  return true;
}

} // namespace

void wake::add(wake other) {
  changed = changed || other.changed;
  read.merge(other.read);
}

mirror::mirror(const settings& how) : marks_(how), settling_(how.settling) {}

void mirror::touched(out_state& out, wake* result) {
  out.shown = nullptr;
  shown_ = nullptr;
  ++revision_;
  if (result)
    result->changed = true;
}

void mirror::touch(const object_name& what) {
  for (auto& [whose, since] : reads_)
    since.touch(what);
  if (writing_)
    writing_->touch(what);
}

void mirror::touch_below(const eepg_name& what) {
  for (auto& [whose, since] : reads_)
    since.touch_below(what);
  if (writing_)
    writing_->touch_below(what);
}

void mirror::touch_below(const l3out_name& what) {
  for (auto& [whose, since] : reads_)
    since.touch_below(what);
  if (writing_)
    writing_->touch_below(what);
}

void mirror::follow(const departures::wishes& all) {
  const auto before = wished_.all();
  for (const auto& [where, prefix] : wished_.follow(all)) {
    const auto out = outs_.find(where.out());
    const auto held = out == outs_.end() ? decltype(out->second.eepgs)::iterator{}
                                         : out->second.eepgs.find(where.epg);
    if (out == outs_.end() || held == out->second.eepgs.end()
        || !held->second.body->lost_flags.contains(prefix))
      continue;
    held->second.body.change().lost_flags.erase(prefix);
    touched(out->second);
  }
  std::erase_if(witnesses_, [this](const auto& one) {
    const auto now = wished_.references(one.first);
    if (std::ranges::any_of(one.second, [&](const auto& who) { return now.contains(who); }))
      return false;
    auto& out = outs_[one.first.out()];
    out.eepgs[one.first.epg].body.change().was_external = false;
    touched(out);
    return true;
  });
  if (wished_.all() != before) {
    shown_ = nullptr;
    ++revision_;
  }
}

void mirror::gap() {
  reads_.clear();
  writing_.reset();
  marked_.reset();
  due_.clear();
  drifted_.clear();
  const auto partly
    = std::erase_if(outs_, [](const auto& one) { return one.second.stands == standing::partly; });
  if (partly > 0) {
    shown_ = nullptr;
    ++revision_;
  }
  for (auto& [which, out] : outs_) {
    bool news = std::exchange(out.stands, standing::unknown) != standing::unknown;
    out.trouble.clear();
    out.heard.reset();
    for (auto& [epg, held] : out.eepgs) {
      news = forget_ownership(held.body, marks_) || news;
      held.heard = {};
      held.gone.reset();
    }
    if (news)
      touched(out);
  }
}

void mirror::forget(const l3out_name& which) {
  abandon_read(which);
  due_.erase(which);
  const auto found = outs_.find(which);
  if (found == outs_.end())
    return;
  auto& out = found->second;
  for (auto i = out.eepgs.begin(); i != out.eepgs.end();) {
    auto& now = i->second.body.change();
    now.was_external = false;
    now.lost_flags.clear();
    std::erase_if(now.subnets, [](const auto& one) { return !one.second.ours; });
    witnesses_.erase({which.tenant, which.l3out, i->first});
    i = now.ours || !now.subnets.empty() ? std::next(i) : out.eepgs.erase(i);
  }
  out.stands = standing::partly;
  touched(out);
  if (out.eepgs.empty())
    outs_.erase(found);
}

snapshot<fabric> mirror::observe(instant now) {
  if (auto paused = wars_.resting(now); paused != resting_) {
    resting_ = std::move(paused);
    shown_ = nullptr;
    ++revision_;
  }
  if (shown_)
    return shown_;
  fabric out;
  for (auto& [which, state] : outs_) {
    if (!state.shown) {
      l3out one{state.stands, state.trouble, state.vrf, {}};
      for (auto& [epg, held] : state.eepgs)
        if (!says_nothing(held.body.look()))
          one.eepgs.emplace_hint(one.eepgs.end(), epg, held.body.share());
      state.shown = take_snapshot(std::move(one));
    }
    out.outs.emplace_hint(out.outs.end(), which, state.shown);
  }
  if (!wished_.all().empty())
    out.departed = take_snapshot(wished_.all());
  out.resting = resting_;
  out.served = served_;
  return shown_ = take_snapshot(std::move(out));
}

std::set<l3out_name> mirror::due(instant now) const {
  std::set<l3out_name> out;
  for (const auto& [which, when] : due_)
    if (when <= now)
      out.insert(which);
  return out;
}

std::optional<mirror::instant> mirror::next_due() const {
  auto out = wars_.next_due();
  for (const auto& [which, when] : due_)
    if (!out || when < *out)
      out = when;
  return out;
}

} // namespace weft::aci
