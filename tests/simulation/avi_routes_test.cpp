#include "tests/simulation/balancer_scene.hpp"

#include <algorithm>

/// What Nodes put into the VRF. @see avi.md 16
using namespace weft;
using namespace weft::simulation;

namespace {

/// Takes a Node away and makes another of its name, in one go or with time between.
void replace_node(balancer_scene& here, const std::string& name, const texts& addresses,
                  const texts& cidrs, span between) {
  here.erase(node_path(name));
  here.run_for(between);
  add_node(here, name, addresses, cidrs);
}

} // namespace

TEST_CASE("avi A1: a Node's network gets a route with our label, and the others' stays as it is",
          "[avi]") {
  balancer_scene here;
  const auto before = here.foreign_routes();
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  REQUIRE(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.2"}; }));
  here.run_for(45min);
  const auto all = here.routes_of();
  REQUIRE(all.size() == 1);
  const auto& one = all.front();
  CHECK(one.text_at({"route_id"}).starts_with("S1-AZ1-"));
  CHECK(one.text_at({"next_hop", "type"}) == "V4");
  CHECK(one.text_at({"prefix", "ip_addr", "type"}) == "V4");
  CHECK(here.foreign_routes() == before);
  CHECK(here.group_label() == "S1-AZ1");
  CHECK(here.vrf_writes() == 1);
  CHECK(here.writes("serviceenginegroup") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A2: three Nodes that are there at the start take one write", "[avi]") {
  balancer_scene here;
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  add_node(here, "n3", {"10.1.1.4"}, {"10.244.2.0/24"});
  here.start();
  REQUIRE(here.sees([&] { return here.routes().size() == 3; }, 20s));
  here.run_for(45min);
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A3: a Node that is replaced under its name has its new network, and the old one is "
          "gone",
          "[avi]") {
  const auto between = GENERATE(span{0s}, span{5s});
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 1; }));
  here.run_for(5s);
  here.count_anew();
  replace_node(here, "n1", {"10.1.1.2"}, {"10.245.0.0/24"}, between);
  REQUIRE(here.sees([&] { return here.routes() == texts{"10.245.0.0/24 10.1.1.2"}; }));
  here.run_for(5min);
  CHECK(here.routes() == texts{"10.245.0.0/24 10.1.1.2"});
  CHECK(here.vrf_writes() <= (between == span{0s} ? 1U : 2U));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A4: a Node that is deleted takes its routes along, and no other's", "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 2; }));
  const auto all = here.routes_of();
  const auto kept = std::ranges::find_if(all, [](const auto& one) {
    return one.text_at({"next_hop", "addr"}) == "10.1.1.3";
  });
  REQUIRE(kept != all.end());
  here.erase(node_path("n1"));
  REQUIRE(here.sees([&] { return here.routes().size() == 1; }));
  CHECK(here.routes_of().front() == *kept);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A5: a Node with another address has its next hop changed by one write", "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 1; }));
  here.run_for(5s);
  here.count_anew();
  readdress(here, "n1", {"10.1.1.77"});
  REQUIRE(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.77"}; }));
  here.run_for(5min);
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "avi A6 and A7: labels, conditions, heartbeats and a Node that is cordoned change nothing",
  "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 1; }));
  here.run_for(5s);
  here.count_anew();
  here.patch(node_path("n1"), R"({"metadata":{"labels":{"zone":"b"}}})");
  here.patch(node_path("n1"), R"({"spec":{"unschedulable":true}})");
  for (int beat = 0; beat < 10; ++beat) {
    here.patch(
      node_path("n1") + "/status",
      R"({"status":{"conditions":[{"type":"Ready","status":"Unknown","lastHeartbeatTime":")"
        + to_rfc3339(here.wall()) + R"("}]}})");
    here.run_for(10s);
  }
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.routes().size() == 1);
  CHECK(here.requests({}).empty());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A8: a Node without a network writes nothing, and gets its route with one", "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {});
  here.run_for(1min);
  CHECK(here.counted().all_writes() == 0);
  here.patch(node_path("n1"),
             R"({"spec":{"podCIDR":"10.244.0.0/24","podCIDRs":["10.244.0.0/24"]}})");
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.2"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A9: a Node that has lost all its addresses has no routes", "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 2; }));
  readdress(here, "n1", {});
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.1.0/24 10.1.1.3"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A10 and A11: each family has its route where the Node has an address of it",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2", "fd00::2"}, {"10.244.0.0/24", "fd00:244::/64"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24", "fd00:244:1::/64"});
  CHECK(here.sees([&] {
    return here.routes()
           == texts{"10.244.0.0/24 10.1.1.2", "10.244.1.0/24 10.1.1.3", "fd00:244::/64 fd00::2"};
  }));
  for (const auto& one : here.routes_of()) {
    const bool v6 = one.text_at({"prefix", "ip_addr", "addr"}).find(':') != std::string_view::npos;
    CHECK(one.text_at({"prefix", "ip_addr", "type"}) == (v6 ? "V6" : "V4"));
    CHECK(one.text_at({"next_hop", "type"}) == (v6 ? "V6" : "V4"));
  }
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A12 and A13: the annotation of a Node says its networks, and without it the Node "
          "does",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"},
           {{std::string{avi::annotation::pod_cidrs}, "192.168.1.0/24, 192.168.2.0/24 ,"}});
  REQUIRE(here.sees([&] {
    return here.routes() == texts{"192.168.1.0/24 10.1.1.2", "192.168.2.0/24 10.1.1.2"};
  }));
  here.run_for(5s);
  here.count_anew();
  annotate(here, node_path("n1"), avi::annotation::pod_cidrs, "192.168.1.0/24,192.168.3.0/24");
  REQUIRE(here.sees([&] {
    return here.routes() == texts{"192.168.1.0/24 10.1.1.2", "192.168.3.0/24 10.1.1.2"};
  }));
  CHECK(here.vrf_writes() == 1);
  annotate(here, node_path("n1"), avi::annotation::pod_cidrs, nullptr);
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.2"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi: a Service Engine Group that takes no label holds up no Node", "[avi]") {
  balancer_scene here;
  here.trouble({.method = "PUT",
                .part = "/serviceenginegroup/",
                .status = 400,
                .text = "labels are not allowed here",
                .times = 0});
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.2"}; }, 30s));
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 30s));
  here.balancer.relent();
  CHECK(here.sees([&] { return here.group_label() == "S1-AZ1"; }, 1h));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A14: a Node whose annotation holds a bad entry has no routes, and an Event says why",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 2; }));
  annotate(here, node_path("n1"), avi::annotation::pod_cidrs, "192.168.1.0/24,a/b/c");
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.1.0/24 10.1.1.3"}; }));
  CHECK(here.sees([&] { return here.events("n1", avi::reason::bad_pod_cidr) == 1; }));
  CHECK(here.blemishes() == texts{});
}
