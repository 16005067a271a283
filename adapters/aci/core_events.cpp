#include "adapters/aci/core.hpp"
#include "adapters/aci/sim/pages.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/aci/prefix.hpp"

#include <algorithm>

namespace weft::aci::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_log = 20'000;

transaction_entry::edit entry_of(const change& what) {
  using enum transaction_entry::edit::kind;
  transaction_entry::edit out;
  out.what = !what.before ? created : !what.after ? deleted : modified;
  out.dn = what.dn();
  out.class_name = what.either().class_name;
  const auto* of = find_class(out.class_name);
  for (const auto& [name, value] :
       out.what == created ? what.after->attributes : what.differences())
    if (const auto* rule = of->find(name);
        rule->what != holds::set_by_apic && (out.what != created || value != rule->otherwise))
      out.attributes.emplace(name, value);
  return out;
}

} // namespace

/// Ends the tree's transaction, writes it down and tells whom it concerns.
void core::commit(std::string_view who, std::string_view method, std::string_view dn, instant now) {
  auto changes = tree_.commit(stamp(now));
  if (changes.empty())
    return;
  if (who != by_itself && who != by_administrator)
    ++seen_.commits;
  transaction_entry entry{now, std::string{who}, std::string{method}, std::string{dn}, {}};
  for (const auto& one : changes) {
    entry.edits.push_back(entry_of(one));
    const auto key = canonical_dn(one.dn());
    if (one.before)
      came_.erase(key);
    if (!one.before)
      came_[key] = now;
    if (!one.before && one.after->class_name == mo::eepg && settings.housekeeping)
      jobs_.emplace(now + between(50ms, 500ms), one.dn());
  }
  transactions_.push_back(std::move(entry));
  if (transactions_.size() > longest_log)
    transactions_.pop_front();
  note_holders(changes);
  publish(std::move(changes), now);
  stir(now);
}

void core::note_holders(const std::vector<change>& changes) {
  for (const auto& one : changes) {
    const auto where = read_place(one.dn());
    if (!where || where->class_name != mo::subnet)
      continue;
    const auto key = canonical_prefix(where->prefix).value_or(std::string{where->prefix});
    const std::string eepg{parent_of(one.dn())};
    if (one.after)
      holders_[key].insert(eepg);
    else
      holders_[key].erase(eepg);
  }
  for (const auto& one : changes)
    if (const auto where = read_place(one.dn()); where && where->class_name == mo::subnet) {
      const auto key = canonical_prefix(where->prefix).value_or(std::string{where->prefix});
      auto& most = most_holders_[key];
      most = std::max(most, holders_[key].size());
    }
}

/// As an event shows it. @see aci.md 4.3
json::value core::shown(const change& what) const {
  attribute_map all;
  std::string_view status = "modified";
  if (!what.after)
    status = "deleted";
  else if (!what.before)
    status = "created";
  if (what.after)
    all = what.before && !settings.events.full ? what.differences() : what.after->attributes;
  all["childAction"] = "";
  all["dn"] = what.dn();
  all["modTs"] = std::string{what.either().text("modTs")};
  all["rn"] = "";
  all["status"] = status;
  return as_object(what.either().class_name, json::object{all.begin(), all.end()});
}

/// Whether the settle caveat keeps the event from this subscription. @see aci.md 4.2
bool core::is_swallowed(const change& what, const query& by, instant now) const {
  if (what.before || by.of != query::reach::subtree)
    return false;
  const auto parent = came_.find(parent_of(canonical_dn(what.dn())));
  return parent != came_.end() && now - parent->second < settings.events.settle;
}

void core::publish(std::vector<change> changes, instant now) {
  if (settings.events.child_first)
    std::reverse(changes.begin(), changes.end());
  for (const auto& [socket, end] : sockets_) {
    const auto owner = sessions_.find(end.session);
    if (owner == sessions_.end())
      continue;
    json::array frame_ids;
    json::array frame_objects;
    const auto flush = [&, to = socket] {
      if (!frame_objects.empty())
        send_frame(to,
                   json::write(json::value::of({{"subscriptionId", std::move(frame_ids)},
                                                {"imdata", std::move(frame_objects)}})),
                   now);
      frame_ids.clear();
      frame_objects.clear();
    };
    for (const auto& one : changes) {
      json::array ids;
      for (const auto& [id, held] : owner->second.subscriptions)
        if (now < held.until && covers(held.what, one.either()) && !is_denied(one.dn())
            && !is_swallowed(one, held.what, now))
          ids.emplace_back(std::to_string(id));
      if (ids.empty())
        continue;
      if (!settings.events.coalesce || json::value{ids} != json::value{frame_ids})
        flush();
      frame_ids = std::move(ids);
      frame_objects.push_back(shown(one));
    }
    flush();
  }
}

void core::send_frame(std::uint64_t socket, std::string bytes, instant now) {
  const auto& how = settings.events;
  const auto found = sockets_.find(socket);
  if (found == sockets_.end() || found->second.frozen || by_chance(how.drop))
    return;
  const std::size_t copies = by_chance(how.duplicate) ? 2 : 1;
  for (std::size_t i = 0; i < copies; ++i) {
    auto leaves = now + between(how.least_delay, how.most_delay);
    if (!how.overtake)
      leaves = std::max(leaves, found->second.last);
    found->second.last = std::max(leaves, found->second.last);
    jobs_.emplace(leaves, delivery{socket, delivery::kind::text, bytes, 0});
    ++seen_.frames;
  }
}

/// What the APIC does to an EEPG soon after it has come. @see aci.md 3.1
void core::keep_house(const std::string& dn, instant now) {
  const auto held = tree_.find(dn);
  if (!held)
    return;
  auto kept = *held;
  kept.attributes["pcTag"] = std::to_string(16386 + dice_() % 32768);
  kept.attributes["configSt"] = "applied";
  kept.attributes["triggerSt"] = "triggerable";
  kept.attributes["txId"] = std::to_string(1 + dice_() % 1'000'000'000);
  kept.attributes["scope"] = std::to_string(2'097'152 + dice_() % 1024);
  tree_.put(std::move(kept));
  commit(by_itself, "POST", dn, now);
}

/// Does what is due by itself: housekeeping, and ends of sessions that hold a socket.
void core::pass_time(instant now) {
  while (true) {
    const auto due = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& one) {
      return one.first > now || std::holds_alternative<std::string>(one.second);
    });
    if (due == jobs_.end() || due->first > now)
      break;
    const auto when = due->first;
    const auto dn = std::get<std::string>(due->second);
    jobs_.erase(due);
    keep_house(dn, when);
  }
  std::vector<std::uint64_t> over;
  for (const auto& [id, held] : sessions_)
    if (now >= held.ends || now >= held.fresh_until)
      over.push_back(id);
  for (const auto id : over)
    end_session(id, now);
}

std::vector<delivery> core::take_due(instant now) {
  pass_time(now);
  std::vector<delivery> out;
  while (!jobs_.empty() && jobs_.begin()->first <= now) {
    auto next = std::move(jobs_.begin()->second);
    jobs_.erase(jobs_.begin());
    if (auto* word = std::get_if<delivery>(&next))
      out.push_back(std::move(*word));
  }
  if (!out.empty())
    last_stir_ = std::max(last_stir_, now);
  return out;
}

std::optional<instant> core::next_due() const {
  std::optional<instant> out;
  const auto consider = [&](instant when) { out = out ? std::min(*out, when) : when; };
  if (!jobs_.empty())
    consider(jobs_.begin()->first);
  for (const auto& [id, held] : sessions_)
    if (held.socket != 0)
      consider(std::min(held.ends, held.fresh_until));
  return out;
}

void core::close_socket(std::uint64_t socket, delivery::kind how, std::uint16_t code, instant now) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end())
    return;
  const auto last = found->second.frozen ? now : std::max(now, found->second.last);
  if (const auto owner = sessions_.find(found->second.session);
      owner != sessions_.end() && owner->second.socket == socket) {
    owner->second.socket = 0;
    owner->second.subscriptions.clear();
  }
  sockets_.erase(found);
  jobs_.emplace(last, delivery{socket, how, "", code});
}

void core::socket_gone(std::uint64_t socket, instant now) {
  if (!sockets_.contains(socket))
    return;
  close_socket(socket, delivery::kind::drop, 1006, now);
  stir(now);
}

void core::disturb_sockets(delivery::kind how, instant now, std::uint16_t code) {
  const auto all = sockets_;
  for (const auto& [socket, end] : all) {
    if (how != delivery::kind::freeze) {
      close_socket(socket, how, code, now);
      continue;
    }
    sockets_[socket].frozen = true;
    jobs_.emplace(std::max(now, end.last), delivery{socket, how, "", 0});
  }
  stir(now);
}

void core::say(std::string bytes, instant now, bool binary) {
  for (const auto& [socket, end] : sockets_)
    if (!end.frozen)
      jobs_.emplace(
        std::max(now, end.last),
        delivery{socket, binary ? delivery::kind::binary : delivery::kind::text, bytes, 0});
  stir(now);
}

} // namespace weft::aci::sim
