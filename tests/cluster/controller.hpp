#pragma once

#include "tests/cluster/child.hpp"
#include "tests/cluster/web.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft::tests {

/// One `weft run`: its process, and its endpoints once they are open.
class controller {
public:
  /// @param words The program and its arguments; does not wait.
  explicit controller(command what) : process_(std::move(what)) {}

  /// Waits until the endpoints are open; fails the test when they do not open.
  void wait_until_open();
  /// Of the endpoints, which must be open.
  std::uint16_t port() const { return port_; }
  said get(const std::string& target) { return endpoints_->get(target); }

  /// One actor of /state by kind and key; null when there is none.
  json::value actor(const std::string& kind, const std::string& key);
  /// A detail of that actor, or empty.
  std::string detail(const std::string& kind, const std::string& key, const std::string& name);
  /// Whether this process leads; false as long as it does not answer.
  bool leads();
  /// How this process calls itself in the Lease.
  std::string identity();

  /// Sends a signal that shall end it: from now on its end is no surprise.
  void end_by(int signal);
  /// Whether it has ended and was not meant to.
  bool has_died() { return !ending_ && process_.wait(std::chrono::milliseconds{0}); }

  child& process() { return process_; }
  std::string log() const { return process_.report().err; }

private:
  child process_;
  std::uint16_t port_ = 0;
  bool ending_ = false;
  std::unique_ptr<web> endpoints_;
};

} // namespace weft::tests
