#pragma once

#include "tests/simulation/fabric_oracle.hpp"
#include "tests/simulation/workloads.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace weft::simulation {

/// The part of a history that is about a fabric: what users run, what administrators change, and
/// what befalls the APICs. An administrator's EEPG "X" stays all along. @see aci.md 10.4
class fabric_story {
public:
  explicit fabric_story(world& here);

  /// One thing happens.
  void step();
  /// All misfortune ends, and what is missing comes back.
  void settle_down();
  /// Violations in a world at rest.
  std::vector<std::string> check() { return check_fabric(here_, external_, blind_); }

private:
  // What users do.
  void create();
  void change_order();
  void drop_deployment();
  void start_pod();
  void change_pod();
  void stop_pod();
  void make_service();
  void change_service();
  // What administrators do.
  void spoil_subnet();
  void spoil_eepg();
  void decorate();
  void lose_out();
  // What goes wrong.
  void trouble_sockets();
  void trouble_sessions();
  void trouble_requests();
  void trouble_nodes();
  void trouble_events();
  void trouble_rights();

  int roll(int below);
  bool once_in(int times) { return roll(times) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))];
  }
  std::string some_order();
  /// A path of one of these, or nothing.
  std::string some(const std::string& collection);
  texts some_addresses();
  aci::sim::object_ptr some_of_ours(std::string_view class_name);
  void set(const std::string& dn, const std::map<std::string, std::string>& what);
  void remember_external();

  world& here_;
  std::map<std::string, aci::sim::attribute_map> external_;
  int next_name_ = 0;
  bool blind_ = false; ///< rights have changed
};

} // namespace weft::simulation
