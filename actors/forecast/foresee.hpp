#pragma once

#include "actors/forecast/listing.hpp"
#include "actors/registry.hpp"
#include "protocol/forecast/forecast.hpp"
#include "protocol/settings.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace weft {

/// What a forecast is made from.
struct foresight_wiring {
  const settings& how; ///< as for a controller
  std::shared_ptr<k8s::client> io;
  ways_out ways;
  std::string domain{};                       ///< this one alone; empty: all that are enabled
  std::chrono::milliseconds patience{3000};   ///< with a controller that fails at first
  progress_listener say = [](const auto&) {}; ///< not called by two threads at once
};

/// What a controller with these settings would change if it started now, domain by domain. Blocks.
/// Only reads: it needs no Lease, and has no permission to write. Whatever goes wrong is among the
/// forecast's troubles.
forecast foresee(const foresight_wiring& with);

} // namespace weft
