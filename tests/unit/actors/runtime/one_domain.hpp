#pragma once

#include "actors/runtime/domain_supervisor.hpp"
#include "adapters/log/log.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/unit/actors/runtime/toy_cluster.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::toy {

using namespace std::chrono_literals;

/// What the toy's controller has: targets by name.
struct names_record : record {
  explicit names_record(std::vector<std::string> all) : names(std::move(all)) {}
  std::vector<std::string> names;
};

/// The toy's domain between a toy API server and a toy controller, under a fake clock.
struct one_domain : weft::testing::deterministic_actors {
  explicit one_domain(result<k8s::standing> kind_is = k8s::standing::served) {
    server.kind_is = std::move(kind_is);
    log::start({}, [](std::string_view) {});
    here.wall = world().wall;
    here.boot = world().boot;
    here.spread = world().spread;
    here.permit.open();
    here.numbers = &numbers;
    auto whole = filling();
    whole.kinds = {wish_kind()};
    whole.interpret = interpret;
    whole.report = report;
    whole.targets = [](const snapshot<record>& known) { return as<names_record>(known).names; };
    wiring = {std::make_shared<const domain>(std::move(whole)),
              &objects,
              spawn(api, &server),
              spawn(recorder, &home),
              &here,
              [this](domain_actor::pointer house) -> session_house_actor {
                return sessions = house->spawn(session, &vco);
              },
              {&metrics::names::velo_rules, nullptr, nullptr, nullptr, nullptr, nullptr}};
    server.on_change = [this](const std::string&, auto before, auto now) {
      if (now)
        objects.put(now);
      else
        objects.take(before->meta.key);
      caf::anon_send(subject, objects_changed{{{before, now}}});
    };
    begin();
    settle();
  }
  ~one_domain() { log::start({}); }

  void begin() {
    subject = spawn(domain_supervisor, wiring);
    caf::anon_send(subject, source_changed{"Wish", true, ""});
  }

  void list(std::vector<std::string> names) {
    caf::anon_send(subject, learned{std::make_shared<names_record>(std::move(names))});
    settle();
  }

  std::string state() { return std::string{ask<description>(subject, describe{})->state}; }
  roll children() { return *ask<roll>(subject, call_roll{}); }

  /// What the living child of that sort and key says of itself; nothing when there is none.
  std::optional<description> find(const std::string& actor, const std::string& key) {
    for (const auto& one : children().living)
      if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
          told && told->actor == actor && told->key == key)
        return *told;
    return std::nullopt;
  }

  caf::actor handle_of(const std::string& actor, const std::string& key) {
    for (const auto& one : children().living)
      if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
          told && told->actor == actor && told->key == key)
        return one;
    return nullptr;
  }

  bool alive(const caf::actor& one) {
    return !!ask<description>(caf::actor_cast<describable_actor>(one), describe{});
  }

  metrics::registry numbers;
  surroundings here;
  weft::index objects;
  household home;
  cluster server;
  controller vco;
  domain_wiring wiring;
  session_house_actor sessions;
  domain_actor subject;
};

inline constexpr auto* target_key = "toy/t";

} // namespace weft::toy
