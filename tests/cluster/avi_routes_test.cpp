#include "tests/cluster/balancer_site.hpp"

#include <catch2/catch.hpp>

/// Nodes of a real API server. @see avi.md 16
using weft::tests::balancer_site;
using route_texts = balancer_site::texts;

TEST_CASE("avi A1, A4, A8: a Node's network becomes a route, be it given late, and goes with it",
          "[balancer]") {
  balancer_site here;
  const auto foreign = here.routes(false);
  REQUIRE_FALSE(foreign.empty());
  here.start();
  here.add_node("n1", "10.1.1.2", "10.244.0.0/24");
  here.add_node("n2", "10.1.1.3", {});
  here.await("the first has its route",
             [&] { return here.routes() == route_texts{"10.244.0.0/24 10.1.1.2"}; });
  here.patch(balancer_site::node_path("n2"),
             R"({"spec":{"podCIDR":"10.244.1.0/24","podCIDRs":["10.244.1.0/24"]}})");
  here.await("the second has one as well", [&] {
    return here.routes() == route_texts{"10.244.0.0/24 10.1.1.2", "10.244.1.0/24 10.1.1.3"};
  });
  here.erase(balancer_site::node_path("n1"));
  here.await("the first's has gone",
             [&] { return here.routes() == route_texts{"10.244.1.0/24 10.1.1.3"}; });
  CHECK(here.routes(false) == foreign);
  CHECK(here.blemishes() == route_texts{});
}

TEST_CASE("avi A3, A5, A13: routes follow a Node that is replaced, readdressed or annotated",
          "[balancer]") {
  balancer_site here;
  here.start();
  here.add_node("n1", "10.1.1.2", "10.244.0.0/24");
  here.await("it has its route",
             [&] { return here.routes() == route_texts{"10.244.0.0/24 10.1.1.2"}; });
  here.erase(balancer_site::node_path("n1"));
  here.add_node("n1", "10.1.1.2", "10.245.0.0/24");
  here.await("it has that of its new network alone",
             [&] { return here.routes() == route_texts{"10.245.0.0/24 10.1.1.2"}; });
  here.patch(balancer_site::node_path("n1") + "/status",
             R"({"status":{"addresses":[{"type":"InternalIP","address":"10.1.1.9"}]}})");
  here.await("the next hop is its new address",
             [&] { return here.routes() == route_texts{"10.245.0.0/24 10.1.1.9"}; });
  const auto annotated = [&](const std::string& value) {
    here.patch(balancer_site::node_path("n1"),
               R"({"metadata":{"annotations":{"ako.vmware.com/pod-cidrs":)" + value + "}}}");
  };
  annotated(R"("192.168.1.0/24, 192.168.2.0/24 ,")");
  here.await("the annotation's networks count", [&] {
    return here.routes() == route_texts{"192.168.1.0/24 10.1.1.9", "192.168.2.0/24 10.1.1.9"};
  });
  annotated("null");
  here.await("without it the Node's do",
             [&] { return here.routes() == route_texts{"10.245.0.0/24 10.1.1.9"}; });
  CHECK(here.blemishes() == route_texts{});
}

TEST_CASE("avi A7: a Node that is cordoned or not ready keeps its route", "[balancer]") {
  balancer_site here;
  here.start();
  here.add_node("n1", "10.1.1.2", "10.244.0.0/24");
  here.await("it has its route",
             [&] { return here.routes() == route_texts{"10.244.0.0/24 10.1.1.2"}; });
  here.await_quiet();
  const auto before = here.writes();
  here.patch(balancer_site::node_path("n1"), R"({"spec":{"unschedulable":true}})");
  here.patch(balancer_site::node_path("n1") + "/status",
             R"({"status":{"conditions":[{"type":"Ready","status":"False","reason":"Gone"}]}})");
  here.add_node("n2", "10.1.1.3", "10.244.1.0/24"); // what comes after it is heard
  here.await("the next has its route", [&] { return here.routes().size() == 2; });
  here.await_quiet();
  CHECK(here.writes() == before + 1);
  CHECK(here.blemishes() == route_texts{});
}
