#include "actors/program/commands.hpp"
#include "actors/program/name.hpp"
#include "actors/program/signals.hpp"
#include "adapters/aci/sim/fixture.hpp"
#include "adapters/aci/simulator.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "adapters/avi/simulator.hpp"
#include "adapters/k8s/simulator/server.hpp"
#include "adapters/velocloud/simulator.hpp"

#include <chrono>
#include <iostream>
#include <limits>
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

/// One port after the other, from the one that was asked for.
std::vector<std::uint16_t> ports_of(const sim_options& how) {
  constexpr std::size_t last = std::numeric_limits<std::uint16_t>::max();
  std::vector<std::uint16_t> out;
  for (std::size_t i = 0; i < how.nodes; ++i) {
    if (how.port + i > last)
      throw std::runtime_error("there are not so many ports from " + std::to_string(how.port)
                               + " on");
    out.push_back(how.port == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(how.port + i));
  }
  return out;
}

void introduce(aci::simulator& apics) {
  using namespace aci::sim;
  const auto all = apics.addresses();
  std::string joined;
  std::cout << "Simulated APICs of one fabric, with tenant " << demo_tenant << " and L3Out "
            << demo_l3out << ":\n";
  for (const auto& one : all) {
    std::cout << "  " << one << '\n';
    joined += (joined.empty() ? "" : ",") + one;
  }
  const auto out = std::string{demo_tenant} + "/out-" + demo_l3out;
  const auto& apic = all.front();
  std::cout << "\n  export ACI_APIC=" << joined << "\n  export ACI_USERNAME=" << demo_user
            << "\n  export ACI_PASSWORD=" << demo_password << "\n\nAs a client of the APIC:\n"
            << "  curl -k -c session " << apic
            << R"(/api/aaaLogin.json -d '{"aaaUser":{"attributes":{"name":")" << demo_user
            << R"(","pwd":")" << demo_password << R"("}}}')"
            << "\n  curl -k -b session '" << apic << "/api/mo/uni/tn-" << out
            << ".json?query-target=subtree'\n"
            << "\nWithout a session, to look on and to be the administrator:\n"
            << "  curl -k " << apic << "/weft/tree      (and /weft/log, /weft/transactions)\n"
            << "  curl -k " << apic
            << R"(/weft/objects -d '{"fvTenant":{"attributes":{"name":"T2"},)"
            << R"("children":[{"l3extOut":{"attributes":{"name":"O2"}}}]}}')"
            << "\n  curl -k " << apic
            << R"(/weft/objects -d '{"fvTenant":{"attributes":{"name":"T2","status":"deleted"}}}')"
            << "\n  curl -k " << apic << "/weft/faults    (what may go wrong)\n"
            << "  curl -k " << apic << R"(/weft/faults -d '{"sockets":"drop"}')"
            << "\n\nStop with Ctrl-C.\n";
  if (!apics.ca_pem().empty())
    std::cout << "Save this as apic-ca.pem for --aci-ca-file:\n" << apics.ca_pem();
  std::cout << std::flush;
}

void serve_apics(net::transport& io, stop_signals& signals, const sim_options& how) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  aci::simulator apics{
    io, {how.address, ports_of(how), how.tls, {}}, aci::sim::make_demo(now, 1, how.nodes)};
  introduce(apics);
  signals.wait();
}

void introduce(const avi::simulator& controller) {
  using namespace avi::sim;
  const auto all = controller.addresses();
  const auto& first = all.front();
  std::cout << "Simulated AVI controller, with cloud " << demo_cloud << ", VRF " << demo_vrf
            << ", network " << demo_network << "\nand Service Engine Group " << demo_se_group
            << ":\n";
  std::string joined;
  for (const auto& one : all) {
    std::cout << "  " << one << '\n';
    joined += (joined.empty() ? "" : ",") + one;
  }
  std::cout
    << "\n  export CTRL_IPADDRESS=" << joined << "\n  export CTRL_USERNAME=" << demo_user
    << "\n  export CTRL_PASSWORD=" << demo_password << "\n  " << program_name()
    << " run --avi-enabled=true" << (controller.ca_pem().empty() ? "" : " --avi-ca-file=avi-ca.pem")
    << " --avi-cluster-name=" << demo_cluster << " --avi-group=" << demo_se_group
    << " --avi-vip-networks=" << demo_network << "=10.10.25.0/24"
    << "\n\nWho logs in so is judged as cluster " << demo_cluster
    << ".\n\nAs a client of the controller:\n"
    << "  curl -k -c session " << first
    << R"(/login -H 'Content-Type: application/json' -d '{"username":")" << demo_user
    << R"(","password":")" << demo_password << R"("}')"
    << "\n  curl -k -b session -H 'X-Avi-Version: 22.1.3' -H 'X-Avi-Tenant: admin' '" << first
    << "/api/vrfcontext?name=" << demo_vrf << "&include_name'\n"
    << "\nWithout a session, to look on and to be the administrator:\n"
    << "  curl -k " << first
    << "/_sim/objects   (and /_sim/routes, /_sim/log, /_sim/transactions, /_sim/violations)\n"
    << "  curl -k " << first << R"(/_sim/objects -d '{"vrfcontext":{"name":"VRF_AZ2"}}')"
    << "\n  curl -k " << first << "/_sim/faults    (what may go wrong)\n"
    << "  curl -k " << first << R"(/_sim/faults -d '{"failOverSeconds":20}')"
    << "\n\nStop with Ctrl-C.\n";
  if (!controller.ca_pem().empty())
    std::cout << "Save this as avi-ca.pem for --avi-ca-file:\n" << controller.ca_pem();
  std::cout << std::flush;
}

void serve_avi(net::transport& io, stop_signals& signals, const sim_options& how) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  avi::sim::fixture_shape shape;
  shape.nodes = how.nodes;
  avi::simulator controller{
    io, {how.address, ports_of(how), how.tls, {}}, avi::sim::make_controller(now, 1, shape)};
  introduce(controller);
  signals.wait();
}

void serve_cluster(net::transport& io, stop_signals& signals, const sim_options& how) {
  const auto identity = net::make_identity();
  k8s::simulator_settings its;
  if (how.tls) // without it kubectl sends no token
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
    else if (how.name == "aci")
      serve_apics(io, signals, how);
    else if (how.name == "avi")
      serve_avi(io, signals, how);
    else
      serve_cluster(io, signals, how);
  } catch (const std::runtime_error& why) {
    std::cerr << program_name() << " sim: " << why.what() << '\n';
    return 1;
  }
  return 0;
}

} // namespace weft
