#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>

/// What a Deployment, its Pods and its Services put into the fabric.
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr auto web_a = "10.244.1.5/32";

} // namespace

TEST_CASE("aci row 1: a Deployment gets its EEPG, with a name and our mark and nothing else",
          "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "web", order_for("E"));
  REQUIRE(here.sees([&] { return here.has(eepg_dn("E")); }));
  here.run_for(15min);
  const auto done = here.commits();
  REQUIRE(done.size() == 1);
  REQUIRE(done.front().edits.size() == 1);
  const auto& made = done.front().edits.front();
  CHECK(made.dn == eepg_dn("E"));
  CHECK(made.attributes
        == std::map<std::string, std::string>{{"annotation", std::string{marker}}, {"name", "E"}});
  CHECK(here.counted().writes() == 1);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 2: an EEPG that an administrator has made stays as it is to the letter",
          "[aci]") {
  fabric_scene here;
  here.admin_sets(eepg_dn("E"), {{"descr", "of the administrator"}, {"prio", "level1"}});
  here.admin_sets(eepg_dn("E") + "/rsprov-web", {});
  here.run_for(5s);
  const auto before = here.attributes(eepg_dn("E"));
  here.open();
  deploy(here, "web", order_for("E"));
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  REQUIRE(here.sees([&] { return here.holds("E", web_a); }));
  undeploy(here, "web");
  REQUIRE(here.sees([&] { return !here.holds("E", web_a); }));
  here.run_for(15min);
  CHECK(here.attributes(eepg_dn("E")) == before);
  CHECK(here.has(eepg_dn("E") + "/rsprov-web"));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 3: a Pod's address is there with scope, mark and the Pod's name", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  REQUIRE(here.sees([&] { return here.holds("E", web_a); }, 3s));
  here.run_for(15min);
  CHECK(here.subnets("E") == texts{subnet_line(web_a, "ns1::web-a")});
  const auto done = here.commits();
  REQUIRE(done.size() == 1);
  REQUIRE(done.front().edits.size() == 1);
  CHECK(done.front().edits.front().attributes
        == std::map<std::string, std::string>{
          {"annotation", std::string{marker}}, {"ip", web_a}, {"name", "ns1::web-a"}});
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 4: a Pod with addresses of both families gets a /32 and a canonical /128",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {"10.244.1.5", "2001:DB8:0::1"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 2; }));
  here.run_for(15min);
  CHECK(here.subnets("E")
        == texts{subnet_line(web_a, "ns1::web-a"), subnet_line("2001:db8::1/128", "ns1::web-a")});
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 5: a Pod without an address causes no request, and is published when it has one",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {});
  here.run_for(30s);
  CHECK(here.counted() == fabric_scene::tally{});
  move_pod(here, "web-a", {"10.244.1.5"});
  CHECK(here.sees([&] { return here.holds("E", web_a); }, 3s));
  CHECK(here.counted().posts == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 6: a Pod that is deleted takes its prefix along, and no other", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  run_pod(here, "web", "web-b", {"10.244.1.6"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 2; }));
  const auto other = here.attributes(subnet_dn("E", "10.244.1.6/32"));
  here.count_anew();
  here.erase(world::path_of("Pod", "web-a"));
  REQUIRE(here.sees([&] { return !here.holds("E", web_a); }, 3s));
  here.run_for(15min);
  CHECK(here.prefixes("E") == texts{"10.244.1.6/32"});
  CHECK(here.attributes(subnet_dn("E", "10.244.1.6/32")) == other);
  CHECK(here.counted().writes() == 1);
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 9: a Service for the Pods puts its load balancer's address there", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  serve(here, "front", "web", {});
  here.run_for(5s);
  here.count_anew();
  balance(here, "front", {"172.27.111.253"});
  REQUIRE(here.sees([&] { return here.holds("E", "172.27.111.253/32"); }, 3s));
  here.run_for(15min);
  CHECK(here.subnets("E")
        == texts{subnet_line(web_a, "ns1::web-a"), subnet_line("172.27.111.253/32", "ns1::front")});
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 10: a Service that is older than the Deployment is published with it", "[aci]") {
  fabric_scene here;
  here.open();
  serve(here, "front", "web", {"172.27.111.253"});
  here.run_for(1min);
  CHECK(here.counted().writes() == 0);
  deploy(here, "web", order_for("E"));
  CHECK(here.sees([&] { return here.holds("E", "172.27.111.253/32"); }, 3s));
  CHECK(here.subnets("E") == texts{subnet_line("172.27.111.253/32", "ns1::front")});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 10: so is one that only the label of a running Pod makes its own", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  serve(here, "front", "blue", {"172.27.111.253"});
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  here.run_for(5s);
  REQUIRE(here.prefixes("E") == texts{web_a});
  here.patch(world::path_of("Pod", "web-a"), R"({"metadata":{"labels":{"app":"blue"}}})");
  CHECK(here.sees([&] { return here.holds("E", "172.27.111.253/32"); }, 3s));
  here.patch(world::path_of("Pod", "web-a"), R"({"metadata":{"labels":{"app":"web"}}})");
  CHECK(here.sees([&] { return here.prefixes("E") == texts{web_a}; }, 3s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 11: of a Service's addresses the lost one goes, and no request names the other",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  serve(here, "front", "web", {"172.27.111.1", "172.27.111.2"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 2; }));
  const auto kept = here.attributes(subnet_dn("E", "172.27.111.1/32"));
  here.count_anew();
  balance(here, "front", {"172.27.111.1"});
  REQUIRE(here.sees([&] { return !here.holds("E", "172.27.111.2/32"); }, 3s));
  here.run_for(5s);
  CHECK(here.attributes(subnet_dn("E", "172.27.111.1/32")) == kept);
  CHECK(here.mentions("172.27.111.1/") == 0);
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 12: a Service that is no load balancer any more takes all its prefixes along",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  serve(here, "front", "web", {"172.27.111.1", "2001:db8::7"});
  REQUIRE(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.patch(world::path_of("Service", "front"), R"({"spec":{"type":"ClusterIP"}})");
  CHECK(here.sees([&] { return here.prefixes("E") == texts{web_a}; }, 3s));
  here.run_for(15min);
  CHECK(here.prefixes("E") == texts{web_a});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 13: a load balancer with a host name and no address causes no request",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  serve(here, "front", "web", {});
  here.patch(world::path_of("Service", "front") + "/status",
             R"({"status":{"loadBalancer":{"ingress":[{"hostname":"lb.example.com"}]}}})");
  here.run_for(1min);
  CHECK(here.counted() == fabric_scene::tally{});
  CHECK(here.prefixes("E") == texts{});
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 17: an annotation that comes later publishes what runs already", "[aci]") {
  fabric_scene here;
  here.open();
  deploy(here, "web", "");
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  run_pod(here, "web", "web-b", {"10.244.1.6"});
  serve(here, "front", "web", {"172.27.111.1"});
  here.run_for(1min);
  CHECK(here.counted().writes() == 0);
  CHECK(here.counted().gets == 0);
  ask_for(here, "web", order_for("E"));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }, 3s));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }, 3s));
  CHECK(here.counted().writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 47: what no Deployment controls is ignored, and is no error", "[aci]") {
  fabric_scene here;
  here.open_with_web();
  const auto owned_by = [](const char* kind) {
    return json::value::of({{"apiVersion", "apps/v1"},
                            {"kind", kind},
                            {"name", "web-rs"},
                            {"uid", std::string{"uid-of-a-"} + kind},
                            {"controller", true}});
  };
  run_pod_of(here, {}, "bare", {"10.244.9.1"});
  run_pod_of(here, owned_by("StatefulSet"), "stateful", {"10.244.9.2"});
  run_pod_of(here, owned_by("DaemonSet"), "daemon", {"10.244.9.3"});
  run_pod_of(here, owned_by("Job"), "job", {"10.244.9.4"});
  run_pod_of(here, owned_by("Node"), "static", {"10.244.9.5"});
  run_pod_of(here, owned_by("ReplicaSet"), "namesake", {"10.244.9.6"}); // same name, another uid
  deploy(here, "lone", "");
  here.erase(world::path_of("Deployment", "lone"));
  run_pod(here, "lone", "lone-a", {"10.244.9.7"});
  here.run_for(1min);
  CHECK(here.counted() == fabric_scene::tally{});
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  CHECK(here.sees([&] { return here.prefixes("E") == texts{web_a}; }, 3s));
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 52: a Deployment may keep its Pods' addresses to itself", "[aci]") {
  fabric_scene here;
  here.open_with_web(R"(,"pods":false)");
  run_pod(here, "web", "web-a", {"10.244.1.5"});
  serve(here, "front", "web", {"172.27.111.1"});
  REQUIRE(here.sees([&] { return here.prefixes("E") == texts{"172.27.111.1/32"}; }, 3s));
  here.run_for(1min);
  CHECK(here.prefixes("E") == texts{"172.27.111.1/32"});
  ask_for(here, "web", order_for("E", R"(,"pods":true)"));
  CHECK(here.sees([&] { return here.prefixes("E") == texts{web_a, "172.27.111.1/32"}; }, 3s));
  ask_for(here, "web", order_for("E", R"(,"pods":false)"));
  CHECK(here.sees([&] { return here.prefixes("E") == texts{"172.27.111.1/32"}; }, 3s));
  CHECK(here.stands("web") == "True");
  CHECK(here.blemishes() == texts{});
}
