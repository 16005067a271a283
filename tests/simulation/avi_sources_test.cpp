#include "tests/simulation/balancer_scene.hpp"

/// Where Pod networks are told besides the Node, and when no routes are written at all.
/// @see avi.md 16
using namespace weft;
using namespace weft::simulation;

namespace {

world_shape with_plugin(const std::string& plugin) {
  auto shape = at_balancer();
  shape.balancer.cni_plugin = plugin;
  return shape;
}

json::value source_of_routes(std::string_view version, std::string_view kind,
                             const std::string& name) {
  return json::value::of(
    {{"apiVersion", version}, {"kind", kind}, {"metadata", json::value::of({{"name", name}})}});
}

void add_affinity(world& here, const std::string& name, const std::string& node,
                  const std::string& cidr) {
  auto object = source_of_routes("crd.projectcalico.org/v1", "BlockAffinity", name);
  object.set("spec", json::value::of({{"node", node}, {"cidr", cidr}, {"state", "confirmed"}}));
  here.apply(object);
}

} // namespace

TEST_CASE(
  "avi A15: with calico the block affinities of a Node are its networks, and its annotation "
  "the next hop",
  "[avi]") {
  balancer_scene here{with_plugin("calico")};
  here.open();
  add_affinity(here, "n1-a", "n1", "10.244.0.0/26");
  add_affinity(here, "n1-b", "n1", "10.244.7.0/26");
  add_node(here, "n1", {"10.1.1.2"}, {"10.9.0.0/24"},
           {{std::string{avi::annotation::calico_v4}, "10.1.2.2/24"}});
  CHECK(here.sees([&] {
    return here.routes() == texts{"10.244.0.0/26 10.1.2.2", "10.244.7.0/26 10.1.2.2"};
  }));
  here.erase(world::path_of("BlockAffinity", "n1-a"));
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.7.0/26 10.1.2.2"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A16: with ovn-kubernetes the routes follow the annotation", "[avi]") {
  balancer_scene here{with_plugin("ovn-kubernetes")};
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {},
           {{std::string{avi::annotation::ovn}, R"({"default":"10.128.0.0/23"})"}});
  REQUIRE(here.sees([&] { return here.routes() == texts{"10.128.0.0/23 10.1.1.2"}; }));
  annotate(here, node_path("n1"), avi::annotation::ovn,
           R"({"default":["10.129.0.0/23","fd01::/64"]})");
  CHECK(here.sees([&] { return here.routes() == texts{"10.129.0.0/23 10.1.1.2"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A17: with cilium its own node object counts, and not the Node", "[avi]") {
  balancer_scene here{with_plugin("cilium")};
  here.open();
  auto object = source_of_routes("cilium.io/v2", "CiliumNode", "n1");
  object.set("spec",
             json::value::of(
               {{"ipam", json::value::of({{"podCIDRs", json::value::list({"10.7.0.0/24"})}})}}));
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.run_for(5s);
  CHECK(here.routes() == texts{});
  here.apply(object);
  CHECK(here.sees([&] { return here.routes() == texts{"10.7.0.0/24 10.1.1.2"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 4.3: with openshift the host subnet of a Node is its network", "[avi]") {
  balancer_scene here{with_plugin("openshift")};
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {});
  auto object = source_of_routes("network.openshift.io/v1", "HostSubnet", "n1");
  object.set("host", "n1");
  object.set("subnet", "10.131.0.0/23");
  here.apply(object);
  CHECK(here.sees([&] { return here.routes() == texts{"10.131.0.0/23 10.1.1.2"}; }));
  here.erase(world::path_of("HostSubnet", "n1"));
  CHECK(here.sees([&] { return here.routes() == texts{}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A24: without static routes, or with Nodes for members, VRF and group stay untouched",
          "[avi]") {
  const bool by_nodes = GENERATE(false, true);
  auto shape = at_balancer();
  shape.balancer.static_routes = by_nodes;
  if (by_nodes)
    shape.balancer.mode = avi::service_mode::node_port;
  balancer_scene here{shape};
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.run_for(2h);
  CHECK(here.vrf_writes() == 0);
  CHECK(here.group_label().empty());
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A27: a group of our own is labelled, a labelled one left, another cluster's refused",
          "[avi]") {
  const std::string label = GENERATE("", "S1-AZ1", "S2");
  balancer_scene here;
  if (!label.empty())
    here.admin_edits("serviceenginegroup", avi::sim::demo_se_group, [&](json::value& body) {
      body.set("labels",
               json::value::list({json::value::of({{"key", avi::label_key}, {"value", label}})}));
    });
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.run_for(1min);
  const bool foreign = label == "S2";
  CHECK(here.routes().size() == (foreign ? 0 : 1));
  CHECK(here.group_label() == (foreign ? "S2" : "S1-AZ1"));
  CHECK(here.writes("serviceenginegroup") == (label.empty() ? 1U : 0U));
  if (foreign) {
    CHECK(here.counted().all_writes() == 0);
    here.admin_edits("serviceenginegroup", avi::sim::demo_se_group,
                     [](json::value& body) { body.erase("labels"); });
    CHECK(here.sees([&] { return here.routes().size() == 1; }, 45min)); // by the next comparison
  }
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A29: told to take everything away, weft takes its routes and label, and no more",
          "[avi]") {
  balancer_scene here;
  const auto before = here.foreign_routes();
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 2; }));
  here.kill(here.newest());
  here.shape.balancer.delete_config = true;
  here.start();
  CHECK(here.sees([&] { return here.routes().empty() && here.group_label().empty(); }, 1min));
  CHECK(here.foreign_routes() == before);
  CHECK(here.blemishes() == texts{});
}
