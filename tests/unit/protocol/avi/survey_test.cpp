#include "protocol/avi/survey.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace weft::avi;
namespace json = weft::json;

namespace {

/// A controller as far as a survey can tell: answers by what a path begins with.
struct surveyed_site {
  surveyed_site() {
    how.cluster_name = "S1-AZ1";
    how.vip_networks = {{"FRONTEND", {}, "10.10.25.0/24", {}}};
    say("/api/cluster/runtime",
        R"({"cluster_state":{"state":"CLUSTER_UP_NO_HA"},"node_states":[]})");
    say("/api/cluster", R"({"uuid":"cluster-1"})");
    say("/api/systemconfiguration", R"({"default_license_tier":"BASIC"})");
    list("/api/tenant", R"([{"name":"admin","uuid":"admin"}])");
    list("/api/cloud", R"([{"name":"Default-Cloud","uuid":"cloud-1","vtype":"CLOUD_VCENTER",
         "ipam_provider_ref":"https://c/api/ipamdnsproviderprofile/ipam-1#avi-ipam"}])");
    say("/api/ipamdnsproviderprofile/", R"({"uuid":"ipam-1","type":"IPAMDNS_TYPE_INTERNAL",
        "internal_profile":{"usable_networks":[{"nw_ref":"/api/network/net-9"}]}})");
    list("/api/network", R"([{"name":"FRONTEND","uuid":"net-1",
         "vrf_context_ref":"https://c/api/vrfcontext/vrf-1#VRF_AZ1"}])");
    say("/api/network/net-9",
        R"({"uuid":"net-9","vrf_context_ref":"https://c/api/vrfcontext/vrf-9#VRF_9"})");
    list("/api/vrfcontext", R"([{"name":"global","uuid":"vrf-0"},{"name":"T1","uuid":"vrf-2",
         "attrs":[{"key":"tier1path","value":"/infra/tier-1s/x"}]}])");
    say("/api/ipamdnsproviderprofiledomainlist", R"({"domains":[".avi.internal"]})");
  }

  void say(const std::string& path, const std::string& body) {
    answers[path] = json::parse(body).value();
  }

  void list(const std::string& path, const std::string& objects) {
    auto all = json::parse(objects).value();
    const auto count = static_cast<std::uint64_t>(all.as_array()->size());
    answers[path] = json::value::of({{"count", count}, {"results", std::move(all)}});
  }

  /// The longest path that an answer is there for.
  wire::answered<json::value> answer_to(const wire::call& what) const {
    const auto path = what.target.substr(0, what.target.find('?'));
    for (auto i = answers.rbegin(); i != answers.rend(); ++i)
      if (path.starts_with(i->first) && (path == i->first || i->first.ends_with('/')))
        return i->second;
    return refusals.contains(path) ? refusals.at(path) : wire::judge(what, 404, "Not found");
  }

  site found() {
    survey all{how};
    asked.clear();
    while (all.next()) {
      asked.push_back(all.next()->target);
      REQUIRE(asked.size() < 20);
      const auto taken = all.take(answer_to(*all.next()));
      if (!taken) {
        trouble = to_string(taken.error().kind);
        return {};
      }
    }
    return all.finish("22.1.3", "ENTERPRISE");
  }

  settings how;
  std::map<std::string, json::value> answers;
  std::map<std::string, wire::refusal> refusals;
  std::vector<std::string> asked;
  std::string trouble;
};

} // namespace

TEST_CASE("a survey finds the VRF of the first VIP network, and what else there is to know",
          "[avi]") {
  surveyed_site here;
  const auto at = here.found();
  CHECK(at.trouble.empty());
  CHECK(at.cloud_type == "CLOUD_VCENTER");
  CHECK(at.vrf == "VRF_AZ1");
  CHECK(at.license == "BASIC");
  CHECK(at.cluster_uuid == "cluster-1");
  CHECK(at.api_version == "22.1.3");
  CHECK(at.domains == std::vector<std::string>{".avi.internal"});
  CHECK_FALSE(at.keeps_vip_part);
}

TEST_CASE("which VRF it is depends on cloud and settings", "[avi]") {
  surveyed_site here;
  SECTION("a configured one") {
    here.how.vrf = "MINE";
    CHECK(here.found().vrf == "MINE");
  }
  SECTION("by uuid of a network") {
    here.how.vip_networks.front().uuid = "net-9";
    CHECK(here.found().vrf == "VRF_9");
  }
  SECTION("without a VIP network that of the IPAM's") {
    here.how.vip_networks.clear();
    CHECK(here.found().vrf == "VRF_9");
  }
  SECTION("with Nodes for members") {
    here.how.mode = service_mode::node_port;
    CHECK(here.found().vrf == "global");
  }
  SECTION("of a T1 router") {
    here.how.tier1 = "/infra/tier-1s/x";
    CHECK(here.found().vrf == "T1");
    here.how.tier1 = "/infra/tier-1s/y";
    CHECK_FALSE(here.found().trouble.empty());
  }
  SECTION("in a public cloud") {
    here.list("/api/cloud", R"([{"name":"Default-Cloud","uuid":"c","vtype":"CLOUD_AWS"}])");
    CHECK(here.found().vrf == "global");
  }
  SECTION("of another tenant's in OpenStack") {
    here.list("/api/cloud", R"([{"name":"Default-Cloud","uuid":"c","vtype":"CLOUD_OPENSTACK"}])");
    here.list("/api/tenant", R"([{"name":"blue","uuid":"tenant-7"}])");
    here.how.tenant = "blue";
    CHECK(here.found().vrf == "blue-default");
  }
}

TEST_CASE("what is not as the settings have it is said, and nothing more asked", "[avi]") {
  surveyed_site here;
  SECTION("no such tenant") {
    here.list("/api/tenant", "[]");
    CHECK(here.found().trouble == "there is no tenant \"admin\"");
  }
  SECTION("no such cloud") {
    here.list("/api/cloud", R"([{"name":"Other","uuid":"c"}])");
    CHECK(here.found().trouble == "there is no cloud \"Default-Cloud\"");
  }
  SECTION("no IPAM") {
    here.list("/api/cloud", R"([{"name":"Default-Cloud","uuid":"c","vtype":"CLOUD_VCENTER"}])");
    CHECK(here.found().trouble.find("IPAM") != std::string::npos);
  }
  SECTION("no such network") {
    here.list("/api/network", "[]");
    CHECK(here.found().trouble == "there is no VIP network \"FRONTEND\"");
  }
  SECTION("a cluster that cannot be used") {
    here.say("/api/cluster/runtime",
             R"({"cluster_state":{"state":"CLUSTER_DOWN"},"node_states":[]})");
    CHECK(here.found().trouble.find("CLUSTER_DOWN") != std::string::npos);
    CHECK(here.asked.size() == 1);
  }
  SECTION("a cluster without a name") {
    here.how.cluster_name.clear();
    CHECK_FALSE(here.found().trouble.empty());
    CHECK(here.asked.empty());
  }
}

TEST_CASE("what is good to know and cannot be had is gone without", "[avi]") {
  surveyed_site here;
  for (const auto* path : {"/api/cluster", "/api/systemconfiguration",
                           "/api/ipamdnsproviderprofiledomainlist", "/api/cluster/runtime"})
    here.answers.erase(path);
  const auto at = here.found();
  CHECK(at.trouble.empty());
  CHECK(at.vrf == "VRF_AZ1");
  CHECK(at.license == "ENTERPRISE");
  CHECK(at.domains.empty());
}

TEST_CASE("a survey ends with the way it goes, and nothing counts as missing", "[avi]") {
  surveyed_site here;
  here.answers["/api/cloud"] = json::value::of({{"results", nullptr}});
  here.found();
  CHECK(here.trouble == "transient");
}

TEST_CASE("addresses that others give are noticed", "[avi]") {
  surveyed_site here;
  here.say("/api/ipamdnsproviderprofile/", R"({"uuid":"ipam-1","type":"IPAMDNS_TYPE_INFOBLOX"})");
  CHECK(here.found().keeps_vip_part);
}
