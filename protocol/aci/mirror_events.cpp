#include "protocol/aci/dn.hpp"
#include "protocol/aci/mirror.hpp"
#include "protocol/aci/prefix.hpp"
#include "protocol/aci/subnets.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

std::optional<stamp> later(std::optional<stamp> one, std::optional<stamp> other) {
  return one && other ? std::max(*one, *other) : one ? one : other;
}

} // namespace

upshot mirror::take_event(const event& told, instant now) {
  upshot out;
  const auto place = read_place(told.about.dn);
  const auto found = place ? outs_.find(place->out()) : outs_.end();
  if (found == outs_.end() || !listens(found->first, found->second))
    return out;
  const auto prefix = canonical_prefix(place->prefix);
  if (place->class_name == mo::subnet && !prefix)
    return out;
  const scene at{told,
                 place->eepg(),
                 prefix.value_or(std::string{}),
                 found->second,
                 read_stamp(told.about.text("modTs")),
                 out};
  if (place->class_name == mo::l3out)
    take_out_event(at, now);
  else if (found->second.stands == standing::absent) {
    if (told.what == event::kind::created) { // its L3Out is there again, and will be told of
      found->second.stands = standing::unknown;
      out.read.insert(found->first);
      touched(found->second, &out);
    }
  } else if (place->class_name == mo::vrf)
    take_vrf_event(at);
  else if (place->class_name == mo::eepg)
    take_eepg_event(at, now);
  else
    take_subnet_event(at);
  return out;
}

/// What is neither known nor being read will be read: until then nobody needs to hear of it.
bool mirror::listens(const l3out_name& which, const out_state& out) const {
  return out.stands == standing::present || out.stands == standing::absent
         || reads_.contains(which);
}

bool mirror::is_news(const scene& at, std::optional<stamp> known) {
  return !known || !at.when || *at.when > *known;
}

std::optional<stamp> mirror::newest_below(const scene& at, const eepg_state& held) {
  return later(held.heard.newest(at.prefix), held.gone);
}

/// Whether an event that would change something is newer than what is known. In doubt both ways
/// the L3Out is read again, unless the write under way will settle it: what goes may bear the stamp
/// of its last change.
bool mirror::in_time(const scene& at, std::optional<stamp> known) {
  if (is_news(at, known))
    return true;
  const bool gone = at.told.what == event::kind::deleted && *at.when == *known;
  const bool own = gone && intends({at.where, at.prefix}, nullptr);
  (own ? writing_->doubts : at.result.read).insert(at.where.out());
  return gone;
}

void mirror::take_out_event(const scene& at, instant now) {
  const auto which = at.where.out();
  auto& out = at.out;
  const bool gone = at.told.what == event::kind::deleted;
  if (at.told.what == event::kind::created)
    for (auto& [whose, since] : reads_)
      since.appear(which);
  if (at.told.what == event::kind::modified || (out.stands == standing::absent) == gone) {
    if (at.told.what == event::kind::created && at.when && out.heard && *at.when > *out.heard)
      at.result.read.insert(which); // it has been away, and that was not told yet
    out.heard = later(out.heard, at.when);
    return;
  }
  if (!in_time(at, out.heard))
    return;
  out.heard = later(out.heard, at.when);
  touched(out, &at.result);
  if (gone)
    return lose_out(which, out);
  out.stands = standing::unknown;
  settle(which, now);
  at.result.read.insert(which);
}

void mirror::lose_out(const l3out_name& which, out_state& out) {
  touch_below(which);
  out.stands = standing::absent;
  out.vrf.clear();
  for (auto& [epg, held] : out.eepgs)
    lose({which.tenant, which.l3out, epg}, held);
}

void mirror::take_vrf_event(const scene& at) {
  const auto& about = at.told.about;
  const auto* told = about.find("tDn");
  if (at.told.what != event::kind::deleted && !told)
    return;
  auto now = at.told.what == event::kind::deleted ? std::string{} : *told;
  if (now == at.out.vrf)
    return;
  at.out.vrf = std::move(now);
  touched(at.out, &at.result);
}

void mirror::take_eepg_event(const scene& at, instant now) {
  auto& held = at.out.eepgs[at.where.epg];
  if (at.told.what == event::kind::created)
    create_eepg(at, held, now);
  else if (at.told.what == event::kind::modified)
    modify_eepg(at, held);
  else
    delete_eepg(at, held);
  held.heard.note({}, at.when);
}

void mirror::create_eepg(const scene& at, eepg_state& held, instant now) {
  const std::string annotation{at.told.about.text("annotation")};
  const auto& before = held.body.look();
  const auto known = later(held.heard.newest({}), held.gone);
  if (is_news(at, known))
    touch({at.where, {}});
  if (before.present && !held.guessed && before.annotation == annotation
      && before.ours == marks_.bears(annotation))
    return;
  if (!in_time(at, known))
    return;
  if (!before.present)
    settle(at.where.out(), now);
  else if (!held.guessed)
    at.result.read.insert(at.where.out()); // it has been away, and what is below it is not known
  auto& body = held.body.change();
  body.present = true;
  body.annotation = annotation;
  body.ours = marks_.bears(annotation);
  body.was_external = false;
  held.guessed = false;
  past_->witnesses.erase(at.where);
  touched(at.out, &at.result);
}

void mirror::modify_eepg(const scene& at, eepg_state& held) {
  const auto* annotation = at.told.about.find("annotation");
  const auto& before = held.body.look();
  if (!before.present || at.out.stands != standing::present) {
    if (is_news(at, held.gone))
      at.result.read.insert(at.where.out());
    return;
  }
  if (!annotation)
    return;
  if (is_news(at, held.heard.newest({})))
    touch({at.where, {}});
  const bool ours = before.ours || marks_.bears(*annotation);
  if ((before.annotation == *annotation && before.ours == ours)
      || !in_time(at, held.heard.newest({})))
    return;
  if (before.ours && !intends(at.where, *annotation))
    drifted_.insert({at.where, {}});
  auto& body = held.body.change();
  body.annotation = *annotation;
  body.ours = ours;
  touched(at.out, &at.result);
}

void mirror::delete_eepg(const scene& at, eepg_state& held) {
  const auto& before = held.body.look();
  if (before.present && !in_time(at, held.heard.newest({})))
    return;
  if (before.present || is_news(at, later(held.heard.newest({}), held.gone)))
    touch_below(at.where);
  held.gone = later(held.gone, at.when);
  if (!before.present)
    return;
  if (at.when && held.heard.latest() > *at.when) // it has come again meanwhile, and more with it
    at.result.read.insert(at.where.out());
  if (before.ours && !intends({at.where, {}}, nullptr))
    drifted_.insert({at.where, {}});
  lose(at.where, held);
  touched(at.out, &at.result);
}

void mirror::lose(const eepg_name& where, eepg_state& held) {
  auto now = eepg{};
  now.was_external = held.body->was_external;
  now.lost_flags = held.body->lost_flags;
  remember(where, held, now);
  held.body.replace(std::move(now));
  held.guessed = false;
}

void mirror::take_subnet_event(const scene& at) {
  auto& held = at.out.eepgs[at.where.epg];
  if (at.told.what == event::kind::created) {
    auto now = read_subnet(at.told.about, read_place(at.told.about.dn)->prefix);
    now.ours = marks_.bears(now.annotation);
    put_subnet(at, held, std::move(now));
  } else if (at.told.what == event::kind::modified)
    modify_subnet(at, held);
  else
    delete_subnet(at, held);
  held.heard.note(at.prefix, at.when);
}

void mirror::modify_subnet(const scene& at, eepg_state& held) {
  const auto was = held.body->subnets.find(at.prefix);
  if (was == held.body->subnets.end() || at.out.stands != standing::present) {
    if (is_news(at, newest_below(at, held)))
      at.result.read.insert(at.where.out());
    return;
  }
  auto now = was->second;
  change_subnet(now, at.told.about);
  now.ours = now.ours || marks_.bears(now.annotation);
  put_subnet(at, held, std::move(now));
}

void mirror::put_subnet(const scene& at, eepg_state& held, subnet now) {
  const auto& before = held.body.look();
  const auto was = before.subnets.find(at.prefix);
  const bool known = was != before.subnets.end();
  const auto newest = newest_below(at, held);
  if (is_news(at, newest))
    touch({at.where, at.prefix});
  if ((known && was->second == now) || !in_time(at, newest))
    return;
  if (known && was->second.ours && !intends({at.where, at.prefix}, &now))
    drifted_.insert({at.where, at.prefix});
  auto& body = held.body.change();
  if (!body.present) { // the EEPG itself will be told of, or has been and was missed
    body.present = held.guessed = true;
    body.was_external = false;
    at.result.read.insert(at.where.out());
  }
  body.subnets[at.prefix] = std::move(now);
  body.lost_flags.erase(at.prefix);
  touched(at.out, &at.result);
}

void mirror::delete_subnet(const scene& at, eepg_state& held) {
  const auto was = held.body->subnets.find(at.prefix);
  const bool known = was != held.body->subnets.end();
  const auto newest = newest_below(at, held);
  if (known ? !in_time(at, newest) : !is_news(at, newest))
    return;
  touch({at.where, at.prefix});
  if (!known)
    return;
  if (was->second.ours && !intends({at.where, at.prefix}, nullptr))
    drifted_.insert({at.where, at.prefix});
  auto& body = held.body.change();
  keep_flags(at.prefix, body.subnets[at.prefix], body);
  body.subnets.erase(at.prefix);
  touched(at.out, &at.result);
}

} // namespace weft::aci
