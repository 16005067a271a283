#include "actors/program/commands.hpp"
#include "actors/program/name.hpp"
#include "actors/program/signals.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/velocloud/simulator.hpp"

#include <iostream>
#include <stdexcept>

namespace weft {

namespace {

constexpr const char* token = "simulated-admin-token";

void serve_vco(net::transport& io, stop_signals& signals, const sim_options& how) {
  velocloud::simulator vco{io, {how.address, how.port, how.tls, {}}};
  std::cout << "VCO simulator at " << vco.url() << "\n\n"
            << "  VCO_URL=" << vco.url() << "/portal/rest\n"
            << "  VCO_TOKEN=" << velocloud::sim::demo_token << "\n"
            << "  curl -k " << vco.url() << "/weft/rules\n\n"
            << "Stop with Ctrl-C.\n"
            << vco.ca_pem() << std::flush;
  signals.wait();
}

void serve_cluster(net::transport& io, stop_signals& signals, const sim_options& how) {
  const auto identity = net::make_identity();
  k8s::simulator_settings its;
  its.core.tokens = {{token, "admin"}};
  its.core.control = true;
  its.where.address = how.address;
  its.where.port = how.port;
  its.where.tls = how.tls;
  its.where.identity = identity.server;
  k8s::simulator cluster{io, std::move(its)};
  std::cout << "# API server simulator on port " << cluster.port()
            << "; save this and use it as KUBECONFIG. Stop with Ctrl-C.\n"
            << k8s::make_kubeconfig(cluster.port(), how.tls ? identity.ca_pem : "", token)
            << std::flush;
  signals.wait();
}

} // namespace

int run_sim(const sim_options& how) {
  stop_signals signals;
  net::transport io;
  try {
    if (how.name == "velocloud")
      serve_vco(io, signals, how);
    else
      serve_cluster(io, signals, how);
  } catch (const std::runtime_error& why) {
    std::cerr << program_name() << " sim: " << why.what() << '\n';
    return 1;
  }
  return 0;
}

} // namespace weft
