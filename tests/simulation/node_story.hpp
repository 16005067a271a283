#pragma once

#include "tests/simulation/node_oracle.hpp"

#include <map>
#include <string>
#include <vector>

namespace weft::simulation {

/// The part of a history that is about a node: what users ask of their Pods, what the kubelet and
/// others do, and what befalls plugins, the runtime, the disk and the machine. @see cni.md 12
class node_story {
public:
  explicit node_story(world& here);

  /// One thing happens.
  void step();
  /// All misfortune ends, and what is missing or spoilt is whole again.
  void settle_down();
  /// Violations in a world at rest.
  std::vector<std::string> check() { return check_node(here_, foreign_); }

private:
  // What users do.
  void start();
  void ask();
  void ask_nothing();
  void ask_rubbish();
  void change_network();
  // What the kubelet does.
  void evict_pod();
  void end_pod();
  void stop_sandbox();
  void renew_sandbox();
  void clean_up();
  // What others do.
  void write_entry();
  void spoil_status();
  void delete_interface();
  void delete_bridge();
  // What goes wrong.
  void trouble_plugins();
  void trouble_runtime();
  void trouble_disk();
  void lose_machine();

  int roll(int below);
  bool once_in(int times) { return roll(times) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))];
  }
  /// The name of a Pod that is there; empty: there is none.
  std::string some_pod();
  std::string some_kaloom();
  std::string some_npwg();
  void define_all();
  json::array status_of(const std::string& pod);
  bool write_status(const std::string& pod, const json::value& value);
  std::string uid_of(const std::string& pod);

  world& here_;
  foreign_entries foreign_;
  int next_entry_ = 0;
};

} // namespace weft::simulation
