#include "protocol/avi/wire/reference.hpp"
#include "tests/simulation/balancer_scene.hpp"

#include <algorithm>

/// What Services of type LoadBalancer put into a controller. @see avi.md 16
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr auto shop_web = "S1-AZ1--shop-web";
constexpr auto shop_pool = "S1-AZ1--shop-web-TCP-80";

/// "10.244.0.5:8080" of each member, with "!" where it is not enabled.
texts pool_members(const balancer_scene& here, const std::string& pool) {
  texts out;
  const auto held = here.object("pool", pool);
  const auto* all = held.find("servers");
  for (const auto& one : all && all->as_array() ? *all->as_array() : json::array{}) {
    const auto* enabled = one.find("enabled");
    out.push_back(std::string{one.text_at({"ip", "addr"})} + ":"
                  + std::to_string(one.int_at({"port"}, 0))
                  + (enabled && enabled->as_bool() && !*enabled->as_bool() ? "!" : ""));
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The name behind a reference.
std::string name_behind(const balancer_scene& here, const json::value& from,
                        std::string_view member) {
  const auto read = avi::wire::read_reference(from.text_at({member}));
  const auto held = read ? here.balancer.objects().find(read->type, read->uuid) : nullptr;
  return held ? held->name : "";
}

/// "created pool S1-AZ1--…" of each change by weft, in their order.
texts balancer_changes(const balancer_scene& here) {
  texts out;
  using kind = avi::sim::transaction_entry::kind;
  for (const auto& one : here.balancer.transactions())
    if (one.who == avi::sim::demo_user && one.type != "vrfcontext"
        && one.type != "serviceenginegroup")
      out.push_back((one.what == kind::created    ? "created "
                     : one.what == kind::modified ? "modified "
                                                  : "deleted ")
                    + one.type + " " + one.name);
  return out;
}

/// A weft with the Service shop/web at port 80 and two Pods behind it.
void open_with_web_service(balancer_scene& here) {
  here.open();
  add_slice(here, "web", "", 8080, {"10.244.0.5", "10.244.0.6"});
  add_service(here, "web", {"TCP/80"});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(5s);
}

std::size_t owned_objects(const balancer_scene& here) {
  std::size_t out = 0;
  for (const auto* of : {"vsvip", "pool", "l4policyset", "virtualservice"})
    out += here.made(of).size();
  return out;
}

} // namespace

TEST_CASE("avi A31: a Service gets VsVip, pool, policy and VirtualService, in that order",
          "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  CHECK(balancer_changes(here)
        == texts{"created vsvip S1-AZ1--shop-web", "created pool S1-AZ1--shop-web-TCP-80",
                 "created l4policyset S1-AZ1--shop-web",
                 "created virtualservice S1-AZ1--shop-web"});
  CHECK(pool_members(here, shop_pool) == texts{"10.244.0.5:8080", "10.244.0.6:8080"});
  const auto service = here.object("virtualservice", shop_web);
  CHECK(name_behind(here, service, "network_profile_ref") == "System-TCP-Proxy");
  CHECK(name_behind(here, service, "vsvip_ref") == shop_web);
  CHECK(service.text_at({"created_by"}) == "ako-S1-AZ1");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A32: with a basic licence TCP takes the fast path", "[avi]") {
  balancer_scene here;
  here.balancer.settings.license_tier = "BASIC";
  open_with_web_service(here);
  CHECK(name_behind(here, here.object("virtualservice", shop_web), "network_profile_ref")
        == "System-TCP-Fast-Path");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A33: each port has its pool and its rule", "[avi]") {
  balancer_scene here;
  here.open();
  add_slice(here, "web", "a", 8080, {"10.244.0.5", "10.244.0.6", "10.244.0.7"});
  add_slice(here, "web", "b", 8081, {"10.244.0.5", "10.244.0.6"});
  add_slice(here, "web", "c", 8082, {"10.244.0.5"});
  add_service(here, "web", {"TCP/8080/a", "TCP/8081/b", "TCP/8082/c"});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(pool_members(here, "S1-AZ1--shop-web-TCP-8080").size() == 3);
  CHECK(pool_members(here, "S1-AZ1--shop-web-TCP-8081").size() == 2);
  CHECK(pool_members(here, "S1-AZ1--shop-web-TCP-8082").size() == 1);
  const auto policy = here.object("l4policyset", shop_web);
  const auto* rules = policy.find_path({"l4_connection_policy", "rules"});
  REQUIRE((rules && rules->as_array()));
  CHECK(rules->as_array()->size() == 3);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A34: TCP and UDP at one port are two pools, and UDP has a profile of its own",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_service(here, "web", {"TCP/8080/t", "UDP/8080/u"});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.made("pool") == texts{"S1-AZ1--shop-web-TCP-8080", "S1-AZ1--shop-web-UDP-8080"});
  const auto service = here.object("virtualservice", shop_web);
  const auto& ports = *service.find("services")->as_array();
  REQUIRE(ports.size() == 2);
  CHECK(name_behind(here, ports.back(), "override_network_profile_ref") == "System-UDP-Fast-Path");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A35: a Pod that is not ready is switched off in its pool, and nothing else written",
          "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.count_anew();
  add_slice(here, "web", "", 8080, {"10.244.0.5", "10.244.0.6!"});
  REQUIRE(here.sees([&] {
    return pool_members(here, shop_pool) == texts{"10.244.0.5:8080", "10.244.0.6:8080!"};
  }));
  here.run_for(1min);
  CHECK(here.counted().writes == std::map<std::string, std::size_t>{{"pool", 1}});
  CHECK(here.requests("GET").empty());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A36: a Service is told its address, its name and whose it is, once", "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  const auto service = here.find(service_path("web"));
  const auto* entries = service.find_path({"status", "loadBalancer", "ingress"});
  REQUIRE((entries && entries->as_array() && entries->as_array()->size() == 1));
  const auto vsvip = here.object("vsvip", shop_web);
  CHECK(entries->as_array()->front().text_at({"ip"})
        == vsvip.find("vip")->as_array()->front().text_at({"ip_address", "addr"}));
  CHECK(entries->as_array()->front().text_at({"hostname"}) == "web.shop.avi.iberia.local");
  const auto told = [&](std::string_view name) {
    return text_at(service, {"metadata", "annotations", std::string{name}});
  };
  CHECK(told(avi::annotation::hosts_shown)
        == R"({"web.shop.avi.iberia.local":")"
             + text_at(here.object("virtualservice", shop_web), {"uuid"}) + R"("})");
  CHECK_FALSE(told(avi::annotation::controller_shown).empty());
  CHECK(told(avi::annotation::tenant_shown) == "admin");
  CHECK(here.events("web", "Synced") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A40: a Service that is no balancer any more is told so, and others' words stay",
          "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.patch(service_path("web") + "/status",
             R"({"status":{"conditions":[{"type":"Theirs","status":"True"}]}})");
  here.patch(service_path("web"), R"({"spec":{"type":"ClusterIP"}})");
  CHECK(here.sees([&] { return here.stands("web").empty(); }));
  here.run_for(5s);
  const auto service = here.find(service_path("web"));
  for (const auto name : {avi::annotation::hosts_shown, avi::annotation::controller_shown,
                          avi::annotation::tenant_shown})
    CHECK(text_at(service, {"metadata", "annotations", std::string{name}}).empty());
  const auto* conditions = service.find_path({"status", "conditions"});
  REQUIRE(conditions);
  CHECK(conditions->as_array()->size() == 1);
  CHECK(here.events("web", "Removed") == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A37: the name in the DNS is dotted, flat or none", "[avi]") {
  auto shape = at_balancer();
  shape.balancer.fqdn
    = GENERATE(avi::fqdn_style::dotted, avi::fqdn_style::flat, avi::fqdn_style::none);
  balancer_scene here{shape};
  open_with_web_service(here);
  const auto vsvip = here.object("vsvip", shop_web);
  const auto* names = vsvip.find("dns_info");
  if (shape.balancer.fqdn == avi::fqdn_style::none) {
    CHECK((!names || names->as_array()->empty()));
  } else {
    REQUIRE((names && names->as_array() && names->as_array()->size() == 1));
    CHECK(names->as_array()->front().text_at({"fqdn"})
          == (shape.balancer.fqdn == avi::fqdn_style::flat ? "web-shop.avi.iberia.local"
                                                           : "web.shop.avi.iberia.local"));
  }
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A38: a requested address is asked for, and given", "[avi]") {
  balancer_scene here;
  here.open();
  add_service(here, "web", {"TCP/80"}, {{"loadBalancerIP", "10.10.25.50"}});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  const auto vsvip = here.object("vsvip", shop_web);
  const auto& vip = vsvip.find("vip")->as_array()->front();
  CHECK(vip.text_at({"ip_address", "addr"}) == "10.10.25.50");
  CHECK(*vip.find("auto_allocate_ip")->as_bool());
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A39: an address in use is refused, asked for seldom, and had once it is free",
          "[avi]") {
  balancer_scene here;
  const auto uuid = here.balancer.make(
    "vsvip",
    json::value::of(
      {{"name", "theirs"},
       {"vip",
        json::value::list({json::value::of(
          {{"vip_id", "0"},
           {"auto_allocate_ip", true},
           {"ip_address", json::value::of({{"addr", "10.10.25.50"}, {"type", "V4"}})},
           {"ipam_network_subnet",
            json::value::of({{"network_ref", "/api/network?name=AVI_FRONTEND_3025"}})}})})}}),
    here.balancer_time());
  REQUIRE_FALSE(uuid.empty());
  here.open();
  add_service(here, "web", {"TCP/80"}, {{"loadBalancerIP", "10.10.25.50"}});
  CHECK(here.sees([&] { return here.stands("web") == "False/ControllerRejected"; }, 30s));
  here.run_for(10min);
  CHECK(here.made("virtualservice").empty());
  CHECK(here.requests("POST", "/api/vsvip").size() <= 40);
  here.admin_removes("vsvip", "theirs");
  CHECK(here.sees([&] { return here.stands("web") == "True"; }, 2min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A40: a Service that is no balancer any more has nothing left, taken away in order",
          "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.patch(service_path("web"), R"({"spec":{"type":"ClusterIP"}})");
  CHECK(here.sees([&] { return owned_objects(here) == 0; }));
  const auto all = balancer_changes(here);
  REQUIRE(all.size() == 8);
  CHECK(texts{all.begin() + 4, all.end()}
        == texts{"deleted virtualservice S1-AZ1--shop-web", "deleted vsvip S1-AZ1--shop-web",
                 "deleted l4policyset S1-AZ1--shop-web", "deleted pool S1-AZ1--shop-web-TCP-80"});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A41: a Service of another class is not ours, and neither is one that comes to be so",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_service(here, "other", {"TCP/80"}, {{"loadBalancerClass", "example.com/lb"}});
  add_service(here, "web", {"TCP/80"});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.made("virtualservice") == texts{shop_web});
  here.erase(service_path("web"));
  add_service(here, "web", {"TCP/80"}, {{"loadBalancerClass", "example.com/lb"}});
  CHECK(here.sees([&] { return owned_objects(here) == 0; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A42: what a Service has left that was deleted while weft was down goes", "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.kill(here.newest());
  here.erase(service_path("web"));
  here.run_for(10min);
  here.start();
  CHECK(here.sees([&] { return owned_objects(here) == 0; }, 2min));
  here.run_for(45min);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A43: a VirtualService that is refused once is there after the next try", "[avi]") {
  balancer_scene here;
  here.open();
  avi::sim::disturbance no;
  no.method = "POST";
  no.part = "/api/virtualservice";
  no.status = 400;
  no.text = "something is wrong";
  here.trouble(no);
  add_service(here, "web", {"TCP/80"});
  CHECK(here.sees([&] { return here.stands("web") == "True"; }, 3min));
  CHECK(here.has("virtualservice", shop_web));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A44: a pool that is gone when it is written is made anew and attached", "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.admin_edits("l4policyset", shop_web,
                   [](json::value& body) { body.erase("l4_connection_policy"); });
  here.admin_removes("pool", shop_pool);
  add_slice(here, "web", "", 8080, {"10.244.0.9"});
  CHECK(here.sees([&] { return pool_members(here, shop_pool) == texts{"10.244.0.9:8080"}; }, 30s));
  CHECK(here.sees(
    [&] {
      const auto policy = here.object("l4policyset", shop_web);
      const auto* rules = policy.find_path({"l4_connection_policy", "rules"});
      return rules && rules->as_array() && rules->as_array()->size() == 1;
    },
    30s));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A45: what an old operator of this cluster has made under our names is taken over",
          "[avi]") {
  balancer_scene here;
  here.open(); // what it makes now no list has shown
  here.balancer.make("pool", json::value::of({{"name", shop_pool}, {"created_by", "ako-S1-AZ1"}}),
                     here.balancer_time());
  here.balancer.make(
    "vsvip",
    json::value::of(
      {{"name", shop_web},
       {"vip",
        json::value::list({json::value::of(
          {{"vip_id", "0"},
           {"auto_allocate_ip", true},
           {"ipam_network_subnet",
            json::value::of({{"network_ref", "/api/network?name=AVI_FRONTEND_3025"}})}})})}}),
    here.balancer_time());
  add_slice(here, "web", "", 8080, {"10.244.0.5"});
  add_service(here, "web", {"TCP/80"});
  CHECK(here.sees([&] { return here.stands("web") == "True"; }, 30s));
  CHECK(pool_members(here, shop_pool) == texts{"10.244.0.5:8080"});
  CHECK(here.made("pool").size() == 1);
  CHECK(here.made("vsvip").size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 5.2: what somebody else has under our name stays, and the Service says so",
          "[avi]") {
  balancer_scene here;
  here.open();
  here.balancer.make("pool", json::value::of({{"name", shop_pool}, {"created_by", "somebody"}}),
                     here.balancer_time());
  const auto before = here.object("pool", shop_pool);
  add_service(here, "web", {"TCP/80"});
  CHECK(here.sees([&] { return here.stands("web") == "False/NotOurs"; }, 30s));
  here.run_for(1h);
  CHECK(here.object("pool", shop_pool) == before);
  here.erase(service_path("web"));
  CHECK(here.sees([&] { return owned_objects(here) == 1; }, 1min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A46: a session that ends in the middle of a batch costs one log-in", "[avi]") {
  balancer_scene here;
  here.open();
  const auto before = here.balancer.seen().logins;
  add_service(here, "web", {"TCP/80"});
  REQUIRE(here.sees([&] { return here.made("vsvip").size() == 1; }));
  here.balancer.end_sessions(419);
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.balancer.seen().logins <= before + 2);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A47: while the controller fails over nothing is made twice", "[avi]") {
  balancer_scene here;
  here.open();
  for (int number = 0; number < 5; ++number)
    add_service(here, "web-" + std::to_string(number), {"TCP/80"});
  REQUIRE(here.sees([&] { return !here.made("pool").empty(); }));
  here.balancer.fail_over(20s, here.balancer_time());
  CHECK(here.sees([&] { return here.made("virtualservice").size() == 5; }, 2min));
  here.run_for(45min);
  CHECK(owned_objects(here) == 20);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A49: while Services cannot be listed nothing is removed", "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.kill(here.newest());
  for (const auto* verb : {"list", "watch"})
    here.api->core().deny({"", verb, "services", ""});
  here.count_anew();
  here.start();
  here.run_for(2h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(owned_objects(here) == 4);
  here.api->core().allow_again();
  here.run_for(30min);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A50: where nothing happens nothing is written, be it for hours", "[avi]") {
  balancer_scene here;
  for (int number = 0; number < 10; ++number)
    add_service(here, "web-" + std::to_string(number), {"TCP/80", "UDP/53/dns"});
  add_node(here, "n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  here.open();
  REQUIRE(here.sees([&] { return here.made("virtualservice").size() == 10; }, 1min));
  here.run_for(1min);
  here.count_anew();
  const auto version = here.api->core().version();
  here.run_for(4h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.api->core().version() == version);
  CHECK(here.counted().requests <= 400); // some twenty comparisons
  here.restart();
  here.run_for(1h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A53: two Services that share a VIP are one VirtualService with two pools", "[avi]") {
  balancer_scene here;
  here.open();
  const json::object share{{std::string{avi::annotation::shared_vip}, "both"}};
  add_service(here, "web", {"TCP/8080"}, {}, share);
  here.run_for(1s);
  add_service(here, "dns", {"UDP/8080"}, {}, share);
  CHECK(here.sees([&] { return here.made("pool").size() == 2 && here.stands("dns") == "True"; }));
  CHECK(here.made("virtualservice") == texts{"S1-AZ1--shop-both"});
  here.erase(service_path("web"));
  CHECK(here.sees([&] { return here.made("pool") == texts{"S1-AZ1--shop-dns-both-UDP-8080"}; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi A54: with Nodes for members a local Service has those with endpoints alone",
          "[avi]") {
  auto shape = at_balancer();
  shape.balancer.mode = avi::service_mode::node_port;
  balancer_scene here{shape};
  here.open();
  add_node(here, "n1", {"10.1.1.2"}, {});
  add_node(here, "n2", {"10.1.1.3"}, {});
  add_slice(here, "web", "", 8080, {"10.244.0.5"}); // on n1
  add_service(here, "web", {"TCP/80"}, {{"externalTrafficPolicy", "Local"}});
  here.patch(service_path("web"),
             R"({"spec":{"ports":[{"protocol":"TCP","port":80,"nodePort":30080}]}})");
  CHECK(here.sees([&] { return pool_members(here, shop_pool) == texts{"10.1.1.2:30080"}; }));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 5.2: of two VirtualServices with pools of one name the first has it, then the other",
          "[avi]") {
  balancer_scene here;
  here.apply(std::string_view{"{apiVersion: v1, kind: Namespace, metadata: {name: shop-web}}"});
  here.open();
  const json::object share{{std::string{avi::annotation::shared_vip}, "both"}};
  add_service(here, "web-x", {"TCP/80"}, {}, share);
  REQUIRE(here.sees([&] { return here.stands("web-x") == "True"; }));
  add_service(here, "x", {"TCP/80"}, {}, share, "shop-web");
  CHECK(here.sees([&] { return here.stands("x", "shop-web") == "False/NameConflict"; }));
  here.count_anew();
  here.run_for(2h);
  CHECK(here.counted().all_writes() == 0);
  CHECK(here.stands("web-x") == "True");
  here.erase(service_path("web-x"));
  CHECK(here.sees([&] { return here.stands("x", "shop-web") == "True"; }, 35min));
  CHECK(here.made("virtualservice") == texts{"S1-AZ1--shop-web-both"});
  here.erase(service_path("x", "shop-web"));
  CHECK(here.sees([&] { return owned_objects(here) == 0; }));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("avi 6: a Service that has lost its VirtualService for good is told no address",
          "[avi]") {
  balancer_scene here;
  here.open();
  add_service(here, "web", {"TCP/80"}, {{"loadBalancerIP", "10.10.25.50"}});
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  for (const auto* of : {"virtualservice", "vsvip"})
    here.admin_removes(of, shop_web);
  here.balancer.settings.reject = [](std::string_view type, const json::value&) {
    return std::string{type == "vsvip" ? "the address is somebody else's" : ""};
  };
  CHECK(here.sees([&] { return here.stands("web") == "False/ControllerRejected"; }, 35min));
  const auto service = here.find(service_path("web"));
  const auto* told = service.find_path({"status", "loadBalancer", "ingress"});
  CHECK((!told || !told->as_array() || told->as_array()->empty()));
  CHECK(here.books.violations == texts{});
}

TEST_CASE("avi 14: a VirtualService that somebody has changed is put right by the next comparison",
          "[avi]") {
  balancer_scene here;
  open_with_web_service(here);
  here.admin_edits("pool", shop_pool, [](json::value& body) {
    body.set("servers", json::array{});
    body.set("lb_algorithm", "LB_ALGORITHM_ROUND_ROBIN");
  });
  CHECK(here.sees([&] { return pool_members(here, shop_pool).size() == 2; }, 35min));
  CHECK(here.object("pool", shop_pool).text_at({"lb_algorithm"}) == "LB_ALGORITHM_ROUND_ROBIN");
  CHECK(here.sees([&] { return here.events("web", "DriftRepaired") == 1; }));
  CHECK(here.blemishes() == texts{});
}
