#include "protocol/avi/service_planner.hpp"
#include "tests/unit/protocol/avi/avi_stage.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

/// Service shop/web with TCP 80 and two ready endpoints.
struct avi_shop : avi_stage {
  avi_shop() {
    put(service("web", {"TCP/80"}));
    endpoints({"10.34.1.12", "10.34.1.13"});
  }

  void endpoints(const words& all) { put(slice("web-1", "web", "TCP/8080", all)); }

  std::string here() const { return service_target(how, "S1-AZ1--shop-web"); }
  json::value& thing(const std::string& of) { return controller.at(of, "S1-AZ1--shop-web"); }
  json::value& pool() { return controller.at("pool", "S1-AZ1--shop-web-TCP-80"); }
  verdict said() { return planned(here()).verdicts.at(service_owner("web")); }
  std::string word() { return word_on(here(), service_owner("web")); }

  /// What a settling has written, in its order.
  words written() {
    const auto before = controller.log.size();
    CHECK(settle() == words{});
    return {controller.log.begin() + static_cast<std::ptrdiff_t>(before), controller.log.end()};
  }

  static std::string name_in(const json::value& of, std::string_view member) {
    const auto text = of.text_at({member});
    return std::string{text.substr(text.find('#') + 1)};
  }

  void annotate_web(std::string_view name, std::string_view text) {
    auto document = service("web", {"TCP/80"});
    annotate(document, name, text);
    put(document);
  }
};

} // namespace

TEST_CASE("A31: VsVip, pool, policy and VirtualService are made in the order they refer", "[avi]") {
  avi_shop m;
  CHECK(m.written()
        == words{"POST vsvip/S1-AZ1--shop-web", "POST pool/S1-AZ1--shop-web-TCP-80",
                 "POST l4policyset/S1-AZ1--shop-web", "POST virtualservice/S1-AZ1--shop-web"});
  CHECK(m.pool().find("servers")->as_array()->size() == 2);
  CHECK(m.pool().text_at({"created_by"}) == "ako-S1-AZ1");
  const auto* rules = m.thing("l4policyset").find_path({"l4_connection_policy", "rules"});
  REQUIRE(rules);
  CHECK(rules->as_array()->size() == 1);
  CHECK(avi_shop::name_in(m.thing("virtualservice"), "network_profile_ref") == "System-TCP-Proxy");
  CHECK(m.thing("vsvip").find("created_by") == nullptr);
  CHECK(m.word() == "placed/");
}

TEST_CASE("A22, A50: what stands is not written again, after a restart either", "[avi]") {
  avi_shop m;
  m.written();
  m.parts.clear();
  CHECK(m.written().empty());
}

TEST_CASE("A32: without an enterprise licence TCP takes the fast path", "[avi]") {
  avi_shop m;
  m.known.license = "BASIC";
  m.written();
  CHECK(avi_shop::name_in(m.thing("virtualservice"), "network_profile_ref")
        == "System-TCP-Fast-Path");
}

TEST_CASE("A33: three ports make three pools and one policy of three rules", "[avi]") {
  avi_shop m;
  m.put(avi_cluster::service("web", {"TCP/8080/a", "TCP/8081/b", "TCP/8082/c"}));
  m.written();
  for (const auto* port : {"8080", "8081", "8082"})
    CHECK(m.controller.has("pool", std::string{"S1-AZ1--shop-web-TCP-"} + port));
  CHECK(m.thing("l4policyset").find_path({"l4_connection_policy", "rules"})->as_array()->size()
        == 3);
}

TEST_CASE("A34: TCP and UDP of one port are two listeners, the second with a profile of its own",
          "[avi]") {
  avi_shop m;
  m.put(avi_cluster::service("web", {"TCP/8080/a", "UDP/8080/b"}));
  m.written();
  CHECK(m.controller.has("pool", "S1-AZ1--shop-web-TCP-8080"));
  CHECK(m.controller.has("pool", "S1-AZ1--shop-web-UDP-8080"));
  const auto& services = *m.thing("virtualservice").find("services")->as_array();
  REQUIRE(services.size() == 2);
  CHECK(services[0].find("override_network_profile_ref") == nullptr);
  CHECK(avi_shop::name_in(services[1], "override_network_profile_ref") == "System-UDP-Fast-Path");
  CHECK(m.written().empty());
}

TEST_CASE("UDP alone and SCTP alone have profiles of their own", "[avi]") {
  avi_shop m;
  m.put(avi_cluster::service("web", {"UDP/53"}));
  m.written();
  CHECK(avi_shop::name_in(m.thing("virtualservice"), "network_profile_ref")
        == "System-UDP-Fast-Path");
  m.put(avi_cluster::service("web", {"SCTP/53"}));
  m.written();
  CHECK(avi_shop::name_in(m.thing("virtualservice"), "network_profile_ref") == "System-SCTP-Proxy");
}

TEST_CASE("A35: an endpoint that is no longer ready costs one write of its pool", "[avi]") {
  avi_shop m;
  m.written();
  m.endpoints({"10.34.1.12!", "10.34.1.13"});
  CHECK(m.written() == words{"PUT pool/S1-AZ1--shop-web-TCP-80"});
  const auto& servers = *m.pool().find("servers")->as_array();
  REQUIRE(servers.size() == 2);
  CHECK(servers[0].find("enabled")->as_bool() != nullptr);
  CHECK_FALSE(*servers[0].find("enabled")->as_bool());
  CHECK(*servers[1].find("enabled")->as_bool());
}

TEST_CASE("A36: with its address allocated a Service stands, under address and name", "[avi]") {
  avi_shop m;
  m.controller.gives_addresses = false;
  m.written();
  CHECK(m.word() == "pending/Pending");
  m.thing("vsvip").set(
    "vip", json::value::list({json::value::of(
             {{"vip_id", "0"},
              {"auto_allocate_ip", true},
              {"ipam_network_subnet",
               m.thing("vsvip").find("vip")->as_array()->front()["ipam_network_subnet"]},
              {"ip_address", json::value::of({{"addr", "10.10.25.50"}, {"type", "V4"}})}})}));
  CHECK(m.word() == "placed/");
  const auto said = m.said();
  const auto& where = as<standing_service>(said.evidence);
  CHECK(where.addresses == words{"10.10.25.50"});
  CHECK(where.hosts == words{"web.shop.avi.iberia.local"});
  CHECK(where.uuid == m.thing("virtualservice").text_at({"uuid"}));
}

TEST_CASE("A37: without names the VsVip has none, and later loses those it had", "[avi]") {
  avi_shop m;
  m.written();
  CHECK(m.thing("vsvip").find("dns_info")->as_array()->front().text_at({"fqdn"})
        == "web.shop.avi.iberia.local");
  m.how.fqdn = fqdn_style::none;
  m.written();
  CHECK(m.thing("vsvip").find("dns_info") == nullptr);
  CHECK(as<standing_service>(m.said().evidence).hosts.empty());
}

TEST_CASE("A38: a requested address is asked for, and allocation stays on", "[avi]") {
  avi_shop m;
  m.annotate_web(annotation::address, "10.10.25.50");
  m.written();
  const auto& vip = m.thing("vsvip").find("vip")->as_array()->front();
  CHECK(vip.text_at({"ip_address", "addr"}) == "10.10.25.50");
  CHECK(*vip.find("auto_allocate_ip")->as_bool());
  CHECK(m.word() == "placed/");
}

TEST_CASE("another address for a VIP that has one is told and not tried", "[avi]") {
  avi_shop m;
  m.written();
  m.annotate_web(annotation::address, "10.10.25.50");
  m.endpoints({"10.34.1.12"});
  CHECK(m.written() == words{"PUT pool/S1-AZ1--shop-web-TCP-80"});
  CHECK(m.word() == "declined/AddressFixed");
  const auto notices = m.planned(m.here()).notices;
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().reason == reason::address_fixed);
  m.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(m.written().empty());
  CHECK(m.word() == "placed/");
}

TEST_CASE("A39: while the VsVip is refused nothing that needs it is tried, and the pool stands",
          "[avi]") {
  avi_shop m;
  m.annotate_web(annotation::address, "10.10.25.50");
  m.controller.refuses = [](const write_step& step) {
    return step.which.type == "vsvip" ? std::string{"400 in use"} : std::string{};
  };
  CHECK(m.settle() == words{"400 in use"});
  CHECK(m.controller.has("l4policyset", "S1-AZ1--shop-web"));
  CHECK_FALSE(m.controller.has("virtualservice", "S1-AZ1--shop-web"));
  m.refused[{avi_stage::service_owner("web"), "vsvip/S1-AZ1--shop-web"}] = "400 in use";
  CHECK(m.settle().empty());
  CHECK(m.word() == "pending/ControllerRejected");
  CHECK(m.said().message == "vsvip/S1-AZ1--shop-web: 400 in use");
  REQUIRE(m.said().evidence);
  CHECK(as<standing_service>(m.said().evidence).uuid.empty()); // and so it is told no address
  m.refused.clear();
  m.controller.refuses = nullptr;
  CHECK(m.written()
        == words{"POST vsvip/S1-AZ1--shop-web", "POST virtualservice/S1-AZ1--shop-web"});
}

TEST_CASE("A40: a Service that asks no longer loses all four, the referring ones first", "[avi]") {
  avi_shop m;
  m.written();
  auto document = avi_cluster::service("web", {"TCP/80"});
  document["spec"].set("type", "ClusterIP");
  m.put(document);
  m.speak();
  CHECK(m.word() == "pending/");
  CHECK(m.written()
        == words{"DELETE virtualservice/S1-AZ1--shop-web", "DELETE vsvip/S1-AZ1--shop-web",
                 "DELETE l4policyset/S1-AZ1--shop-web", "DELETE pool/S1-AZ1--shop-web-TCP-80"});
  CHECK(m.word() == "absent/");
}

TEST_CASE("what is asked to give way is neither changed nor removed", "[avi]") {
  avi_shop m;
  m.written();
  auto& parts = m.parts.at(m.here());
  auto last = *parts.begin()->second;
  last.what = wish::give_way;
  parts.begin()->second = take_snapshot(last);
  CHECK(m.planned(m.here()).work == nullptr);
  CHECK(m.word() == "placed/");
}

TEST_CASE("A43: a VirtualService that was refused once is made as soon as it may", "[avi]") {
  avi_shop m;
  m.refused[{avi_stage::service_owner("web"), "virtualservice/S1-AZ1--shop-web"}] = "400 no";
  CHECK(m.written().size() == 3);
  CHECK(m.word() == "pending/ControllerRejected");
  REQUIRE(m.said().evidence);
  CHECK(as<standing_service>(m.said().evidence).uuid.empty());
  m.refused.clear();
  CHECK(m.written() == words{"POST virtualservice/S1-AZ1--shop-web"});
  CHECK(m.word() == "placed/");
}

TEST_CASE("A44: a pool that is gone is made again, and what referred to it stays", "[avi]") {
  avi_shop m;
  m.written();
  m.controller.all.erase({"pool", "S1-AZ1--shop-web-TCP-80"});
  CHECK(m.written() == words{"POST pool/S1-AZ1--shop-web-TCP-80"});
}

TEST_CASE("A45: objects of the old operator are taken over where they are, one PUT each", "[avi]") {
  avi_shop m;
  m.written();
  const auto uuid = std::string{m.pool().text_at({"uuid"})};
  m.pool().set("cloud_config_cksum", "12345");
  m.pool().set("lb_algorithm", "LB_ALGORITHM_ROUND_ROBIN");
  m.thing("vsvip").erase("markers");
  m.thing("vsvip").set("vsvip_cloud_config_cksum", "99");
  CHECK(m.written() == words{"PUT vsvip/S1-AZ1--shop-web", "PUT pool/S1-AZ1--shop-web-TCP-80"});
  CHECK(m.pool().text_at({"uuid"}) == uuid);
  CHECK(m.pool().text_at({"lb_algorithm"}) == "LB_ALGORITHM_ROUND_ROBIN");
}

TEST_CASE("pools of release 1.4 give way to ours once nothing refers to them", "[avi]") {
  avi_shop m;
  m.written();
  auto old = m.pool();
  m.controller.all.erase({"pool", "S1-AZ1--shop-web-TCP-80"});
  m.controller.all[{"pool", "S1-AZ1--shop-web--80"}] = old;
  auto& rule
    = m.thing("l4policyset").find_path({"l4_connection_policy", "rules"})->as_array()->front();
  rule.set("name", "/api/pool?name=S1-AZ1--shop-web--80");
  rule["action"]["select_pool"].set("pool_ref", "https://ctl/api/pool/p#S1-AZ1--shop-web--80");
  CHECK(m.written()
        == words{"POST pool/S1-AZ1--shop-web-TCP-80", "PUT l4policyset/S1-AZ1--shop-web",
                 "DELETE pool/S1-AZ1--shop-web--80"});
}

TEST_CASE("an object of somebody else under a name of ours is left, and the Service told",
          "[avi]") {
  avi_shop m;
  m.controller.put("pool", "S1-AZ1--shop-web-TCP-80", {{"created_by", "somebody"}});
  CHECK(m.written().empty());
  CHECK(m.word() == "declined/NotOurs");
  m.controller.all.erase({"pool", "S1-AZ1--shop-web-TCP-80"});
  m.controller.put(
    "vsvip", "S1-AZ1--shop-web",
    {{"markers", json::value::list({json::value::of(
                   {{"key", "clustername"}, {"values", json::value::list({"other"})}})})}});
  CHECK(m.written().empty());
  CHECK(m.word() == "declined/NotOurs");
}

TEST_CASE("what somebody has changed by hand is put right, and named", "[avi]") {
  avi_shop m;
  m.written();
  m.thing("virtualservice").set("traffic_enabled", false);
  m.pool().find("servers")->as_array()->pop_back();
  const auto said = m.said();
  CHECK(said.repairs
        == words{"pool/S1-AZ1--shop-web-TCP-80 servers",
                 "virtualservice/S1-AZ1--shop-web traffic_enabled"});
  CHECK(m.written()
        == words{"PUT pool/S1-AZ1--shop-web-TCP-80", "PUT virtualservice/S1-AZ1--shop-web"});
}

TEST_CASE("a port that goes takes its pool along, after the policy has let go of it", "[avi]") {
  avi_shop m;
  m.put(avi_cluster::service("web", {"TCP/80/a", "TCP/81/b"}));
  m.written();
  m.put(avi_cluster::service("web", {"TCP/80/a"}));
  CHECK(m.written()
        == words{"PUT l4policyset/S1-AZ1--shop-web", "PUT virtualservice/S1-AZ1--shop-web",
                 "DELETE pool/S1-AZ1--shop-web-TCP-81"});
}

TEST_CASE("A53: two Services share a VIP by a key: one VirtualService, a pool each", "[avi]") {
  avi_stage m;
  auto one = avi_cluster::service("a", {"TCP/8080"});
  auto two = avi_cluster::service("b", {"UDP/8080"});
  for (auto* service : {&one, &two}) {
    avi_cluster::annotate(*service, annotation::shared_vip, "front");
    m.put(*service);
  }
  CHECK(m.settle().empty());
  CHECK(m.controller.has("virtualservice", "S1-AZ1--shop-front"));
  CHECK(m.controller.has("pool", "S1-AZ1--shop-a-front-TCP-8080"));
  CHECK(m.controller.has("pool", "S1-AZ1--shop-b-front-UDP-8080"));
  const auto here = service_target(m.how, "S1-AZ1--shop-front");
  CHECK(m.word_on(here, avi_stage::service_owner("a")) == "placed/");
  CHECK(m.word_on(here, avi_stage::service_owner("b")) == "placed/");
  m.take(service_kind, "shop", "a");
  CHECK(m.settle().empty());
  CHECK_FALSE(m.controller.has("pool", "S1-AZ1--shop-a-front-TCP-8080"));
  CHECK(m.controller.has("virtualservice", "S1-AZ1--shop-front"));
  CHECK(m.word_on(here, avi_stage::service_owner("a")) == "absent/");
}

TEST_CASE("who cannot share a VIP with the oldest stays out and is told, and nothing goes",
          "[avi]") {
  avi_stage m;
  auto one = avi_cluster::service("a", {"TCP/80"});
  auto two = avi_cluster::service("b", {"TCP/80"});
  auto three = avi_cluster::service("c", {"TCP/81"});
  three["spec"].set("loadBalancerIP", "10.10.25.9");
  two.find("metadata")->set("creationTimestamp", "2025-01-01T00:00:00Z");
  for (auto* service : {&one, &two, &three}) {
    avi_cluster::annotate(*service, annotation::shared_vip, "front");
    m.put(*service);
  }
  CHECK(m.settle().empty());
  const auto here = service_target(m.how, "S1-AZ1--shop-front");
  CHECK(m.word_on(here, avi_stage::service_owner("b")) == "placed/");
  CHECK(m.word_on(here, avi_stage::service_owner("a")) == "declined/SharedVipConflict");
  CHECK(m.word_on(here, avi_stage::service_owner("c")) == "declined/SharedVipConflict");
  CHECK(m.planned(here).notices.size() == 2);
}

TEST_CASE("of two Services that come to one name the first keeps it", "[avi]") {
  avi_stage m;
  m.put(avi_cluster::service("b-c", {"TCP/80"}, "a"));
  auto other = avi_cluster::service("c", {"TCP/80"}, "a-b");
  other.find("metadata")->set("creationTimestamp", "2027-01-01T00:00:00Z");
  m.put(other);
  CHECK(m.settle().empty());
  const auto here = service_target(m.how, "S1-AZ1--a-b-c");
  CHECK(m.word_on(here, avi_stage::service_owner("b-c", "a")) == "placed/");
  CHECK(m.word_on(here, avi_stage::service_owner("c", "a-b")) == "declined/NameConflict");
  const auto said = m.planned(here).verdicts.at(avi_stage::service_owner("c", "a-b"));
  REQUIRE(said.evidence);
  CHECK(as<standing_service>(said.evidence).uuid.empty());
}

TEST_CASE("of two VirtualServices with pools of one name the first keeps it", "[avi]") {
  avi_stage m;
  auto one = avi_cluster::service("b-c", {"TCP/80"}, "a");
  auto other = avi_cluster::service("c", {"TCP/80"}, "a-b");
  for (auto* each : {&one, &other}) {
    avi_cluster::annotate(*each, std::string{annotation::shared_vip}, "k");
    m.put(*each);
  }
  CHECK(m.settle().empty());
  CHECK(m.word_on(service_target(m.how, "S1-AZ1--a-b-k"), avi_stage::service_owner("c", "a-b"))
        == "placed/");
  CHECK(m.word_on(service_target(m.how, "S1-AZ1--a-k"), avi_stage::service_owner("b-c", "a"))
        == "declined/NameConflict");
}

TEST_CASE("with controllers that keep no markers none are sent", "[avi]") {
  avi_shop m;
  m.known.api_version = "18.2.10";
  m.written();
  CHECK(m.thing("vsvip").find("markers") == nullptr);
  CHECK(m.pool().find("markers") == nullptr);
}

TEST_CASE("the VIP's part of a foreign IPAM is left as it is", "[avi]") {
  avi_shop m;
  m.written();
  m.known.keeps_vip_part = true;
  m.thing("vsvip").set("vip", json::value::list({json::value::of({{"vip_id", "9"}})}));
  CHECK(m.written().empty());
}

TEST_CASE("batches name their steps, so that one that is refused can be found", "[avi]") {
  avi_shop m;
  m.speak();
  const auto what = m.planned(m.here());
  REQUIRE(what.work);
  CHECK(what.work->changes == 1);
  CHECK(what.units.size() == 4);
  CHECK(what.verdicts.at(avi_stage::service_owner("web")).units.size() == 4);
  m.only.emplace(
    std::set<weft::unit>{{avi_stage::service_owner("web"), "pool/S1-AZ1--shop-web-TCP-80"}});
  CHECK(m.written() == words{"POST pool/S1-AZ1--shop-web-TCP-80"});
}
