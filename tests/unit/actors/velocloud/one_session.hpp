#pragma once

#include "actors/velocloud/session.hpp"
#include "adapters/velocloud/in_process.hpp"
#include "protocol/velocloud/names.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"

#include <deque>

namespace weft::velocloud::testing {

using namespace std::chrono_literals;

/// What the session tells its house.
struct household {
  std::vector<std::size_t> inventories; ///< how many profiles each had
  std::size_t openings = 0;
  std::vector<notice> notices;
};

inline domain_actor::behavior_type house(domain_actor::pointer, household* what) {
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> { return intent_recorded{}; },
    [what](const learned& news) {
      what->inventories.push_back(as<profile_inventory>(news.inventory).profiles.size());
    },
    [](const left_behind&) {},
    [](const list_again&) {},
    [what](way_open) { ++what->openings; },
    [](const stirred&) {},
    [](learn) {},
    [what](const announce& news) { what->notices.push_back(*news.what); },
    [](const respawn&) {},
    [](const wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

/// A session with a VCO in the same thread, under a fake clock.
struct one_session : weft::testing::deterministic_actors {
  one_session() {
    idle = [this] {
      if (holding || messages.empty())
        return false;
      const auto next = std::move(messages.front());
      messages.pop_front();
      next();
      return true;
    };
    world.spread = [] { return 0.0; };
    world.boot = [this] { return now(); };
    world.permit.open();
    in_process_wiring around;
    around.post = [this](std::function<void()> what) { messages.push_back(std::move(what)); };
    around.now = [this] { return vco_time(); };
    io = std::make_shared<in_process>(vco, around);
    keeper = spawn(house, &home);
    begin();
    vco.forget_counts();
  }
  /// Nothing moves any more once the messages are gone.
  ~one_session() { idle = nullptr; }

  void begin() {
    subject = session_actor{spawn(session, session_wiring{how, io, keeper, &world})};
    settle();
  }

  sim::instant vco_time() {
    return sim::instant{std::chrono::duration_cast<std::chrono::milliseconds>(500'000h + now())};
  }

  static std::string target(std::int64_t profile) { return target_key("vco", profile); }

  errc read(std::int64_t profile = sim::quick_start) {
    auto got = ask<observed>(subject, observe{target(profile)});
    return got ? errc::none : to_fault(got.error()).code;
  }

  snapshot<transaction> addition(const std::string& name) {
    const auto* stored = vco.find_module(sim::quick_start_qos);
    auto data = *stored->data;
    module_state before;
    before.data = data;
    data.find("segments")->as_array()->front()["rules"].push_back(sim::make_rule(name));
    module_write body;
    body.profile_id = sim::quick_start;
    body.module_id = sim::quick_start_qos;
    body.data = std::move(data);
    body.version_before = std::to_string(stored->version);
    body.module_before = take_snapshot(std::move(before));
    body.ours = {{0, name}};
    body.on_behalf_of = {{"VelocloudBP", "ns1", name}, "uid-" + name};
    transaction work;
    work.target = target(sim::quick_start);
    work.body = take_snapshot(std::move(body));
    return take_snapshot(std::move(work));
  }

  fault write(const std::string& name) {
    auto got = ask<committed>(subject, commit{addition(name)});
    return got ? fault{} : to_fault(got.error());
  }

  /// Somebody's edit that reaches VCO after our probe and before our write.
  void edit_unseen(const std::string& name) {
    vco.human_edit(
      sim::quick_start_qos,
      [&](json::value& data) {
        data.find("segments")->as_array()->front()["rules"].push_back(sim::make_rule(name));
      },
      vco_time());
  }

  std::size_t audits() const {
    const auto found = vco.calls_by_method().find("event/getEnterpriseEvents");
    return found == vco.calls_by_method().end() ? 0 : found->second;
  }

  std::string detail(const std::string& which) {
    const auto shown = ask<description>(subject, describe{});
    for (const auto& [name, text] : shown->details)
      if (name.starts_with(which))
        return text;
    return "";
  }

  /// Writes and reads back, as a target does.
  errc write_and_look(const std::string& name) {
    advance(3s);
    const auto wrote = write(name).code;
    const auto looked = read();
    advance(1s);
    return wrote == errc::none ? looked : wrote;
  }

  /// Asks without waiting for the answer.
  auto begin_read(std::int64_t profile = sim::quick_start) {
    return self->request(subject, caf::infinite, observe{target(profile)});
  }

  template <class Answer, class Pending>
  errc outcome_of(Pending& pending) {
    errc out = errc::none;
    pending.receive([](Answer&) {}, [&](caf::error& why) { out = to_fault(why).code; });
    return out;
  }

  settings how;
  sim::core vco;
  std::deque<std::function<void()>> messages;
  bool holding = false;
  surroundings world;
  household home;
  std::shared_ptr<in_process> io;
  domain_actor keeper;
  session_actor subject;
};

} // namespace weft::velocloud::testing
