#pragma once

#include "tests/chaos/observer.hpp"
#include "tests/chaos/rough_network.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace weft::tests {

/// Users at work and servers in trouble, in an order that a seed decides. Two wefts, one behind a
/// network of its own that is spoilt at will, serve a real control plane and a simulated VCO. What
/// users were promised is told to an observer, a process apart from all of them, which judges.
/// @see testing-kubernetes.md 8
class storm {
public:
  explicit storm(std::uint64_t seed);

  /// Some turns of users and troubles, then a calm in which everything must hold again.
  void round();

  /// What has happened so far, a line each.
  const std::vector<std::string>& history() const { return history_; }

private:
  struct runner {
    controller* process = nullptr;
    bool through = false; ///< the spoilt network
  };
  struct trouble {
    std::string name;
    std::function<void()> happen;
  };

  /// Creates, edits, moves and deletes objects; each is acknowledged.
  void users_work();
  void troubles_come();
  void calm_down();

  void hear_the_observer();

  std::vector<trouble> troubles();
  void for_a_moment(const std::function<void(bool)>& on);
  void kill_a_weft();
  void pause_a_weft();
  void start_weft(bool through);
  void revoke_rights();

  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(dice_() % sides); }
  std::chrono::milliseconds moment(int least_ms, int most_ms);
  void let_pass(std::chrono::milliseconds time);
  void note(std::string what);

  std::mt19937_64 dice_;
  rough_network net_;
  std::vector<runner> living_;
  observer onlooker_{net_.here};
  std::map<std::string, std::string> promised_; ///< uids of the objects of ns1, by name
  int next_name_ = 0;
  std::vector<std::string> history_;
};

} // namespace weft::tests
