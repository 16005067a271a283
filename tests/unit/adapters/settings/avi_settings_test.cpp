#include "adapters/settings/reader.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace weft;
using config::read_text;

namespace {

std::vector<std::string> avi_complaints(const std::string& yaml) {
  std::vector<std::string> lines;
  for (const auto& one : read_text(yaml, "f").complaints)
    lines.push_back(to_string(one));
  return lines;
}

const std::string least_of_avi = "avi: {enabled: true, addresses: [avi.example.com], user: u, "
                                 "password_file: p, cluster_name: S1-AZ1";

} // namespace

TEST_CASE("the variables of AVI's own operator that say the way are understood", "[settings]") {
  config::sources rest;
  rest.environment = {{"CTRL_IPADDRESS", "10.10.20.43"},   {"CTRL_USERNAME", "admin"},
                      {"CTRL_PASSWORD", "password01"},     {"CTRL_VERSION", "20.1.2"},
                      {"WEFT_AVI_CLUSTER_NAME", "S1-AZ1"}, {"WEFT_AVI_ENABLED", "true"}};
  const auto read = config::read(rest);
  CHECK(read.complaints.empty());
  CHECK(read.values.avi.addresses == std::vector<std::string>{"10.10.20.43"});
  CHECK(read.values.avi.user == "admin");
  CHECK(read.values.avi.password.revealed == "password01");
  CHECK(read.values.avi.controller_version == "20.1.2");
}

TEST_CASE("networks and labels of an AVI controller's section are read part by part",
          "[settings]") {
  const auto read = read_text(
    least_of_avi
      + ", vip_networks: [AVI FRONTEND=10.10.25.0/24+fd00::/64, 'uuid:net-1', x=fd01::/64]"
        ", node_networks: ['uuid:net-2=10.1.0.0/24+10.2.0.0/24', plain]"
        ", namespaces: team=a, cni_plugin: Calico}",
    "f");
  REQUIRE(read.complaints.empty());
  const auto& avi = read.values.avi;
  CHECK(avi.vip_networks
        == std::vector<avi::vip_network>{{"AVI FRONTEND", {}, "10.10.25.0/24", "fd00::/64"},
                                         {{}, "net-1", {}, {}},
                                         {"x", {}, {}, "fd01::/64"}});
  CHECK(avi.node_networks
        == std::vector<avi::node_network>{{{}, "net-2", {"10.1.0.0/24", "10.2.0.0/24"}},
                                          {"plain", {}, {}}});
  CHECK(avi.namespaces == avi::chosen_by{"team", "a"});
  CHECK(avi.cni_plugin == "calico");
}

TEST_CASE("what no AVI controller's setting can be is refused, with what is allowed",
          "[settings]") {
  const auto wrong = GENERATE(
    Catch::Generators::as<std::string>{}, "addresses: ['c/api']", "cluster_name: 'a b'",
    "controller_version: newest", "vip_networks: ['=10.0.0.0/8']", "vip_networks: ['n=10.0.0.0']",
    "vip_networks: ['n=10.0.0.0/8+10.1.0.0/16']", "node_networks: ['n=x']", "nodes: team",
    "families: v4", "mode: pods", "resync: 1s", "sessions: 9", "fqdn: flatt");
  const auto read = read_text("avi: {" + wrong + "}", "f");
  CAPTURE(wrong);
  REQUIRE(read.complaints.size() == 1);
  const auto line = to_string(read.complaints.front());
  CHECK(line.find("f:1: avi." + wrong.substr(0, wrong.find(':')) + ": must be ") == 0);
}

TEST_CASE("an enabled AVI controller needs an address, a name, an account and one credential",
          "[settings]") {
  CHECK(avi_complaints(least_of_avi + "}").empty());
  CHECK(avi_complaints("avi: {enabled: true}").size() == 4);
  CHECK(avi_complaints(least_of_avi + ", token_file: t}").size() == 1);
  CHECK(avi_complaints(least_of_avi + ", user_file: f}").size() == 1);
  CHECK(avi_complaints(least_of_avi + ", primary: false}").size() == 1);
  CHECK(avi_complaints(least_of_avi + ", bgp_peer_labels: [a]}").size() == 1);
  CHECK(avi_complaints(least_of_avi + ", ca_file: c, insecure_skip_tls_verify: true}").size() == 1);
}

TEST_CASE("the file is no place for the AVI controller's password or token", "[settings]") {
  for (const auto* word : {"password", "token"}) {
    const auto read = read_text("avi: {" + std::string{word} + ": swordfish}", "f");
    REQUIRE(read.complaints.size() == 1);
    CHECK(to_string(read.complaints.front()).find("swordfish") == std::string::npos);
  }
}
