#pragma once

#include "adapters/k8s/in_process.hpp"
#include "tests/simulation/wire.hpp"

#include <functional>
#include <memory>
#include <string>

namespace weft::simulation {

/// A client of the in-process API server over the wire: with the deadlines and idle limits of a
/// real one, and with watches whose lines stay in order.
std::unique_ptr<k8s::client> wired_client(std::shared_ptr<k8s::in_process_server> server,
                                          wire& over, std::function<instant()> now,
                                          std::function<void(std::string)> trace);

} // namespace weft::simulation
