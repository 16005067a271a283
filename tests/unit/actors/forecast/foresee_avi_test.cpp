#include "adapters/avi/controller.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "adapters/avi/simulator.hpp"
#include "tests/unit/actors/forecast/served_peers.hpp"

using namespace weft;

namespace {

/// The same cluster with an AVI controller instead of the VCO, simulated behind a socket.
struct served_balancer : served_peers {
  served_balancer() {
    how.velocloud.enabled = false;
    how.avi.enabled = true;
    how.avi.addresses = balancer.addresses();
    how.avi.cluster_name = avi::sim::demo_cluster;
    how.avi.group = avi::sim::demo_se_group;
    how.avi.vip_networks = {{avi::sim::demo_network, {}, "10.10.25.0/24", {}}};
    enter(avi::sim::demo_password);
  }

  void enter(const std::string& password) {
    avi::reach_settings to;
    to.addresses = balancer.addresses();
    to.ca_file = write("avi-ca.pem", balancer.ca_pem()).string();
    to.credentials.user = avi::sim::demo_user;
    to.credentials.password = password;
    auto opened = avi::controller::open(io, std::move(to));
    REQUIRE(opened.has_value());
    ways.avi = std::move(*opened);
  }

  void expose() {
    using json::value;
    apply("/api/v1/namespaces/", value::of({{"apiVersion", "v1"},
                                            {"kind", "Namespace"},
                                            {"metadata", value::of({{"name", "shop"}})}}));
    const auto ports = value::list({value::of({{"port", 80}, {"protocol", "TCP"}})});
    apply("/api/v1/namespaces/shop/services/",
          value::of({{"apiVersion", "v1"},
                     {"kind", "Service"},
                     {"metadata", value::of({{"name", "web"}, {"namespace", "shop"}})},
                     {"spec", value::of({{"type", "LoadBalancer"}, {"ports", ports}})}}));
    const auto endpoint = value::of(
      {{"addresses", value::list({"10.244.0.5"})}, {"conditions", value::of({{"ready", true}})}});
    const auto labels
      = value::of({{"kubernetes.io/service-name", "web"},
                   {"endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"}});
    apply(
      "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/",
      value::of(
        {{"apiVersion", "discovery.k8s.io/v1"},
         {"kind", "EndpointSlice"},
         {"metadata", value::of({{"name", "web-1"}, {"namespace", "shop"}, {"labels", labels}})},
         {"addressType", "IPv4"},
         {"endpoints", value::list({endpoint})},
         {"ports",
          value::list({value::of({{"name", ""}, {"port", 8080}, {"protocol", "TCP"}})})}}));
  }

  std::size_t balancer_writes() {
    return balancer.with(
      [](avi::sim::core& core, avi::sim::instant) { return core.seen().writes; });
  }

  avi::simulator balancer{io,
                          {},
                          avi::sim::make_controller(std::chrono::floor<std::chrono::milliseconds>(
                            std::chrono::system_clock::now()))};
};

std::vector<std::string> balancer_lines(const forecast& what) {
  std::vector<std::string> out;
  for (const auto& one : what.changes)
    for (const auto& line : one.lines)
      out.push_back(one.target + ": " + std::string{to_string(line.what)} + " " + line.text);
  return out;
}

} // namespace

TEST_CASE_METHOD(served_balancer,
                 "a forecast shows what an AVI controller would be given, and gives it nothing",
                 "[forecast]") {
  expose();
  const auto what = foresee();
  CHECK(what.troubles == std::vector<std::string>{});
  CHECK(verdict_of(what) == foresight::changes);
  const std::string at = "avi/controller/vs/S1-AZ1--shop-web: add ";
  CHECK(balancer_lines(what)
        == std::vector<std::string>{at + "vsvip/S1-AZ1--shop-web (for Service/shop/web)",
                                    at
                                      + "pool/S1-AZ1--shop-web-TCP-80 of 10.244.0.5 port 8080 "
                                        "(for Service/shop/web)",
                                    at + "l4policyset/S1-AZ1--shop-web (for Service/shop/web)",
                                    at + "virtualservice/S1-AZ1--shop-web (for Service/shop/web)"});
  CHECK(balancer_writes() == 0);
}

TEST_CASE_METHOD(served_balancer, "a forecast says why an AVI controller could not be asked",
                 "[forecast]") {
  expose();
  enter("wrong");
  const auto what = foresee();
  CHECK(verdict_of(what) == foresight::trouble);
  REQUIRE(what.troubles.size() >= 1);
  CHECK(what.troubles.front().starts_with("avi: "));
}
