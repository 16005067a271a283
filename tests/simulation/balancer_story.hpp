#pragma once

#include "tests/simulation/balancer_oracle.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace weft::simulation {

using texts = std::vector<std::string>;

/// The part of a history that is about an AVI controller: what Nodes and users do, what
/// administrators change, and what befalls the controller. @see avi.md 15
class balancer_story {
public:
  explicit balancer_story(world& here);

  /// One thing happens.
  void step();
  /// All misfortune ends, and the Service Engine Group is nobody else's.
  void settle_down();
  /// Violations in a world at rest.
  std::vector<std::string> check() { return check_balancer(here_, foreign_); }

private:
  // What Nodes do.
  void make_node();
  void change_node();
  void replace_node();
  void drop_node();
  void change_source();
  // What users do.
  void make_service();
  void change_service();
  void change_request();
  void retype_service();
  void drop_service();
  void flap();
  void spoil_words();
  void claim_condition();
  // What administrators do.
  void spoil_route();
  void route_otherwise();
  void spoil_object();
  void take_down();
  void add_note();
  void relabel_group();
  void make_foreign();
  void drop_foreign(const std::string& type, const std::string& name);
  // What goes wrong.
  void trouble_requests();
  void trouble_sessions();
  void trouble_service();
  void trouble_answers();
  void race();

  int roll(int below);
  bool once_in(int times) { return roll(times) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))];
  }
  texts some_networks();
  texts some_addresses();
  texts some_ports();
  /// A path of one of these, or nothing.
  std::string some(const std::string& collection, std::string_view kind);
  /// Of a Service; empty: none.
  std::string some_service() { return some("/api/v1/services", "Service"); }
  avi::sim::object_ptr some_of_ours(std::string_view type);
  /// The VRF, an object of ours, or nothing.
  avi::sim::object_ptr something();
  /// An administrator's change; what is not ours is remembered as it is then.
  void edit(std::string_view type, const std::string& name, const std::string& words,
            const avi::sim::core::change& how);
  avi::sim::core::change noting();
  void remember() { foreign_.bodies = foreign_bodies(here_); }

  world& here_;
  foreign_belongings foreign_;
  int next_ = 0;
};

} // namespace weft::simulation
