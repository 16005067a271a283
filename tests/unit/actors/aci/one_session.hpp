#pragma once

#include "actors/aci/session.hpp"
#include "adapters/aci/in_process.hpp"
#include "protocol/aci/dn.hpp"
#include "protocol/aci/domain.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"

#include <algorithm>
#include <deque>
#include <map>

namespace weft::aci::testing {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

/// What the session tells its house.
struct household {
  texts versions; ///< of the APIC, each time they were told
  std::size_t openings = 0;
  std::size_t stirs = 0;
};

inline domain_actor::behavior_type house(domain_actor::pointer, household* what) {
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> { return intent_recorded{}; },
    [what](const learned& news) {
      what->versions.push_back(as<apic_facts>(news.inventory).version);
    },
    [](const left_behind&) {},
    [](const list_again&) {},
    [what](way_open) { ++what->openings; },
    [what](const stirred&) { ++what->stirs; },
    [](learn) {},
    [](const announce&) {},
    [](const respawn&) {},
    [](const weft::wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

/// A session with a fabric in the same thread, under a fake clock; the target's part is played by
/// hand, with the domain's own plans.
struct one_session : weft::testing::deterministic_actors {
  one_session() : one_session(settings{}, {"weft", {}, "secret", {}, {}}) {}

  one_session(settings as_set, credential who) : how(std::move(as_set)) {
    apic.add_user({"weft", "secret", {}, false});
    apic.make_out("T", "O", apic_time());
    idle = [this] { return move(); };
    next_idle = [this] { return next_alarm(); };
    world.spread = [] { return 0.0; };
    world.boot = [this] { return now(); };
    world.permit.open();
    io = std::make_shared<in_process>(board, std::move(who));
    keeper = spawn(house, &home);
  }
  /// The session goes before what it talks to; then nothing moves any more.
  ~one_session() {
    holding = true;
    if (subject)
      caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    idle = nullptr;
    next_idle = nullptr;
  }

  void begin() {
    subject = session_actor{spawn(session, session_wiring{how, io, keeper, &world, 8s, past})};
    settle();
  }

  /// The session dies, and another life of it begins.
  void crash() {
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    begin();
  }

  // -- time and messages -------------------------------------------------------------------------

  sim::instant apic_time() {
    return sim::instant{std::chrono::duration_cast<std::chrono::milliseconds>(500'000h + now())};
  }

  sim::surroundings around() {
    return {[this](std::function<void()> what) { messages.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms.emplace(now() + delay, std::move(what));
            },
            [this] { return apic_time(); }};
  }

  bool move() {
    if (!holding && !messages.empty()) {
      const auto next = std::move(messages.front());
      messages.pop_front();
      next();
      return true;
    }
    if (alarms.empty() || alarms.begin()->first > now())
      return false;
    const auto next = std::move(alarms.begin()->second);
    alarms.erase(alarms.begin());
    next();
    return true;
  }

  time_point next_alarm() {
    return alarms.empty()
             ? time_point::max()
             : time_point{std::chrono::duration_cast<time_point::duration>(alarms.begin()->first)};
  }

  // -- what is wished ----------------------------------------------------------------------------

  static owner deployment(const std::string& name) {
    return {{"Deployment", "shop", name}, "uid-" + name};
  }

  void run(const std::string& name, const eepg_name& where, const texts& prefixes) {
    wished_eepg body;
    body.where = where;
    body.value = "v1";
    for (const auto& prefix : prefixes) {
      claim one;
      one.prefix = prefix;
      one.from = {{"Pod", "shop", name + "-0"}, "uid-" + name + "-0"};
      body.claims.push_back(std::move(one));
    }
    std::ranges::sort(body.claims, {}, &claim::prefix);
    fragment part;
    const auto who = deployment(name);
    part.from = who;
    part.target = how.name;
    part.what = wish::place;
    part.body = take_snapshot(std::move(body));
    parts[who] = take_snapshot(std::move(part));
  }

  /// It asks for what it has wished to be taken away.
  void stop(const std::string& name) {
    auto last = *parts.at(deployment(name));
    last.what = wish::remove;
    parts[deployment(name)] = take_snapshot(std::move(last));
  }

  /// It is gone without a word, or has nothing to say any more.
  void vanish(const std::string& name) { parts.erase(deployment(name)); }

  // -- what a target does ------------------------------------------------------------------------

  auto begin_look(bool thorough = false) {
    return self->request(subject, caf::infinite,
                         observe{how.name, take_snapshot(wishes{parts}), thorough});
  }

  /// Precondition: it is answered within `patience`.
  errc look(bool thorough = false, std::chrono::milliseconds patience = 3s) {
    auto pending = begin_look(thorough);
    advance(patience);
    errc how_it_went = errc::none;
    pending.receive([&](observed& got) { seen = got.what; },
                    [&](caf::error& why) { how_it_went = to_fault(why).code; });
    return how_it_went;
  }

  proposal plan() {
    const domain filling = make_domain(how);
    const std::set<weft::unit> held;
    const std::map<weft::unit, std::string> refused;
    const std::set<std::string> live;
    return filling.plan({how.name, parts, *seen, held, refused, true, sweeping, live});
  }

  auto begin_write(const proposal& what) {
    return self->request(subject, caf::infinite, commit{what.work});
  }

  template <class Pending>
  static fault outcome_of(Pending& pending) {
    fault why;
    pending.receive([](committed) {}, [&](caf::error& what) { why = to_fault(what); });
    return why;
  }

  /// Writes what is planned now.
  fault write() {
    const auto next = plan();
    REQUIRE(next.work);
    auto pending = begin_write(next);
    advance(5s);
    return outcome_of(pending);
  }

  /// Looks and writes until there is nothing left to write.
  void converge(int most = 40) {
    while (most-- > 0) {
      if (look() != errc::none)
        continue;
      if (!plan().work)
        return;
      write();
    }
    FAIL("it does not converge");
  }

  verdict verdict_on(const std::string& name) { return plan().verdicts[deployment(name)]; }

  // -- what an administrator does ----------------------------------------------------------------

  void edit(std::string_view method, const std::string& dn, std::string_view body = {}) {
    REQUIRE(apic.edit(method, dn, body, apic_time()).status == 200);
    settle();
  }

  void remove(const std::string& dn) { edit("DELETE", dn); }

  // -- what is there -----------------------------------------------------------------------------

  bool has(const std::string& dn) const { return !apic.attribute(dn, "modTs").empty(); }

  /// "node 0: 200" per request of which the target holds this.
  texts requests_with(std::string_view part) const {
    texts found;
    for (const auto& one : apic.requests())
      if (one.target.find(part) != std::string::npos)
        found.push_back("node " + std::to_string(one.node) + ": " + std::to_string(one.status));
    return found;
  }

  description told_of_itself() {
    const auto shown = ask<description>(subject, describe{});
    REQUIRE(shown);
    return *shown;
  }

  std::string state() { return told_of_itself().state; }

  std::string detail(const std::string& which) {
    for (const auto& [key, text] : told_of_itself().details)
      if (key == which)
        return text;
    return "";
  }

  settings how;
  sim::core apic;
  std::deque<std::function<void()>> messages;
  std::multimap<std::chrono::nanoseconds, std::function<void()>> alarms;
  sim::switchboard board{apic, around()};
  bool holding = false;
  weft::surroundings world;
  household home;
  std::shared_ptr<in_process> io;
  std::shared_ptr<recollection> past = std::make_shared<recollection>();
  domain_actor keeper;
  session_actor subject;
  wishes parts;
  snapshot<observation> seen;
  bool sweeping = false;
  const eepg_name e{"T", "O", "E"};
};

/// The same, with the session begun.
struct running_session : one_session {
  running_session() { begin(); }
};

} // namespace weft::aci::testing
