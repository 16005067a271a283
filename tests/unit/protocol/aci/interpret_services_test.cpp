#include "tests/unit/protocol/aci/cluster.hpp"

using namespace weft;
using namespace weft::aci;

TEST_CASE("the addresses of a LoadBalancer Service that selects the Pods are claimed", "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.service("lb", "web", {"172.16.0.1", "2001:DB8::A"}));
  CHECK(c.claims_of("web")
        == claim_lines{"172.16.0.1/32 Service/shop/lb", "2001:db8::a/128 Service/shop/lb"});
  CHECK(c.wish_of("web").claims.front().started == timestamp{});
}

TEST_CASE("a Service that is older than the Deployment is claimed once that is there", "[aci]") {
  cluster c;
  CHECK(c.put(c.service("lb", "web", {"172.16.0.1"})).empty());
  c.put(c.deployment("web"));
  CHECK(c.claims_of("web") == claim_lines{"172.16.0.1/32 Service/shop/lb"});
}

TEST_CASE("a Service may select by labels that only a Pod of the Deployment bears", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5", "10.244.1.6"});
  c.put(c.service("lb", "blue", {"172.16.0.1"}));
  CHECK(c.claims_of("web").size() == 2);
  auto blue = c.pod("web-1-1", "web-1", "blue", {"10.244.1.6"});
  c.put(blue);
  CHECK(c.claims_of("web").size() == 3);
}

TEST_CASE("a Service is claimed by template labels even while Pods are not published", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"}, with_pods("false"));
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  CHECK(c.claims_of("web") == claim_lines{"172.16.0.1/32 Service/shop/lb"});
  c.put(c.pod("web-1-0", "web-1", "blue", {"10.244.1.5"}));
  c.put(c.service("by-pod", "blue", {"172.16.0.2"}));
  CHECK(c.claims_of("web").size() == 2);
}

TEST_CASE("a Service that loses one of two addresses keeps the other", "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.service("lb", "web", {"172.16.0.1", "172.16.0.2"}));
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  CHECK(c.claims_of("web") == claim_lines{"172.16.0.1/32 Service/shop/lb"});
}

TEST_CASE("a Service that publishes nothing claims nothing", "[aci]") {
  cluster c;
  c.run("web", {});
  auto service = c.service("lb", "web", {"172.16.0.1"});
  SECTION("of another type") {
    service.find("spec")->set("type", GENERATE("ClusterIP", "NodePort", "ExternalName"));
  }
  SECTION("without an address") {
    service.set("status", json::object{});
  }
  SECTION("with a hostname alone") {
    const auto name = json::value::of({{"hostname", "lb.example.com"}});
    service.find_path({"status", "loadBalancer"})->set("ingress", json::value::list({name}));
  }
  SECTION("without a selector") {
    service.find("spec")->erase("selector");
  }
  SECTION("with an empty selector") {
    service.find("spec")->set("selector", json::object{});
  }
  SECTION("with another selector") {
    service.find("spec")->set("selector", c.labels_of("db"));
  }
  SECTION("with more in its selector than the labels have") {
    service.find_path({"spec", "selector"})->set("tier", "front");
  }
  SECTION("in another namespace") {
    c.set_meta(service, "namespace", "evil");
  }
  c.put(service);
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("a Service that serves two Deployments is claimed by both", "[aci]") {
  cluster c;
  c.run("web", {});
  c.run("web2", {}, to_f);
  c.put(c.pod("web2-1-0", "web2-1", "web", {}));
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  CHECK(c.claims_of("web").size() == 1);
  CHECK(c.claims_of("web2").size() == 1);
}
