#pragma once

#include "actors/avi/session.hpp"
#include "adapters/avi/in_process.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/services.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weft::avi::testing {

using namespace std::chrono_literals;

/// What the session tells its house.
struct household {
  std::vector<site> sites;
  std::size_t openings = 0;
  std::vector<std::string> stirred_targets;
};

inline domain_actor::behavior_type house(domain_actor::pointer, household* what) {
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> { return intent_recorded{}; },
    [what](const learned& news) { what->sites.push_back(as<site>(news.inventory)); },
    [](const left_behind&) {},
    [](const list_again&) {},
    [what](way_open) { ++what->openings; },
    [what](const stirred& news) { what->stirred_targets.push_back(news.target); },
    [](learn) {},
    [](const announce&) {},
    [](const respawn&) {},
    [](const wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

/// A session with a controller in the same thread, under a fake clock.
struct one_session : weft::testing::deterministic_actors {
  one_session() {
    idle = [this] {
      if (!alarms.empty() && alarms.begin()->first.time_since_epoch() <= now()) {
        const auto due = std::move(alarms.begin()->second);
        alarms.erase(alarms.begin());
        due();
        return true;
      }
      if (holding || messages.empty())
        return false;
      const auto next = std::move(messages.front());
      messages.pop_front();
      next();
      return true;
    };
    next_idle = [this] { return alarms.empty() ? time_point::max() : alarms.begin()->first; };
    world.spread = [] { return 0.0; };
    world.boot = [this] { return now(); };
    world.permit.open();
    how.cluster_name = sim::demo_cluster;
    how.group = sim::demo_se_group;
    how.vip_networks = {{sim::demo_network, {}, "10.10.25.0/24", {}}};
    peer.forget_counts();
  }
  /// A session that ended later would send its farewell into what is gone.
  ~one_session() {
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    idle = nullptr;
    next_idle = nullptr;
  }

  void begin() {
    if (!io)
      io = std::make_shared<in_process>(
        peer,
        surroundings{[this](std::function<void()> what) { messages.push_back(std::move(what)); },
                     [this](std::chrono::milliseconds delay, std::function<void()> what) {
                       alarms.emplace(time_point{now() + delay}, std::move(what));
                     },
                     [this] { return controller_time(); }},
        credential{sim::demo_user, sim::demo_password, {}});
    if (!keeper)
      keeper = spawn(house, &home);
    subject = session_actor{spawn(session, session_wiring{how, io, keeper, &world})};
    settle();
  }

  sim::instant controller_time() {
    return sim::instant{std::chrono::duration_cast<std::chrono::milliseconds>(500'000h + now())};
  }

  /// What a VirtualService's target reads, or the fault.
  caf::expected<observed> look(const std::string& name, bool thorough = false) {
    return ask<observed>(subject, observe{service_target(how, name), nullptr, thorough});
  }

  static write_step making(const std::string& name, std::vector<std::size_t> after = {}) {
    write_step out;
    out.which = {"pool", name};
    out.body = json::value::of({{"name", name}, {"created_by", "ako-S1-AZ1"}});
    out.after = std::move(after);
    return out;
  }

  write_step changing(const std::string& name, json::value members) {
    const auto held = peer.find("pool", name);
    REQUIRE(held);
    write_step out;
    out.what = write_step::verb::change;
    out.which = {"pool", name};
    out.uuid = held->uuid;
    out.body = held->body;
    out.body.set("_last_modified", std::to_string(held->modified));
    for (const auto& [word, value] : *members.as_object())
      out.body.set(word, value);
    return out;
  }

  commit order(std::vector<write_step> steps, const std::string& target = "a") {
    batch all;
    all.steps = std::move(steps);
    transaction work;
    work.target = service_target(how, target);
    work.body = take_snapshot(std::move(all));
    return commit{take_snapshot(std::move(work))};
  }

  errc carry_out(std::vector<write_step> steps, const std::string& target = "a") {
    const auto got = ask<committed>(subject, order(std::move(steps), target));
    return got ? errc::none : to_fault(got.error()).code;
  }

  std::vector<std::string> pools() const {
    std::vector<std::string> out;
    for (const auto& one : peer.objects().all("pool"))
      out.push_back(one->name);
    return out;
  }

  std::string state() {
    const auto shown = ask<description>(subject, describe{});
    return shown ? shown->state : "dead";
  }

  settings how;
  sim::core peer = sim::make_controller(controller_time());
  std::deque<std::function<void()>> messages;
  std::multimap<time_point, std::function<void()>> alarms;
  bool holding = false;
  weft::surroundings world;
  household home;
  std::shared_ptr<in_process> io;
  domain_actor keeper;
  session_actor subject;
};

} // namespace weft::avi::testing
