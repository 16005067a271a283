#include "tests/unit/protocol/avi/avi_cluster.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

json::value avi_source(std::string_view version, std::string_view kind, const std::string& name,
                       std::string_view spec) {
  auto out = avi_cluster::object(version, kind, {}, name);
  const auto read = json::parse(spec);
  REQUIRE(read.has_value());
  for (const auto& [member, held] : *read->as_object())
    out.set(member, held);
  return out;
}

/// The routes of Node n1 with one annotation.
words avi_routes_with(avi_cluster& c, json::value node, std::string_view name,
                      std::string_view text) {
  avi_cluster::annotate(node, name, text);
  c.put(node);
  return c.routes_of("n1");
}

} // namespace

TEST_CASE("A1: a Node wishes a route to its Pods by its own address", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  const auto meaning = c.node_meaning("n1");
  REQUIRE(meaning.parts.size() == 1);
  CHECK(meaning.parts.front().target == "avi/controller/routes");
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
}

TEST_CASE("A8, A9: a Node without Pod CIDR or without address wishes nothing", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {}));
  CHECK(c.node_meaning("n1").parts.empty());
  CHECK(c.node_meaning("n1").notices.empty());
  c.put(avi_cluster::node("n1", {}, {"10.244.0.0/24"}));
  const auto meaning = c.node_meaning("n1");
  CHECK(meaning.parts.empty());
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == reason::no_address);
}

TEST_CASE("A10: a Node of two families wishes a route in each", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2", "2001:DB8::2"}, {"10.244.0.0/24", "2001:db8:1::/64"}));
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2", "2001:db8:1::/64 2001:db8::2"});
  c.how.families = family_policy::v4;
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
  c.how.families = family_policy::v6;
  CHECK(c.routes_of("n1") == words{"2001:db8:1::/64 2001:db8::2"});
  c.how.families = family_policy::by_cloud;
  c.known.cloud_type = "CLOUD_AWS";
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
}

TEST_CASE("A11: a CIDR without an address of its family is skipped with a warning", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"2001:db8:1::/64", "10.244.0.0/24"}));
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
  const auto meaning = c.node_meaning("n1");
  CHECK(as<wished_node>(meaning.parts.front().body).routes.front().place == 1);
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == reason::no_address);
}

TEST_CASE("A13: the annotation of Pod CIDRs wins over the spec, blanks and last comma apart",
          "[avi]") {
  avi_cluster c;
  const auto plain = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  CHECK(avi_routes_with(c, plain, annotation::pod_cidrs, "192.168.1.0/24, 192.168.2.0/24 ,")
        == words{"192.168.1.0/24 10.1.1.2", "192.168.2.0/24 10.1.1.2"});
  CHECK(avi_routes_with(c, plain, annotation::pod_cidrs, " , ,")
        == words{"10.244.0.0/24 10.1.1.2"});
  CHECK(avi_routes_with(c, plain, annotation::pod_cidrs, "") == words{"10.244.0.0/24 10.1.1.2"});
  c.put(plain);
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
}

TEST_CASE("A14: one bad entry of that annotation leaves the Node without routes", "[avi]") {
  avi_cluster c;
  const auto plain = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  for (const auto* bad : {"192.168.1.0/24,10.244.1.0", "10.244.1.0/xx", "a/b/c", "10.0.0.0/33",
                          "192.168.1.0/24,2001:db8::/64"}) {
    CHECK(avi_routes_with(c, plain, annotation::pod_cidrs, bad).empty());
    const auto meaning = c.node_meaning("n1");
    REQUIRE(meaning.notices.size() == 1);
    CHECK(meaning.notices.front().reason == reason::bad_pod_cidr);
  }
}

TEST_CASE("host bits of a CIDR do not count", "[avi]") {
  avi_cluster c;
  CHECK(avi_routes_with(c, avi_cluster::node("n1", {"10.1.1.2"}, {}), annotation::pod_cidrs,
                        "10.244.255.239/30")
        == words{"10.244.255.236/30 10.1.1.2"});
}

TEST_CASE("A15: with Calico blocks and its address count, in the order of their names", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "calico";
  auto node = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  avi_cluster::annotate(node, annotation::calico_v4, "10.0.0.1/24");
  c.put(node);
  CHECK(c.routes_of("n1").empty());
  const auto block = [](const std::string& name, const std::string& on, const std::string& cidr) {
    return avi_source("crd.projectcalico.org/v1", block_affinity_kind, name,
                      R"({"spec":{"node":")" + on + R"(","cidr":")" + cidr
                        + R"(","state":"confirmed","deleted":"false"}})");
  };
  c.put(block("a", "n1", "10.10.1.0/26"));
  c.put(block("b", "n1", "10.10.2.0/26"));
  c.put(block("c", "n2", "10.10.3.0/26"));
  CHECK(c.routes_of("n1") == words{"10.10.1.0/26 10.0.0.1", "10.10.2.0/26 10.0.0.1"});
  c.take(block_affinity_kind, "", "a");
  CHECK(c.routes_of("n1") == words{"10.10.2.0/26 10.0.0.1"});
}

TEST_CASE("A16: with OVN the Node's annotation of subnets counts, in both of its forms", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "ovn-kubernetes";
  const auto plain = avi_cluster::node("n1", {"10.1.1.2", "2001:db8::2"}, {"10.244.0.0/24"});
  CHECK(avi_routes_with(c, plain, annotation::ovn, R"({"default":"10.128.0.0/23"})")
        == words{"10.128.0.0/23 10.1.1.2"});
  CHECK(
    avi_routes_with(c, plain, annotation::ovn, R"({"default":["10.128.2.0/23","2001:db8:1::/64"]})")
    == words{"10.128.2.0/23 10.1.1.2", "2001:db8:1::/64 2001:db8::2"});
  for (const auto* broken : {"{", "[]", R"({"other":"10.1.0.0/16"})", R"({"default":7})"}) {
    CHECK(avi_routes_with(c, plain, annotation::ovn, broken).empty());
    CHECK(c.node_meaning("n1").notices.size() == 1);
  }
  c.put(plain);
  CHECK(c.routes_of("n1").empty());
}

TEST_CASE("A17: with Cilium the CiliumNode's CIDRs count, and not those of the Node", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "cilium";
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  c.put(avi_source("cilium.io/v2", cilium_node_kind, "n1",
                   R"({"spec":{"ipam":{"podCIDRs":["10.0.1.0/24"],"pool":{}},"addresses":[]}})"));
  CHECK(c.routes_of("n1") == words{"10.0.1.0/24 10.1.1.2"});
}

TEST_CASE("with OpenShift's own network the HostSubnet counts", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "openshift";
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {}));
  c.put(avi_source("network.openshift.io/v1", host_subnet_kind, "x",
                   R"({"host":"n1","hostIP":"10.1.1.2","subnet":"10.128.0.0/23"})"));
  CHECK(c.routes_of("n1") == words{"10.128.0.0/23 10.1.1.2"});
}

TEST_CASE("with Antrea the last transport address of each family counts", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "antrea";
  const auto plain
    = avi_cluster::node("n1", {"10.1.1.2", "2001:db8::2"}, {"10.244.0.0/24", "2001:db8:1::/64"});
  CHECK(avi_routes_with(c, plain, annotation::antrea, "10.0.0.1, 10.0.0.2 ,2001:db8::9")
        == words{"10.244.0.0/24 10.0.0.2", "2001:db8:1::/64 2001:db8::9"});
  CHECK(avi_routes_with(c, plain, annotation::antrea, "10.0.0.1")
        == words{"10.244.0.0/24 10.0.0.1", "2001:db8:1::/64 2001:db8::2"});
  c.how.cni_plugin = "";
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2", "2001:db8:1::/64 2001:db8::2"});
}

TEST_CASE("an address annotation that does not read gives way to the InternalIP, with a warning",
          "[avi]") {
  avi_cluster c;
  const auto plain = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  c.how.cni_plugin = "antrea";
  CHECK(avi_routes_with(c, plain, annotation::antrea, "nonsense")
        == words{"10.244.0.0/24 10.1.1.2"});
  REQUIRE(c.node_meaning("n1").notices.size() == 1);
  CHECK(c.node_meaning("n1").notices.front().reason == reason::bad_address);
}

TEST_CASE("of several InternalIPs the one within a node network is the next hop", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"192.168.0.7", "10.1.1.2"}, {"10.244.0.0/24"}));
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 192.168.0.7"});
  c.how.node_networks = {{"nodes", "", {"10.1.0.0/16"}}};
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
}

TEST_CASE("A6, A7: what does not concern routes leaves the wish as it was", "[avi]") {
  avi_cluster c;
  auto node = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  c.put(node);
  const auto before = c.node_meaning("n1").parts.front().digest;
  avi_cluster::label(node, "role", "worker");
  node["spec"].set("unschedulable", true);
  node["status"].set(
    "conditions", json::value::list({json::value::of({{"type", "Ready"}, {"status", "False"}})}));
  c.put(node);
  CHECK(c.node_meaning("n1").parts.front().digest == before);
  c.put(avi_cluster::node("n1", {"10.1.1.3"}, {"10.244.0.0/24"}));
  CHECK(c.node_meaning("n1").parts.front().digest != before);
}

TEST_CASE("A24: without static routes, and where nodes are members, no Node wishes anything",
          "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  const auto before = c.how;
  c.how.static_routes = false;
  CHECK(c.node_meaning("n1").parts.empty());
  c.how = before;
  c.how.mode = service_mode::node_port;
  CHECK(c.node_meaning("n1").parts.empty());
  c.how = before;
  c.how.primary = false;
  CHECK(c.node_meaning("n1").parts.empty());
  c.how = before;
  c.how.cni_plugin = "ncp";
  CHECK(c.node_meaning("n1").parts.empty());
}

TEST_CASE("what depends on the cloud waits until the controller has been asked", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  c.discovered = false;
  CHECK_FALSE(c.node_meaning("n1").decided);
  c.how.families = family_policy::v4;
  CHECK(c.node_meaning("n1").decided);
  CHECK(c.routes_of("n1") == words{"10.244.0.0/24 10.1.1.2"});
}

TEST_CASE("a change concerns the one Node whose CIDRs it tells of", "[avi]") {
  avi_cluster c;
  c.how.cni_plugin = "calico";
  const auto block = c.decoded(avi_source("crd.projectcalico.org/v1", block_affinity_kind, "a",
                                          R"({"spec":{"node":"n1","cidr":"10.10.1.0/26"}})"));
  const auto reached = make_domain(c.how).affects(nullptr, block.get(), c, {});
  CHECK(reached.namespaces.empty());
  CHECK(reached.objects == std::unordered_set<object_key>{{std::string{node_kind}, "", "n1"}});
}
