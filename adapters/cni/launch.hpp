#pragma once

#include "adapters/net/owned_fd.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace weft::cni {

/// A program to start at a gate, and the child's ends of what it is to have.
struct launch_order {
  std::string path;
  std::vector<std::string> environment; ///< "NAME=value"
  net::owned_fd input;                  ///< becomes 0
  net::owned_fd output;                 ///< becomes 1
  net::owned_fd errors;                 ///< becomes 2
  net::owned_fd gate;                   ///< one end of a socket pair
  std::atomic<bool> abandoned = false;  ///< nobody else will wait for the child
};

/// Starts the program in a process group of its own, without copying this process: the child shares
/// our memory until it runs the program, and only the thread that has made it stands still.
///
/// Expected flow, over the gate: the child says its process id (a `pid_t`) and waits; one byte lets
/// it go on; the gate's closing tells that the program runs, an errno (an `int`) that it cannot.
/// While its file is being replaced (ETXTBSY) it is tried again after a second, five times in all.
/// A gate that is closed before that byte ends the child, be it by our own death.
///
/// The program finds "/" as its directory, no descriptor but 0, 1 and 2, every signal as it is by
/// default, and nothing in its environment but what is ordered. @see cni.md 5.7, 8.2
void launch(std::shared_ptr<launch_order> order);

} // namespace weft::cni
