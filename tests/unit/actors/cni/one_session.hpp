#pragma once

#include "actors/cni/session.hpp"
#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/in_process_cri.hpp"
#include "adapters/cni/in_process_namespaces.hpp"
#include "adapters/cni/in_process_records.hpp"
#include "adapters/cni/in_process_runner.hpp"
#include "protocol/cni/annotation.hpp"
#include "protocol/cni/domain.hpp"
#include "protocol/cni/spec.hpp"
#include "protocol/cni/wished_pod.hpp"
#include "tests/deterministic.hpp"
#include "tests/printing.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::cni::testing {

using namespace std::chrono_literals;
using texts = std::vector<std::string>;

/// What the session tells its house.
struct household {
  std::vector<node_inventory> inventories;
  std::size_t openings = 0;
  texts stirs; ///< targets
  std::vector<notice> notices;

  texts about_pods() const { return reasons("Pod"); }
  texts about_nodes() const { return reasons("Node"); }

private:
  texts reasons(const std::string& kind) const {
    texts out;
    for (const auto& one : notices)
      if (one.about.key.kind == kind)
        out.push_back(one.reason);
    return out;
  }
};

inline domain_actor::behavior_type house(domain_actor::pointer, household* what) {
  return {
    [](const contribute&) {},
    [](const told&) {},
    [](const record_intent&) -> caf::result<intent_recorded> { return intent_recorded{}; },
    [what](const learned& news) {
      what->inventories.push_back(as<node_inventory>(news.inventory));
    },
    [](const left_behind&) {},
    [](const list_again&) {},
    [what](way_open) { ++what->openings; },
    [what](const stirred& news) { what->stirs.push_back(news.target); },
    [](learn) {},
    [what](const announce& news) { what->notices.push_back(*news.what); },
    [](const respawn&) {},
    [](const weft::wake&) {},
    [](const objects_changed&) {},
    [](const source_changed&) {},
    [](call_roll) { return roll{}; },
    [](describe) { return description{}; },
  };
}

/// A session with a simulated node in the same thread, under a fake clock; the targets' part is
/// played by hand, with the domain's own plans.
struct one_session : weft::testing::deterministic_actors {
  one_session() {
    how.node_name = "n1";
    how.workers = 2;
    idle = [this] { return move(); };
    next_idle = [this] { return next_alarm(); };
    world.spread = [] { return 0.0; };
    world.boot = [this] { return now(); };
    world.wall = [] { return timestamp{std::chrono::seconds{1'800'000'000}}; };
    world.permit.open();
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

  /// A process begins: ends and memory are new, the node is as it was.
  void begin() {
    ends = {std::make_shared<cri_runtime>(carry_in_process(node.containers, around())),
            other_runner ? other_runner() : std::make_shared<in_process_runner>(node, around()),
            std::make_shared<in_process_records>(node.files, around()),
            std::make_shared<in_process_namespaces>(node, around())};
    versions = std::make_shared<plugin_versions>(ends.plugins);
    past = std::make_shared<afoot>();
    live();
  }

  /// A life of the session begins.
  void live() {
    subject = session_actor{spawn(session, session_wiring{how, ends, versions, keeper, &world,
                                                          grace, past, config_files, kactus})};
    settle();
  }

  /// The session dies, and another life of it begins.
  void crash() {
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    settle();
    live();
  }

  /// The process dies, with all that it has not written, and another one begins.
  void restart() {
    caf::anon_send_exit(subject, caf::exit_reason::kill);
    holding = true;
    settle();
    messages.clear();
    holding = false;
    past = nullptr;
    versions = nullptr;
    ends = {};
    begin();
  }

  // -- time and messages -------------------------------------------------------------------------

  sim::instant node_time() {
    return sim::instant{std::chrono::duration_cast<std::chrono::milliseconds>(500'000h + now())};
  }

  sim::surroundings around() {
    return {[this](std::function<void()> what) { messages.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms.emplace(now() + delay, std::move(what));
            },
            [this] { return node_time(); }};
  }

  bool move() {
    if (!holding && !messages.empty()) {
      const auto next = std::move(messages.front());
      messages.pop_front();
      next();
      return true;
    }
    if (holding || alarms.empty() || alarms.begin()->first > now())
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

  // -- Pods and what they wish -------------------------------------------------------------------

  static std::string uid_of(const std::string& name) {
    return "5d2f1a30-0000-4000-8000-0000000000" + name.substr(name.size() - 2);
  }

  static std::string target(const std::string& name) {
    return target_of(pod_identity{uid_of(name), uid_of(name), "shop", name});
  }

  /// A Pod that runs. @returns its sandbox.
  std::string run(const std::string& name, const std::string& annotation = "") {
    wish(name, annotation);
    return node.run_pod("shop", name, uid_of(name));
  }

  void wish(const std::string& name, const std::string& annotation) {
    wished_pod body;
    body.who = {uid_of(name), uid_of(name), "shop", name};
    body.running = true;
    const auto read = read_npwg_annotation(annotation, "shop");
    REQUIRE(read.has_value());
    for (const auto& one : *read) {
      wished_element next;
      next.what = one;
      next.digest = digest_of(one);
      next.network = network(one.network.name);
      body.elements.push_back(std::move(next));
    }
    fragment part;
    part.from = {{"Pod", "shop", name}, uid_of(name)};
    part.target = target(name);
    part.what = weft::wish::place;
    part.digest = digest_of(body);
    part.body = take_snapshot(std::move(body));
    parts[target(name)] = {{part.from, take_snapshot(part)}};
  }

  /// The Pod is gone.
  void vanish(const std::string& name) { parts[target(name)].clear(); }

  snapshot<network_plan> network(const std::string& name) const {
    const auto text = networks.contains(name)
                        ? networks.at(name)
                        : R"({"cniVersion":"1.0.0","name":")" + name
                            + R"(","plugins":[{"type":"bridge","bridge":"br0",)"
                              R"("ipam":{"type":"host-local","subnet":"10.1.1.0/24"}}]})";
    const auto read = read_config(text, name);
    REQUIRE(read.has_value());
    return take_snapshot(*read);
  }

  // -- what a target does ------------------------------------------------------------------------

  auto begin_look(const std::string& name) {
    return self->request(subject, caf::infinite, observe{target(name), nullptr, false});
  }

  /// Precondition: it is answered within `patience`.
  errc look(const std::string& name, std::chrono::milliseconds patience = 0ms) {
    auto pending = begin_look(name);
    advance(patience);
    errc how_it_went = errc::none;
    pending.receive([&](observed& got) { seen = got.what; },
                    [&](caf::error& why) { how_it_went = to_fault(why).code; });
    return how_it_went;
  }

  const node_view& view() const { return as<node_view>(seen->body); }

  proposal plan(const std::string& name) {
    const domain filling = make_domain(how);
    const std::set<weft::unit> held;
    const std::map<weft::unit, std::string> refused;
    const std::set<std::string> uids;
    const bool gone = parts[target(name)].empty();
    return filling.plan(
      {target(name), parts[target(name)], *seen, held, refused, true, gone, uids});
  }

  auto begin_write(const proposal& what) {
    return self->request(subject, caf::infinite, commit{what.work});
  }

  /// Looks, and begins what is planned then; the plugins have said by then which versions they
  /// speak. Precondition: something is planned.
  auto begin_work(const std::string& name) {
    REQUIRE(look(name) == errc::none);
    const auto next = plan(name);
    REQUIRE(next.work);
    auto pending = begin_write(next);
    advance(100ms);
    return pending;
  }

  template <class Pending>
  static fault outcome_of(Pending& pending) {
    fault why;
    pending.receive([](committed) {}, [&](caf::error& what) { why = to_fault(what); });
    return why;
  }

  /// Carries out what is planned now.
  fault work(const std::string& name, std::chrono::milliseconds patience = 1s) {
    auto pending = begin_work(name);
    advance(patience);
    return outcome_of(pending);
  }

  /// Looks and works until there is nothing left to do; at once where it can.
  void converge(const std::string& name, int most = 20) {
    while (most-- > 0) {
      if (look(name, 100ms) != errc::none) {
        advance(500ms);
        continue;
      }
      const auto next = plan(name);
      if (!next.work && view().at_rest.empty())
        return;
      if (next.work) {
        auto pending = begin_write(next);
        advance(1s);
        outcome_of(pending);
      }
      advance(100ms);
    }
    FAIL("it does not converge");
  }

  // -- what is there -----------------------------------------------------------------------------

  bool has(const std::string& sandbox, const std::string& interface = "net1") const {
    const auto space = node.network.look(node.netns_of(sandbox));
    return find(space.interfaces, interface) != nullptr;
  }

  void inject(sim::plugin_fault::way how_so, std::optional<verb> of = verb::add,
              std::chrono::milliseconds duration = {}, std::size_t times = 1) {
    sim::plugin_fault one;
    one.how = how_so;
    one.of = of;
    one.duration = duration;
    one.times = times;
    node.inject(one);
  }

  /// "ADD bridge" per call but VERSION.
  texts calls() const {
    texts out;
    for (const auto& one : node.calls())
      if (one.what.what != verb::version)
        out.push_back(std::string{to_string(one.what.what)} + " " + one.what.type);
    return out;
  }

  /// "adding" per record of this Pod on disk.
  texts phases(const std::string& name) {
    texts out;
    record_files files{node.files};
    REQUIRE_FALSE(files.open());
    const auto all = files.read_all();
    REQUIRE(all.has_value());
    for (const auto& one : all->whole)
      if (one.pod_uid == uid_of(name))
        out.emplace_back(to_string(one.at));
    return out;
  }

  description told_of_itself() {
    const auto shown = ask<description>(subject, describe{});
    REQUIRE(shown);
    return *shown;
  }

  std::string detail(const std::string& which) {
    for (const auto& [key, text] : told_of_itself().details)
      if (key == which)
        return text;
    return "";
  }

  std::size_t stirs_of(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::count(home.stirs, target(name)));
  }

  settings how;
  std::map<std::string, std::string> networks; ///< configurations by name
  std::deque<std::function<void()>> messages;
  std::multimap<std::chrono::nanoseconds, std::function<void()>> alarms;
  bool holding = false;
  sim::node node{around()};
  weft::surroundings world;
  household home;
  node_ends ends;
  std::function<std::shared_ptr<runner>()> other_runner; ///< for each process; null: the usual one
  std::shared_ptr<plugin_versions> versions;
  std::shared_ptr<afoot> past;
  std::chrono::milliseconds grace = 10s;
  std::function<std::vector<config_file>()> config_files;
  std::function<std::vector<kactus_attachment>(const std::string&)> kactus;
  domain_actor keeper;
  session_actor subject;
  std::map<std::string, wishes> parts;
  snapshot<observation> seen;
};

/// The same, with the session begun.
struct running_session : one_session {
  running_session() { begin(); }
};

} // namespace weft::cni::testing
