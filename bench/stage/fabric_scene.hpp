#pragma once

#include "actors/registry.hpp"
#include "adapters/aci/apic.hpp"
#include "adapters/aci/simulator.hpp"
#include "bench/stage/local_cluster.hpp"
#include "protocol/settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace weft::bench {

/// An API server with annotated Deployments and three APICs over one tree with tenant T and L3Out
/// O, simulated behind TLS sockets on one I/O thread. Pods are numbered, "web-0" being the owner of
/// those from 0 on. Throws std::runtime_error when it cannot be set up.
class fabric_scene : public local_cluster {
public:
  fabric_scene();

  /// Makes a Deployment that asks for EEPG `epg`, its ReplicaSet and its Pods, which run and have
  /// the addresses of their numbers.
  /// @param first The first one's number. @param pods How many there are.
  void deploy(const std::string& name, const std::string& epg, std::size_t first, std::size_t pods);
  /// A running Pod has another address from now on.
  void move_to(std::size_t pod, const std::string& address);
  /// "10.0.0.0" and so on.
  static std::string address_of(std::size_t number);
  static std::string dn_of(const std::string& epg);

  /// How the APICs are reached, by whatever speaks to them.
  aci::apic_settings way() const;
  ways_out ways(net::transport& on) const;
  /// What the controller is to be told: aci alone, and no port that anybody else may have. It
  /// compares again 1 s after an EEPG has been made instead of 5.
  settings how() const;
  /// The same for `weft run` as a process of its own.
  /// @param port Of its endpoints.
  std::vector<std::string> words(const std::string& program, std::uint16_t port) const;

  /// What each answer of the APICs takes from now on.
  void slow_down(std::chrono::milliseconds latency);
  aci::sim::counters counted();
  /// Reads of a subnet by itself.
  std::size_t single_reads();
  /// Objects of the tree that were not there at the beginning.
  std::size_t placed();
  /// When the administrator deletes the EEPG with all that is below it.
  aci::sim::instant erase_by_hand(const std::string& epg);
  /// When the last commit was made that created something.
  aci::sim::instant last_creation();
  /// Waits until nothing has been asked of the APICs for that long, refreshes apart.
  void await_quiet(std::chrono::milliseconds span = std::chrono::milliseconds{1500});

  aci::simulator apics;
  std::filesystem::path apic_ca;
  std::filesystem::path password;

private:
  std::size_t empty_ = 0;          ///< objects of the tree at the beginning
  std::vector<std::string> names_; ///< of Pods
};

/// A port of the loopback that nobody listened on a moment ago.
std::uint16_t free_port();

} // namespace weft::bench
