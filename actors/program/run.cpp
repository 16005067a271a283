#include "actors/program/commands.hpp"
#include "actors/program/service.hpp"
#include "actors/program/signals.hpp"
#include "actors/program/ways.hpp"
#include "adapters/log/log.hpp"
#include "adapters/net/transport.hpp"
#include "weft/version.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <stdexcept>

namespace weft {

namespace {

int refuse(const fault& why) {
  log::error("weft cannot start.", {{"why", to_string(why)}});
  return 1;
}

} // namespace

int run_controller(const settings& how) {
  stop_signals signals;
  log::start(how.log);
  log::info("weft starts.", {{"version", version}});
  if (!enables_any(how))
    log::warn("No domain is enabled, so nothing will be done.", {{"enable", ways_to_enable()}});
  metrics::registry numbers{version}; // outlives what still runs on the threads
  net::transport io{how.runtime.io_threads};
  auto others = open_peers(io, how, &numbers);
  if (!others)
    return refuse(others.error());
  auto mine = how;
  if (mine.lease.name_space.empty())
    mine.lease.name_space = others->name_space;
  try {
    std::atomic<bool> died = false;
    service controller{
      mine, io, std::move(others->cluster), others->ways, process_identity(), numbers, [&died] {
        died = true;
        kill(getpid(), SIGTERM);
      }};
    log::info("The endpoints are open.", {{"address", mine.server.address},
                                          {"port", controller.port()},
                                          {"probe_address", mine.server.probe_address},
                                          {"probe_port", controller.probe_port()}});
    signals.wait();
    log::info("weft stops.");
    controller.stop();
    if (died) {
      log::error("weft has died; the lines above say why.");
      return 1;
    }
  } catch (const std::runtime_error& why) {
    return refuse({errc::refused, why.what(), "server", {}});
  }
  log::info("weft has stopped.");
  return 0;
}

} // namespace weft
