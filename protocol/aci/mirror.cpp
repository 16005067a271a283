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

void upshot::add(upshot other) {
  changed = changed || other.changed;
  read.merge(other.read);
}

mirror::mirror(const settings& how, std::shared_ptr<recollection> past)
  : marks_(how), settling_(how.settling), past_(std::move(past)) {}

void mirror::touched(out_state& out, upshot* result) {
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
    writing_->since.touch(what);
}

void mirror::touch_below(const eepg_name& what) {
  for (auto& [whose, since] : reads_)
    since.touch_below(what);
  if (writing_)
    writing_->since.touch_below(what);
}

void mirror::touch_below(const l3out_name& what) {
  for (auto& [whose, since] : reads_)
    since.touch_below(what);
  if (writing_)
    writing_->since.touch_below(what);
}

void mirror::follow(const departures::wishes& all) {
  const auto before = past_->wished.all();
  for (const auto& [where, prefix] : past_->wished.follow(all)) {
    const auto out = outs_.find(where.out());
    const auto held = out == outs_.end() ? decltype(out->second.eepgs)::iterator{}
                                         : out->second.eepgs.find(where.epg);
    if (out == outs_.end() || held == out->second.eepgs.end()
        || !held->second.body->lost_flags.contains(prefix))
      continue;
    held->second.body.change().lost_flags.erase(prefix);
    touched(out->second);
  }
  std::erase_if(past_->witnesses, [this](const auto& one) {
    const auto now = past_->wished.references(one.first);
    if (std::ranges::any_of(one.second, [&](const auto& who) { return now.contains(who); }))
      return false;
    const auto out = outs_.find(one.first.out());
    if (out == outs_.end())
      return true;
    out->second.eepgs[one.first.epg].body.change().was_external = false;
    touched(out->second);
    return true;
  });
  if (past_->wished.all() != before) {
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

void mirror::shake() {
  drifted_.clear();
  for (auto& [which, out] : outs_) {
    out.shaken = true;
    bool news = false;
    for (auto& [epg, held] : out.eepgs)
      news = forget_ownership(held.body, marks_) || news;
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
  std::erase_if(past_->witnesses, [&](const auto& one) { return one.first.out() == which; });
  if (out.stands != standing::present && out.stands != standing::partly)
    out.eepgs.clear(); // whose that is now only a scan can tell
  for (auto i = out.eepgs.begin(); i != out.eepgs.end();) {
    auto& now = i->second.body.change();
    now.was_external = false;
    now.lost_flags.clear();
    std::erase_if(now.subnets, [](const auto& one) { return !one.second.ours; });
    i = now.ours || !now.subnets.empty() ? std::next(i) : out.eepgs.erase(i);
  }
  out.stands = standing::partly;
  touched(out);
  if (out.eepgs.empty())
    outs_.erase(found);
}

void mirror::forget_all_but(const std::set<l3out_name>& asked) {
  std::vector<l3out_name> others;
  for (const auto& [which, out] : outs_)
    if (out.stands != standing::partly && !asked.contains(which))
      others.push_back(which);
  for (const auto& which : others)
    forget(which);
}

/// Whether there is nothing of ours there, as far as it is known.
bool mirror::is_gone(const object_name& what) const {
  const auto out = outs_.find(what.where.out());
  if (out == outs_.end())
    return false;
  if (out->second.stands != standing::present)
    return out->second.stands == standing::absent;
  const auto found = out->second.eepgs.find(what.where.epg);
  if (found == out->second.eepgs.end())
    return true;
  const auto& held = found->second.body.look();
  const auto one = held.subnets.find(what.prefix);
  return what.prefix.empty() ? !held.present || !held.ours
                             : one == held.subnets.end() || !one->second.ours;
}

void mirror::forget_departed() {
  if (writing_ || !past_->wished.forget_if([this](const auto& what) { return is_gone(what); }))
    return;
  shown_ = nullptr;
  ++revision_;
}

snapshot<fabric> mirror::observe(instant now) {
  forget_departed();
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
  if (!past_->wished.all().empty())
    out.departed = take_snapshot(past_->wished.all());
  out.resting = resting_;
  out.closed = closed_;
  out.served = served_;
  return shown_ = take_snapshot(std::move(out));
}

std::map<eepg_name, std::size_t> mirror::sizes() const {
  std::map<eepg_name, std::size_t> out;
  for (const auto& [which, state] : outs_)
    for (const auto& [epg, held] : state.eepgs)
      if (held.body->present)
        out.emplace(eepg_name{which.tenant, which.l3out, epg}, held.body->subnets.size());
  return out;
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
