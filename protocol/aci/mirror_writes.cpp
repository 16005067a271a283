#include "protocol/aci/mirror.hpp"

#include <utility>

namespace weft::aci {

void mirror::begin_write(const request& what) {
  auto& own = writing_.emplace();
  for (const auto& one : what.edits)
    own.edits.insert_or_assign({one.where, one.prefix}, one);
}

/// It is another tenant's turn.
void mirror::end_turn(const request& what) {
  writing_.reset();
  served_ = what.tenant;
  shown_ = nullptr;
}

bool mirror::intends(const object_name& what, const subnet* now) const {
  if (!writing_)
    return false;
  const auto& edits = writing_->edits;
  const auto found = edits.find(what);
  if (!now) {
    const auto whole = edits.find({what.where, {}});
    return (found != edits.end() && found->second.removed)
           || (whole != edits.end() && whole->second.removed);
  }
  if (found == edits.end() || found->second.removed)
    return false;
  const auto& after = found->second.after;
  return now->name == after.name && now->annotation == after.annotation
         && now->flags == after.flags;
}

bool mirror::intends(const eepg_name& what, const std::string& annotation) const {
  if (!writing_)
    return false;
  const auto found = writing_->edits.find({what, {}});
  return found != writing_->edits.end() && !found->second.removed
         && found->second.annotation == annotation;
}

upshot mirror::take_written(const request& what, instant now) {
  if (!writing_) // what has happened since it was sent is not known
    return take_lost(what);
  upshot out;
  const auto since = std::move(writing_->since);
  end_turn(what);
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

void mirror::take_refused(const request& what) {
  if (writing_)
    for (const auto& which : writing_->doubts)
      due_[which] = instant::zero();
  end_turn(what);
}

upshot mirror::take_lost(const request& what) {
  upshot out;
  end_turn(what);
  for (const auto& one : what.edits)
    out.read.insert(one.where.out());
  return out;
}

void mirror::close(const std::string& tenant, const std::string& words) {
  closed_[tenant] = words;
  shown_ = nullptr;
  ++revision_;
}

void mirror::open(const std::string& tenant) {
  if (closed_.erase(tenant) == 0)
    return;
  shown_ = nullptr;
  ++revision_;
}

bool mirror::apply(const request::edit& what, out_state& out, instant now) {
  const object_name name{what.where, what.prefix};
  auto& held = out.eepgs[what.where.epg];
  if (drifted_.erase(name) > 0 && !what.removed)
    wars_.repeated(name, now);
  if (what.removed && past_->wished.forget(name))
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
    std::erase_if(drifted_, [&](const auto& one) { return one.where == what.where; });
    past_->witnesses.erase(what.where);
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
  past_->witnesses.erase(what.where);
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
