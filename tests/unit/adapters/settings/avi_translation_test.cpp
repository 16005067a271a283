#include "adapters/settings/avi_translation.hpp"
#include "adapters/settings/reader.hpp"
#include "adapters/settings/writer.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace weft;

namespace {

using remarks = std::vector<std::string>;

/// The values of the reference site, with their old names. @see avi.md 12
constexpr const char* old_values = R"(
AKOSettings: {clusterName: S1-AZ1, disableStaticRouteSync: "false", cniPlugin: antrea}
NetworkSettings: {subnetIP: 10.10.25.0, subnetPrefix: "24", networkName: AVI_FRONTEND_3025}
L4Settings: {defaultDomain: avi.iberia.local}
ControllerSettings: {serviceEngineGroupName: S1-AZ1-SE-Group, controllerVersion: 20.1.2,
                     controllerIP: 10.10.20.43}
avicredentials: {username: admin, password: password01}
)";

config::translated avi_translated(std::string_view text) {
  auto made = config::translate_avi(text);
  REQUIRE(made.has_value());
  return *std::move(made);
}

/// As a weft would read what was printed.
config::reading read_back(const config::translated& from) {
  config::sources rest;
  rest.environment = {{"CTRL_PASSWORD", "password01"}};
  return config::read_text(from.yaml, "weft.yaml", rest);
}

} // namespace

TEST_CASE("old values become a file that a weft starts with, once it has the password",
          "[settings]") {
  const auto made = avi_translated(old_values);
  CHECK(made.yaml
        == "avi:\n  enabled: true\n  addresses: [10.10.20.43]\n  user: admin\n"
           "  controller_version: 20.1.2\n  cluster_name: S1-AZ1\n  group: S1-AZ1-SE-Group\n"
           "  cni_plugin: antrea\n  vip_networks: [AVI_FRONTEND_3025=10.10.25.0/24]\n"
           "  default_domain: avi.iberia.local\n");
  CHECK(made.remarks
        == remarks{"avicredentials.password is not written here; put it into a file that "
                   "avi.password_file names, or CTRL_PASSWORD"});
  const auto read = read_back(made);
  CHECK(read.complaints.empty());
  CHECK(read.values.avi.cluster_name == "S1-AZ1");
  CHECK(read.values.avi.vip_networks
        == std::vector<avi::vip_network>{{"AVI_FRONTEND_3025", {}, "10.10.25.0/24", {}}});
}

TEST_CASE("whatever can be said in values is read back as it was meant", "[settings]") {
  const auto made = avi_translated(R"(
AKOSettings:
  clusterName: c-1
  primaryInstance: "true"
  enableEvents: "false"
  logLevel: ERROR
  fullSyncFrequency: "3600"
  deleteConfig: "true"
  disableStaticRouteSync: "true"
  enableEVH: true
  layer7Only: true
  namespaceSelector: {labelKey: team, labelValue: a}
  blockedNamespaceList: [kube-system, other]
  ipFamily: V4_V6
NetworkSettings:
  nodeNetworkList: [{networkName: my nodes, cidrs: [10.1.0.0/24, 10.2.0.0/24]}, {networkUUID: n-2}]
  vipNetworkList: [{networkName: 'front: "end"', cidr: 10.3.0.0/24, v6cidr: "fd00::/64"}, {networkUUID: u-1}]
  enableRHI: true
  bgpPeerLabels: [a, b]
  nsxtT1LR: /infra/tier-1s/t1
L7Settings: {serviceType: NodePort}
L4Settings: {defaultLBController: "false", autoFQDN: flat, defaultDomain: x.org}
ControllerSettings: {controllerHost: "avi.example.com:8443", cloudName: My Cloud, tenantName: t,
                     vrfName: blue}
nodePortSelector: {key: role, value: worker}
avicredentials: {username: admin, authtoken: t0ken}
)");
  CHECK(made.remarks.size() == 1);
  config::sources rest;
  rest.environment = {{"WEFT_AVI_TOKEN", "t0ken"}};
  const auto read = config::read_text(made.yaml, "weft.yaml", rest);
  INFO(made.yaml);
  CHECK(read.complaints.empty());
  const auto& avi = read.values.avi;
  CHECK_FALSE(avi.announce);
  CHECK(read.values.log.level == log_settings::severity::error);
  CHECK(avi.resync == std::chrono::hours{1});
  CHECK(avi.delete_config);
  CHECK_FALSE(avi.static_routes);
  CHECK(avi.hashed_names);
  CHECK(avi.layer7_only);
  CHECK(avi.namespaces == avi::chosen_by{"team", "a"});
  CHECK(avi.blocked_namespaces == remarks{"kube-system", "other"});
  CHECK(avi.families == avi::family_policy::both);
  CHECK(avi.node_networks
        == std::vector<avi::node_network>{{"my nodes", {}, {"10.1.0.0/24", "10.2.0.0/24"}},
                                          {{}, "n-2", {}}});
  CHECK(avi.vip_networks
        == std::vector<avi::vip_network>{{"front: \"end\"", {}, "10.3.0.0/24", "fd00::/64"},
                                         {{}, "u-1", {}, {}}});
  CHECK(avi.advertise);
  CHECK(avi.bgp_peer_labels == remarks{"a", "b"});
  CHECK(avi.tier1 == "/infra/tier-1s/t1");
  CHECK(avi.mode == avi::service_mode::node_port);
  CHECK_FALSE(avi.default_balancer);
  CHECK(avi.fqdn == avi::fqdn_style::flat);
  CHECK(avi.default_domain == "x.org");
  CHECK(avi.addresses == remarks{"avi.example.com:8443"});
  CHECK(avi.cloud == "My Cloud");
  CHECK(avi.tenant == "t");
  CHECK(avi.vrf == "blue");
  CHECK(avi.nodes == avi::chosen_by{"role", "worker"});
}

TEST_CASE("the old operator's ConfigMap and its environment are understood as well", "[settings]") {
  const auto map
    = avi_translated("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: avi-k8s-config}\ndata:\n"
                     "  controllerIP: 10.10.20.43\n  clusterName: S1-AZ1\n"
                     "  vipNetworkList: '[{\"networkName\":\"n\",\"cidr\":\"10.1.0.0/24\"}]'\n");
  CHECK(map.yaml
        == "avi:\n  enabled: true\n  addresses: [10.10.20.43]\n  cluster_name: S1-AZ1\n"
           "  vip_networks: [n=10.1.0.0/24]\n");
  CHECK(map.remarks.size() == 2); // an account and its password stood in a Secret
  const auto variables = avi_translated("PATH=/bin\nCTRL_IPADDRESS=10.10.20.43\nCLUSTER_NAME=S1\n"
                                        "VIP_NETWORK_LIST=[{\"networkName\": \"n\"}]\n"
                                        "CTRL_USERNAME=admin\nCTRL_PASSWORD=pass=word\n");
  CHECK(variables.yaml
        == "avi:\n  enabled: true\n  addresses: [10.10.20.43]\n  user: admin\n"
           "  cluster_name: S1\n  vip_networks: [n]\n");
  CHECK(variables.remarks.size() == 1);
}

TEST_CASE("what is unknown, unsupported or out of range is named, and the rest is taken over",
          "[settings]") {
  const auto made = avi_translated(std::string{old_values}
                                   + "L7Settings: {shardVSize: LARGE}\nfeatureGates: {GatewayAPI: "
                                     "true}\n");
  CHECK(made.remarks
        == remarks{"L7Settings.shardVSize is unknown and does not count; did you mean shardVSSize?",
                   "featureGates.GatewayAPI is not supported, and changes nothing",
                   "avicredentials.password is not written here; put it into a file that "
                   "avi.password_file names, or CTRL_PASSWORD"});
  CHECK(read_back(made).complaints.empty());
  const auto off
    = avi_translated("AKOSettings: {clusterName: c, fullSyncFrequency: 0}\nControllerSettings: "
                     "{controllerHost: a/b}\navicredentials: {username: u, password: swordfish}\n");
  CHECK(off.yaml == "avi:\n  enabled: true\n  user: u\n  cluster_name: c\n");
  REQUIRE(off.remarks.size() == 4);
  CHECK(off.remarks[0].starts_with("avi.addresses cannot be \"a/b\" and stays empty; allowed: "));
  CHECK(off.remarks[1].starts_with("avi.resync cannot be \"0"));
  CHECK(off.remarks[3].starts_with("avi.addresses: must be set"));
  for (const auto& one : off.remarks)
    CHECK(one.find("swordfish") == one.npos);
}

TEST_CASE("a name that a list of ours would divide is told of", "[settings]") {
  const auto made
    = avi_translated("AKOSettings: {clusterName: c}\nNetworkSettings: "
                     "{vipNetworkList: [{networkName: 'a,b'}]}\nControllerSettings: "
                     "{controllerHost: h}\navicredentials: {username: u, password: p}\n");
  REQUIRE(made.remarks.size() == 2);
  CHECK(made.remarks.back().starts_with("a name of a network"));
}

TEST_CASE("what is no configuration of theirs at all is refused", "[settings]") {
  for (const auto* text : {"[1, 2]", "nothing", "a: [", "--- {}\n--- {}\n"})
    CHECK_FALSE(config::translate_avi(text).has_value());
}

TEST_CASE("only what departs from the defaults is written, and no secret", "[settings]") {
  CHECK(config::write_yaml({}).empty());
  settings how;
  how.lease.enabled = false;
  how.avi.password.revealed = "swordfish";
  how.aci.addresses = {"apic1", "10.0.0.1"};
  const auto text = config::write_yaml(how);
  CHECK(text == "lease:\n  enabled: false\naci:\n  addresses: [apic1, 10.0.0.1]\n");
  CHECK(config::read_text(text, "f").values.aci.addresses == how.aci.addresses);
}
