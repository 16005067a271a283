#pragma once

#include "tests/simulation/invariants.hpp"

#include <functional>
#include <string>
#include <vector>

namespace weft::simulation {

/// One seed's history: a world, what users, people and misfortune do to it, and what it comes to.
class history {
public:
  explicit history(std::uint64_t seed, world_shape shape = quick());

  /// Short periods, so that rest comes soon.
  static world_shape quick();

  /// Lives through everything. @returns one line per violation.
  std::vector<std::string> live();
  const std::vector<std::string>& trace() const { return here_.trace; }

private:
  struct kind_of_step {
    int weight;
    void (history::*what)();
  };

  void step();
  void settle_down();

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
  void kill_actor();
  void restart();
  /// Makes a backup of the API server's objects, or puts the last one back.
  void restore();

  int roll(int below);
  bool once_in(int times) { return roll(times) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))];
  }
  json::value make_spec();
  std::string some_object();
  const sim::module* some_module();
  void edit_module(const sim::module& which, const sim::core::change& how);
  void edit_rules(const std::function<void(json::array& rules)>& how);

  world here_;
  expectations expected_;
  int next_port_ = 1000;
  int next_name_ = 0;
  std::string fresh_token_;                          ///< waits to be told to the newest process
  std::shared_ptr<const k8s::server::store> backup_; ///< of the API server
  bool restored_ = false;
};

} // namespace weft::simulation
