#pragma once

#include "adapters/k8s/in_process.hpp"
#include "tests/simulation/wire.hpp"

#include <functional>
#include <memory>
#include <string>

namespace weft::simulation {

/// What surrounds a wired client.
struct wired_around {
  std::shared_ptr<k8s::in_process_server> server;
  wire* over = nullptr;
  std::function<instant()> now;
  std::function<void(const std::string&)> trace;
  /// Told the verb ("GET", "PATCH"…, "watch") when a request arrives, before the server sees it.
  std::function<void(const std::string& verb)> arriving;
};

/// A client of the in-process API server over the wire: with the deadlines and idle limits of a
/// real one, and with watches whose lines stay in order. @param around Its pointers outlive the
/// client.
std::unique_ptr<k8s::client> wired_client(wired_around around);

} // namespace weft::simulation
