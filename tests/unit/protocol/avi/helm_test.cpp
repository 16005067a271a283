#include "protocol/avi/helm.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

translation avi_values(std::string_view text) {
  const auto read = json::parse(text);
  REQUIRE(read.has_value());
  return translate_values(*read);
}

using avi_warnings = std::vector<std::string>;

} // namespace

TEST_CASE("the reference site's values of release 1.4 are understood whole", "[avi]") {
  const auto out = avi_values(R"({
    "AKOSettings":{"clusterName":"S1-AZ1","disableStaticRouteSync":"false","cniPlugin":"Antrea"},
    "NetworkSettings":{"subnetIP":"10.10.25.0","subnetPrefix":"24",
                       "networkName":"AVI_FRONTEND_3025"},
    "L4Settings":{"defaultDomain":"avi.iberia.local"},
    "ControllerSettings":{"serviceEngineGroupName":"S1-AZ1-SE-Group",
                          "controllerVersion":"20.1.2","controllerIP":"10.10.20.43"},
    "avicredentials":{"username":"admin","password":"password01"}})");
  CHECK(out.warnings == avi_warnings{});
  CHECK(out.controller == "10.10.20.43");
  CHECK(out.user == "admin");
  CHECK(out.password == "password01");
  CHECK(out.how.cluster_name == "S1-AZ1");
  CHECK(out.how.static_routes);
  CHECK(out.how.cni_plugin == "antrea");
  CHECK(out.how.group == "S1-AZ1-SE-Group");
  CHECK(out.how.controller_version == "20.1.2");
  CHECK(out.how.default_domain == "avi.iberia.local");
  CHECK(out.how.vip_networks
        == std::vector<vip_network>{{"AVI_FRONTEND_3025", "", "10.10.25.0/24", ""}});
  CHECK(fault_in(out.how).empty());
}

TEST_CASE("where an old name and a new one are given, the new one counts", "[avi]") {
  const auto out = avi_values(R"({
    "NetworkSettings":{"subnetIP":"10.1.0.0","subnetPrefix":24,"networkName":"old",
      "vipNetworkList":[{"networkName":"new","cidr":"10.2.0.0/24","v6cidr":"2001:db8::/64"}],
      "defaultDomain":"n.com"},
    "L4Settings":{"defaultDomain":"l.com"},
    "ControllerSettings":{"controllerIP":"old","controllerHost":"new:8443"}})");
  CHECK(out.controller == "new:8443");
  CHECK(out.how.default_domain == "n.com");
  CHECK(out.how.vip_networks
        == std::vector<vip_network>{{"new", "", "10.2.0.0/24", "2001:db8::/64"}});
}

TEST_CASE("a network without a subnet is given the one of the old values", "[avi]") {
  const auto out = avi_values(R"({"NetworkSettings":{"subnetIP":"10.1.0.0","subnetPrefix":24,
                                 "vipNetworkList":[{"networkName":"n"}]}})");
  CHECK(out.how.vip_networks == std::vector<vip_network>{{"n", "", "10.1.0.0/24", ""}});
}

TEST_CASE("a truth may be a text, and other values in either form", "[avi]") {
  const auto out = avi_values(R"({
    "AKOSettings":{"disableStaticRouteSync":"true","deleteConfig":true,"enableEVH":"True",
                   "fullSyncFrequency":"3","ipFamily":"V4_V6","layer7Only":"no",
                   "namespaceSelector":{"labelKey":"app","labelValue":"shop"},
                   "blockedNamespaceList":["kube-system"]},
    "L7Settings":{"serviceType":"NodePort"},"L4Settings":{"autoFQDN":"flat"},
    "nodePortSelector":{"key":"role","value":"worker"},
    "NetworkSettings":{"nodeNetworkList":[{"networkName":"nodes","cidrs":["10.1.0.0/16"]}]}})");
  CHECK(out.warnings == avi_warnings{});
  CHECK_FALSE(out.how.static_routes);
  CHECK(out.how.delete_config);
  CHECK(out.how.hashed_names);
  CHECK(out.how.resync == std::chrono::seconds{5});
  CHECK(out.how.families == family_policy::both);
  CHECK_FALSE(out.how.layer7_only);
  CHECK(out.how.namespaces == chosen_by{"app", "shop"});
  CHECK(out.how.blocked_namespaces == avi_warnings{"kube-system"});
  CHECK(out.how.mode == service_mode::node_port);
  CHECK_FALSE(out.how.handles_routes());
  CHECK(out.how.fqdn == fqdn_style::flat);
  CHECK(out.how.nodes == chosen_by{"role", "worker"});
  CHECK(out.how.node_networks == std::vector<node_network>{{"nodes", "", {"10.1.0.0/16"}}});
}

TEST_CASE("each value that nobody knows is named, with what may have been meant", "[avi]") {
  const auto out = avi_values(R"({"AKOSettings":{"clustername":"c","clusterName":"C"},
    "AKOSetings":{},"NetworkSettings":{"zzz":1},"AKOSettings2":3})");
  CHECK(out.how.cluster_name == "C");
  CHECK(out.warnings
        == avi_warnings{
          "AKOSettings.clustername is unknown and does not count; did you mean clusterName?",
          "AKOSetings is unknown and does not count; did you mean AKOSettings?",
          "NetworkSettings.zzz is unknown and does not count",
          "AKOSettings2 is unknown and does not count; did you mean AKOSettings?"});
}

TEST_CASE("what changes nothing is accepted, and told where somebody may count on it", "[avi]") {
  const auto out = avi_values(R"({"replicaCount":1,"resources":{"limits":{"cpu":"350m"}},
    "rbac":{"pspEnable":true},"L4Settings":{"advancedL4":"false"},
    "AKOSettings":{"istioEnabled":false,"servicesAPI":true,"GRBAC":false}})");
  CHECK(out.warnings
        == avi_warnings{"rbac.pspEnable is outdated, and changes nothing",
                        "L4Settings.advancedL4 is outdated, and changes nothing",
                        "AKOSettings.GRBAC is outdated, and changes nothing",
                        "AKOSettings.servicesAPI is not supported, and changes nothing"});
}

TEST_CASE("a value that does not read is left out with what is allowed, and no secret", "[avi]") {
  const auto out = avi_values(R"({"AKOSettings":{"ipFamily":"V5","deleteConfig":"maybe"},
    "NetworkSettings":{"vipNetworkList":"x"},"avicredentials":{"password":{"hush":1}},
    "L4Settings":[]})");
  CHECK(out.how.families == family_policy::by_cloud);
  CHECK_FALSE(out.how.delete_config);
  CHECK(
    out.warnings
    == avi_warnings{
      "L4Settings is no section and does not count",
      R"(AKOSettings.deleteConfig is "maybe" and does not count; allowed: true or false)",
      R"(AKOSettings.ipFamily is "V5" and does not count; allowed: V4, V6 or V4_V6)",
      R"(NetworkSettings.vipNetworkList is "x" and does not count; allowed: a list of networks)",
      "avicredentials.password and does not count; allowed: a text"});
}

TEST_CASE("the old operator's ConfigMap says the same in texts", "[avi]") {
  const auto read = json::parse(R"({"controllerIP":"10.10.20.43","clusterName":"C",
    "vipNetworkList":"[{\"networkName\":\"n\",\"cidr\":\"10.1.0.0/24\"}]","deleteConfig":"false",
    "nsSyncLabelKey":"app","nodeKey":"role","blockedNamespaceList":"[\"a\",\"b\"]",
    "bgpPeerLabels":"","logLevel":"WARN","clusterNam":"x"})");
  REQUIRE(read.has_value());
  const auto out = translate_map(*read);
  CHECK(out.controller == "10.10.20.43");
  CHECK(out.how.cluster_name == "C");
  CHECK(out.how.vip_networks == std::vector<vip_network>{{"n", "", "10.1.0.0/24", ""}});
  CHECK(out.how.namespaces.key == "app");
  CHECK(out.how.nodes.key == "role");
  CHECK(out.how.blocked_namespaces == avi_warnings{"a", "b"});
  CHECK(out.log_level == "WARN");
  CHECK(out.warnings
        == avi_warnings{"clusterNam is unknown and does not count; did you mean clusterName?"});
}

TEST_CASE("so does the environment of its container, where others' variables are theirs", "[avi]") {
  const auto read = json::parse(R"({"CTRL_IPADDRESS":"c","CLUSTER_NAME":"C","PATH":"/bin",
    "DISABLE_STATIC_ROUTE_SYNC":"true","CTRL_USERNAME":"u","SERVICE_TYPE":"NodePort"})");
  REQUIRE(read.has_value());
  const auto out = translate_environment(*read);
  CHECK(out.controller == "c");
  CHECK(out.user == "u");
  CHECK_FALSE(out.how.static_routes);
  CHECK(out.how.mode == service_mode::node_port);
  CHECK(out.warnings.empty());
}

TEST_CASE("settings that contradict themselves are refused with what is wrong", "[avi]") {
  settings how;
  CHECK(fault_in(how) == "the cluster has no name; each needs one of its own");
  how.cluster_name = "a b";
  CHECK(fault_in(how) == R"(the cluster's name "a b" holds more than letters, digits, - and _)");
  how.cluster_name = "c";
  CHECK(fault_in(how).empty());
  how.bgp_peer_labels = {"x"};
  CHECK(fault_in(how) == "BGP peer labels need VIPs to be advertised");
  how.advertise = true;
  how.node_networks.resize(6);
  CHECK(fault_in(how) == "there are more than five node networks");
  how.node_networks = {{"n", "", {"10.1.0.0/33"}}};
  CHECK(fault_in(how) == R"(the node network "n" has a subnet that is none)");
  how.node_networks.clear();
  how.vip_networks = {{"v", "", "10.1.0.0", ""}};
  CHECK(fault_in(how) == R"(the VIP network "v" has a subnet that is none)");
  how.vip_networks.clear();
  how.primary = false;
  CHECK_FALSE(fault_in(how).empty());
}
