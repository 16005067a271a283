#include "tests/simulation/balancer_scene.hpp"

#include <algorithm>

/// Routes among other writers, failures and restarts. @see avi.md 16
using namespace weft;
using namespace weft::simulation;

namespace {

json::value route_of_others(const std::string& id, const std::string& network,
                            const std::string& hop, const std::string& cluster = {}) {
  auto out = json::value::of(
    {{"route_id", id},
     {"prefix", json::value::of({{"ip_addr", json::value::of({{"addr", network}, {"type", "V4"}})},
                                 {"mask", 24}})},
     {"next_hop", json::value::of({{"addr", hop}, {"type", "V4"}})}});
  if (!cluster.empty())
    out.set("labels",
            json::value::list({json::value::of({{"key", avi::label_key}, {"value", cluster}})}));
  return out;
}

avi::sim::core::change with_route(json::value one) {
  return [one = std::move(one)](json::value& vrf) { vrf["static_routes"].push_back(one); };
}

avi::sim::disturbance of_vrf(avi::sim::disturbance::way how, std::size_t times = 1,
                             int status = 503) {
  avi::sim::disturbance out;
  out.how = how;
  out.method = "PUT";
  out.part = "/api/vrfcontext/";
  out.times = times;
  out.status = status;
  return out;
}

/// A weft whose Node n1 has its route.
void open_with_node(balancer_scene& here) {
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  REQUIRE(here.sees([&] { return here.routes(here.shape.balancer.cluster_name).size() == 1; }));
  here.run_for(5s);
  here.count_anew();
}

} // namespace

TEST_CASE("avi A18: two clusters whose names begin alike share a VRF, and each writes its own",
          "[avi]") {
  auto shape = at_balancer();
  shape.balancer.cluster_name = "site1";
  balancer_scene here{shape};
  here.balancer.add_user({avi::sim::demo_user, avi::sim::demo_password, "site1"});
  here.admin_edits("vrfcontext", avi::sim::demo_vrf,
                   with_route(route_of_others("site1-b-1", "10.9.0.0", "10.1.9.9", "site1-b")));
  const auto theirs = here.foreign_routes();
  open_with_node(here);
  CHECK(here.routes("site1") == texts{"10.244.0.0/24 10.1.1.2"});
  here.restart();
  here.run_for(45min);
  here.erase(node_path("n1"));
  CHECK(here.sees([&] { return here.routes("site1").empty(); }));
  CHECK(here.foreign_routes() == theirs);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A19: a change by somebody else between our read and our write stands, as does ours",
          "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.balancer.before_next_put("vrfcontext", avi::sim::demo_vrf,
                                with_route(route_of_others("2", "10.77.0.0", "10.1.9.9")));
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }));
  CHECK(here.foreign_routes().size() == 2);
  CHECK(here.balancer.seen().stale == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A20: a write that fails twice is made within the back-off, and once", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.trouble(of_vrf(avi::sim::disturbance::way::say, 2, 500));
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }));
  here.run_for(5min);
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A21: a write whose answer is lost is not made twice", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.trouble(of_vrf(avi::sim::disturbance::way::reset_after));
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }));
  here.run_for(45min);
  CHECK(here.routes().size() == 2);
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A22: a restart with nothing changed writes nothing", "[avi]") {
  balancer_scene here;
  here.open();
  for (int number = 0; number < 30; ++number)
    add_node(here, "n" + std::to_string(number), {"10.1.1." + std::to_string(number + 2)},
             {"10.244." + std::to_string(number) + ".0/24"});
  REQUIRE(here.sees([&] { return here.routes().size() == 30; }));
  here.run_for(10s);
  here.count_anew();
  const auto version = here.api->core().version();
  here.restart();
  here.run_for(2h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.api->core().version() == version);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A23: a route that somebody has removed is back after the next comparison", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.admin_edits("vrfcontext", avi::sim::demo_vrf, [](json::value& vrf) {
    auto& all = *vrf["static_routes"].as_array();
    std::erase_if(all, [](const json::value& one) { return one.find("labels") != nullptr; });
  });
  REQUIRE(here.routes().empty());
  CHECK(here.sees([&] { return here.routes() == texts{"10.244.0.0/24 10.1.1.2"}; }, 35min));
  CHECK(here.sees([&] { return here.events("n1", "DriftRepaired") == 1; }));
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE(
  "avi A25: of two Nodes with one network the first has the route, and the other when it has "
  "gone",
  "[avi]") {
  balancer_scene here;
  open_with_node(here);
  add_node(here, "a0", {"10.1.1.9"}, {"10.244.0.0/24", "10.250.0.0/24"});
  CHECK(here.sees([&] {
    return here.routes() == texts{"10.244.0.0/24 10.1.1.2", "10.250.0.0/24 10.1.1.9"};
  }));
  CHECK(here.sees([&] { return here.events("a0", avi::reason::pod_cidr_conflict) == 1; }));
  here.run_for(1min);
  CHECK(here.vrf_writes() == 1);
  here.erase(node_path("n1"));
  CHECK(here.sees([&] {
    return here.routes() == texts{"10.244.0.0/24 10.1.1.9", "10.250.0.0/24 10.1.1.9"};
  }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A26: five hundred Nodes that come as fast as they can take few writes", "[avi]") {
  balancer_scene here;
  here.open();
  const auto began = here.now();
  for (int number = 0; number < 500; ++number) {
    const auto high = std::to_string(number / 250);
    const auto low = std::to_string(number % 250);
    add_node(here, "n" + std::to_string(number), {"10.1." + high + "." + low},
             {"10." + std::to_string(100 + number / 250) + "." + low + ".0/24"});
    here.run_for(4ms);
  }
  REQUIRE(here.sees([&] { return here.routes().size() == 500; }));
  const auto seconds = std::chrono::duration<double>(here.now() - began).count();
  here.run_for(1min);
  CHECK(here.routes().size() == 500);
  CHECK(static_cast<double>(here.vrf_writes()) <= 10 * seconds);
  CHECK(here.vrf_writes() <= 10);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A28: a VRF that is made anew is found, and gets its routes", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.admin_edits("network", avi::sim::demo_network, [](json::value& body) {
    body.set("vrf_context_ref", "/api/vrfcontext?name=global");
  });
  here.admin_removes("vrfcontext", avi::sim::demo_vrf);
  REQUIRE_FALSE(
    here.balancer
      .make("vrfcontext", json::value::of({{"name", avi::sim::demo_vrf}}), here.balancer_time())
      .empty());
  here.admin_edits("network", avi::sim::demo_network, [](json::value& body) {
    body.set("vrf_context_ref", "/api/vrfcontext?name=VRF_AZ1");
  });
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 1min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A30: what nobody of us knows in a VRF survives a write", "[avi]") {
  balancer_scene here;
  here.admin_edits("vrfcontext", avi::sim::demo_vrf, [](json::value& vrf) {
    vrf.set("bgp_profile", json::value::of({{"local_as", 65000}, {"peers", json::array{}}}));
    vrf.set("of_tomorrow", json::value::of({{"deep", json::value::list({1, nullptr, "x"})}}));
  });
  auto before = here.object("vrfcontext", avi::sim::demo_vrf);
  open_with_node(here);
  auto after = here.object("vrfcontext", avi::sim::demo_vrf);
  before.erase("static_routes");
  after.erase("static_routes");
  CHECK(before == after);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A48: what is refused during an upgrade is written after it", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.balancer.settings.upgrading = true;
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  here.run_for(2min);
  CHECK(here.routes().size() == 1);
  CHECK(here.requests("PUT").size() <= 3);
  here.balancer.settings.upgrading = false;
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 90s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A47: a controller that fails over for a while is caught up with", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.balancer.fail_over(20s, here.balancer_time());
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  here.run_for(19s);
  CHECK(here.routes().size() == 1);
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 1min));
  here.run_for(45min);
  CHECK(here.routes().size() == 2);
  CHECK(here.vrf_writes() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A46: a session that ends costs one log-in, and the write is made", "[avi]") {
  const int status = GENERATE(401, 419);
  balancer_scene here;
  open_with_node(here);
  const auto before = here.balancer.seen().logins;
  here.balancer.end_sessions(status);
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 3s));
  CHECK(here.balancer.seen().logins == before + 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 2.3: credentials that are refused are asked of seldom, and new ones tried at once",
          "[avi]") {
  balancer_scene here;
  open_with_node(here);
  here.balancer.change_password(avi::sim::demo_user, "another");
  here.balancer.end_sessions();
  add_node(here, "n2", {"10.1.1.3"}, {"10.244.1.0/24"});
  const auto before = here.balancer.seen().failed_logins;
  here.run_for(10min);
  CHECK(here.balancer.seen().failed_logins - before <= 30);
  CHECK(here.routes().size() == 1);
  here.newest().controller->change_credential({avi::sim::demo_user, "another", {}});
  CHECK(here.sees([&] { return here.routes().size() == 2; }, 40s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 2.15: told to stop, weft gives every session back", "[avi]") {
  balancer_scene here;
  open_with_node(here);
  REQUIRE(here.balancer.live_sessions() > 0);
  caf::anon_send_exit(here.newest().root, caf::exit_reason::user_shutdown);
  here.run_for(10s);
  CHECK(here.balancer.live_sessions() == 0);
  CHECK(here.blemishes() == texts{});
}
