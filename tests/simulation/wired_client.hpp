#pragma once

#include "adapters/k8s/in_process.hpp"
#include "tests/simulation/wire.hpp"

#include <functional>
#include <memory>
#include <string>

namespace weft::simulation {

/// Sees every line of a watch before the actors do; false hides it from them.
using line_filter = std::function<bool(std::string_view line)>;

/// A client of the in-process API server over the wire: with the deadlines and idle limits of a
/// real one, and with watches whose lines stay in order.
std::unique_ptr<k8s::client> wired_client(std::shared_ptr<k8s::in_process_server> server,
                                          wire& over, std::function<instant()> now,
                                          std::function<void(std::string)> trace,
                                          line_filter filter = nullptr);

} // namespace weft::simulation
