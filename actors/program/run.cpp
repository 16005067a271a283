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
#include <string>
#include <utility>

namespace weft {

namespace {

int refuse(const fault& why) {
  log::error("weft cannot start.", {{"why", to_string(why)}});
  return 1;
}

/// What the agent takes of the settings, of which others may be meant for a controller.
settings for_agent(settings how) {
  const auto set_aside = [](const char* key, const std::string& why) {
    log::info("The agent of a node has no use for a setting.", {{"key", key}, {"why", why}});
  };
  const std::string elsewhere = "it is the controller, weft run, that serves this domain";
  if (std::exchange(how.velocloud.enabled, false))
    set_aside("velocloud.enabled", elsewhere);
  if (std::exchange(how.aci.enabled, false))
    set_aside("aci.enabled", elsewhere);
  if (std::exchange(how.avi.enabled, false))
    set_aside("avi.enabled", elsewhere);
  if (!std::exchange(how.kubernetes.namespaces, {}).empty())
    set_aside("kubernetes.namespaces",
              "Pods of all namespaces live on the node, and it watches no other node's");
  how.lease.enabled = false; // nobody else works on this node
  return how;
}

int serve(const settings& how, stop_signals& signals) {
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

} // namespace

int run_controller(const settings& how) {
  stop_signals signals;
  log::start(how.log);
  log::info("weft starts.", {{"version", version}});
  if (!enables_any(how))
    log::warn("No domain is enabled, so nothing will be done.", {{"enable", ways_to_enable()}});
  return serve(how, signals);
}

int run_agent(const settings& how) {
  stop_signals signals;
  log::start(how.log);
  log::info("weft starts.", {{"version", version}, {"node", how.cni.node_name}});
  return serve(for_agent(how), signals);
}

} // namespace weft
