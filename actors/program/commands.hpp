#pragma once

#include "protocol/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// Each command returns the process's exit code. @see design.md 4

/// The controller, until SIGTERM or SIGINT.
int run_controller(const settings& how);

/// The agent of one node, until SIGTERM or SIGINT: the domain cni alone, whatever else the settings
/// enable, without a Lease and for all namespaces.
int run_agent(const settings& how);

struct demo_options {
  std::string domain;   ///< of the only story to tell; empty: all are told
  bool stay = false;    ///< keep serving after the story
  bool verbose = false; ///< show the controller's own log as well
};

/// API server simulator, simulators of all controllers and weft's own in one process; tells what
/// happens.
int run_demo(const demo_options& how);
/// The domains of which it has a story to tell, in its order.
std::vector<std::string> demo_domains();

struct sim_options {
  std::string name; ///< "aci", "avi", "kubernetes" or "velocloud"
  std::string address = "127.0.0.1";
  std::uint16_t port = 0; ///< zero: any free one
  std::size_t nodes = 3;  ///< of aci and avi, each at a port of its own, one after the other
  bool tls = true;
};

/// One simulator alone, until SIGTERM or SIGINT.
int run_sim(const sim_options& how);

} // namespace weft
