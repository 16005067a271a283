#pragma once

#include "tests/simulation/balancer_story.hpp"
#include "tests/simulation/fabric_story.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/node_story.hpp"
#include "tests/simulation/weighted_steps.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weft::simulation {

/// One seed's history: a world, what users, people and misfortune do to it, and what it comes to.
/// By turns it has the domain velocloud, aci, both, avi, all three, or is the agent of a node.
class history {
public:
  explicit history(std::uint64_t seed, world_shape shape = quick());

  /// Short periods, so that rest comes soon.
  static world_shape quick();

  /// Lives through everything. @returns one line per violation.
  std::vector<std::string> live();
  const std::vector<std::string>& trace() const { return here_.trace; }

private:
  using steps = std::vector<weighted_step<history>>;
  /// What users, people and networks do.
  static const steps& outside_steps();
  /// What befalls the processes, and what only makes sense while none of them is frozen.
  static const steps& inside_steps();

  /// The same of a world without velocloud, apart from what its stories have.
  static const steps& cluster_steps();
  static const steps& inner_steps();

  /// One step of a domain that has a story of its own.
  void story_step();
  bool has_story() const { return fabric_ || balancer_ || node_; }
  void take_one(const steps& of);
  void outside_step();
  void step();
  void settle_down();
  /// Whoever has lost the CRD, or fallen back to a time without it, has it back and has settled.
  void reinstall();

  // What users do.
  void create();
  void edit();
  void rename();
  void move();
  void remove();
  void tear_out();
  void annotate();
  void limit();
  void relabel();
  // What people do in the VCO.
  void add_foreign();
  void change_foreign();
  void spoil_ours();
  void move_ours();
  void rename_profile();
  void replace_profile();
  void rotate_token();
  // What goes wrong.
  void trouble_api();
  void trouble_watches();
  void trouble_vco();
  /// A watch cache stands still for a while.
  void lag();
  /// weft is led to the other API server, which may have fallen behind, or to either.
  void change_server();
  void fill_etcd();
  void kill_actor();
  void restart();
  /// Makes a backup of the API server's objects, or puts the last one back.
  void restore();
  /// Deletes the CRD, or brings it back.
  void lose_kind();
  void step_clock();
  /// The leader stands still while the rest goes on.
  void pause_leader();
  void steal_lease();
  void delete_lease();

  int roll(int below);
  bool once_in(int times) { return roll(times) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))];
  }
  json::value make_spec();
  std::string some_object();
  void edit_one(const std::string& path);
  /// One object, so that states in between are to be seen by whoever is late.
  void edit_in_a_row();
  void hold_back(std::size_t server);
  /// Ids of the rules that objects which are Ready have.
  std::set<std::string> rules_in_place();
  void tell_token();
  const sim::module* some_module();
  void edit_module(const sim::module& which, const sim::core::change& how);
  void edit_rules(const std::function<void(json::array& rules)>& how);

  /// Violations at rest, of all domains.
  std::vector<std::string> check();

  world here_;
  expectations expected_;
  std::optional<fabric_story> fabric_;
  std::optional<balancer_story> balancer_;
  std::optional<node_story> node_;
  int next_port_ = 1000;
  int next_name_ = 0;
  std::string fresh_token_;                          ///< waits to be told to the newest process
  std::shared_ptr<const k8s::server::store> backup_; ///< of the API server
  bool restored_ = false;
  std::size_t server_ = 0;  ///< the API server that weft is led to
  bool loses_kind_ = false; ///< the CRD goes, some time
  bool kind_away_ = false;
  bool kind_was_away_ = false;
  std::vector<std::string> found_; ///< violations on the way
};

} // namespace weft::simulation
