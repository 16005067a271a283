#pragma once

#include "protocol/avi/ownership.hpp"
#include "tests/unit/protocol/avi/toy_controller.hpp"

namespace weft::avi {

/// A cluster, a controller, and the runtime between them played by hand.
struct avi_stage : avi_cluster {
  observation seen_by(const std::string& target) const {
    sight out;
    out.at = take_snapshot(known);
    auto all = controller.shown();
    if (target.find("/vs/") == target.npos) {
      out.objects = std::move(all);
    } else {
      auto names = names_of(how, parts.at(target));
      const auto name = target.substr(target.find("/vs/") + 4);
      names.merge(shared_objects(name));
      names.insert({"l4policyset", name});
      out.objects = related(all, names);
    }
    return {{}, take_snapshot(std::move(out)), {}, {}};
  }

  proposal planned(const std::string& target) {
    const auto seen = seen_by(target);
    return make_domain(how).plan({target, parts[target], seen, held, refused, may_remove, sweep,
                                  live, only ? &*only : nullptr});
  }

  /// Carries out what is planned for every target until nothing is. @returns the refusals.
  words settle(int most = 12) {
    words trouble;
    bool again = true;
    speak();
    while (again && most-- > 0) {
      again = false;
      for (const auto& [target, all] : std::map{parts}) {
        const auto what = planned(target);
        if (!what.work)
          continue;
        again = true;
        if (auto why = controller.carry_out(as<batch>(what.work->body)); !why.empty())
          trouble.push_back(std::move(why));
      }
      if (!trouble.empty())
        return trouble;
    }
    REQUIRE(most >= 0);
    return trouble;
  }

  /// "10.244.0.0/24 10.1.1.2", one per route of the VRF that is ours.
  words own_routes() {
    words out;
    for (const auto& one : controller.routes()) {
      const auto* marks = one.find("labels");
      if (marks && marks->as_array()->front().text_at({"value"}) == how.cluster_name)
        out.push_back(std::string{one.text_at({"prefix", "ip_addr", "addr"})} + "/"
                      + std::to_string(one.int_at({"prefix", "mask"}, -1)) + " "
                      + std::string{one.text_at({"next_hop", "addr"})});
    }
    return out;
  }

  std::size_t puts(const std::string& what) const {
    return static_cast<std::size_t>(std::ranges::count(controller.log, "PUT " + what));
  }

  std::string routes_target_here() const { return routes_target(how); }

  std::string word_on(const std::string& target, const owner& who) {
    const auto said = planned(target).verdicts;
    const auto found = said.find(who);
    return found == said.end()
             ? "nothing"
             : std::string{to_string(found->second.how_far)} + "/" + found->second.reason;
  }

  static owner node_owner(const std::string& name) {
    return {{std::string{node_kind}, "", name}, "uid-" + name};
  }

  static owner service_owner(const std::string& name, const std::string& ns = "shop") {
    return {{std::string{service_kind}, ns, name}, "uid-" + ns + name};
  }

  toy_controller controller;
  std::set<weft::unit> held;
  std::map<weft::unit, std::string> refused;
  std::optional<std::set<weft::unit>> only;
  std::set<std::string> live;
  bool may_remove = true;
  bool sweep = false;
};

} // namespace weft::avi
