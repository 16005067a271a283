#include "tests/cluster/balancer_site.hpp"

#include <catch2/catch.hpp>

/// Services of type LoadBalancer of a real API server. @see avi.md 16
using weft::tests::balancer_site;
using weft::tests::text_at;
using service_texts = balancer_site::texts;

namespace {

constexpr auto web_vs = "S1-AZ1--shop-web";
constexpr auto web_pool = "S1-AZ1--shop-web-TCP-80";
constexpr auto web_target = "avi/controller/vs/S1-AZ1--shop-web";

std::string annotation_of(const weft::json::value& object, std::string_view name) {
  return text_at(object, {"metadata", "annotations", name});
}

bool all_gone(balancer_site& here, const std::string& service) {
  const auto name = "S1-AZ1--shop-" + service;
  return here.object("virtualservice", name).is_null() && here.object("vsvip", name).is_null()
         && here.object("l4policyset", name).is_null()
         && here.object("pool", name + "-TCP-80").is_null();
}

void await_placed(balancer_site& here, const std::string& service) {
  here.await(service + " is told its address and that it stands", [&] {
    return !here.told_address(service).empty() && here.standing(service) == "True/Synced";
  });
}

weft::tests::finished ask_about(weft::tests::controller& which, std::vector<std::string> words) {
  words.insert(words.begin(), WEFT_PROGRAM);
  words.push_back("--port=" + std::to_string(which.port()));
  return weft::tests::run({std::move(words), {}, {}});
}

} // namespace

TEST_CASE(
  "avi A31, A35, A36: a Service of running Pods gets a VIP, is told so, and its pool follows",
  "[balancer]") {
  balancer_site here{true};
  auto& weft = here.start();
  here.deploy("web", 2);
  here.expose("web");
  here.await("two Pods run and are in the pool", [&] {
    const auto pods = here.pods("web");
    return pods.size() == 2 && here.members(web_pool) == pods;
  });
  await_placed(here, "web");
  const auto service = here.service("web");
  CHECK(here.told_address("web") == here.vip(web_vs));
  const auto uuid = text_at(here.object("virtualservice", web_vs), {"uuid"});
  CHECK(annotation_of(service, "ako.vmware.com/host-fqdn-vs-uuid-map")
        == R"({"web.shop.avi.iberia.local":")" + uuid + R"("})");
  CHECK(annotation_of(service, "ako.vmware.com/tenant-name") == "admin");
  here.await("an Event tells of it", [&] { return here.events("web", "Synced") == 1; });

  const auto told = ask_about(weft, {"explain", "service/shop/web"});
  CHECK(told.code == 0);
  CHECK_THAT(told.out, Catch::Contains("    VIP: " + here.vip(web_vs)));
  for (const auto& one : here.pods("web"))
    CHECK_THAT(told.out, Catch::Contains("    TCP 80: " + one + " port 80 on node-"));

  here.scale("web", 3);
  here.await("the third Pod is in the pool", [&] {
    const auto pods = here.pods("web");
    return pods.size() == 3 && here.members(web_pool) == pods;
  });
  here.scale("web", 1);
  here.await("one Pod is left in the pool", [&] {
    const auto pods = here.pods("web");
    return pods.size() == 1 && here.members(web_pool) == pods;
  });
  CHECK(here.blemishes() == service_texts{});
}

TEST_CASE("avi A35: an endpoint that is not ready stays in its pool and is disabled",
          "[balancer]") {
  balancer_site here;
  auto& weft = here.start();
  here.list_endpoints("web", {"10.244.0.5", "10.244.0.6"});
  here.expose("web");
  await_placed(here, "web");
  here.await("both are members", [&] {
    return here.members(web_pool) == service_texts{"10.244.0.5", "10.244.0.6"};
  });
  here.list_endpoints("web", {"10.244.0.5!", "10.244.0.6"});
  here.await("one is disabled", [&] {
    return here.members(web_pool) == service_texts{"10.244.0.5!", "10.244.0.6"};
  });
  here.await("weft says why", [&] {
    const auto told = ask_about(weft, {"explain", "service/shop/web"});
    return told.out.find("10.244.0.5 port 80, disabled: it is not ready") != told.out.npos;
  });
  CHECK(here.blemishes() == service_texts{});
}

TEST_CASE("avi A40: a Service that is no balancer any more loses all of it, and others' conditions "
          "stay",
          "[balancer]") {
  balancer_site here;
  here.start();
  here.expose("web");
  await_placed(here, "web");
  here.patch(balancer_site::path_of("services", "web") + "/status",
             R"({"status":{"conditions":[{"type":"Theirs","status":"True","reason":"Because",)"
             R"("message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}})");
  here.patch(balancer_site::path_of("services", "web"), R"({"spec":{"type":"ClusterIP"}})");
  here.await("its objects have gone", [&] { return all_gone(here, "web"); });
  here.await("its annotations have gone", [&] {
    const auto service = here.service("web");
    return annotation_of(service, "ako.vmware.com/host-fqdn-vs-uuid-map").empty()
           && annotation_of(service, "ako.vmware.com/tenant-name").empty()
           && here.standing("web").empty();
  });
  const auto service = here.service("web");
  const auto* conditions = service.find_path({"status", "conditions"});
  REQUIRE((conditions && conditions->as_array()));
  CHECK(conditions->as_array()->size() == 1);
  CHECK(here.told_address("web").empty());
  CHECK(here.blemishes() == service_texts{});
}

TEST_CASE("avi A41: a Service of another balancer's class is left to it", "[balancer]") {
  balancer_site here;
  here.start();
  here.expose("theirs", R"(,"loadBalancerClass":"example.com/other")");
  here.expose("web", R"(,"loadBalancerClass":"ako.vmware.com/avi-lb")");
  await_placed(here, "web");
  here.await_quiet();
  CHECK(all_gone(here, "theirs"));
  CHECK(here.standing("theirs").empty());

  here.erase(balancer_site::path_of("services", "web"));
  here.expose("web", R"(,"loadBalancerClass":"example.com/other")");
  here.await("the new Service of that name has nothing of the old one",
             [&] { return all_gone(here, "web"); });
  CHECK(here.blemishes() == service_texts{});
}

TEST_CASE("avi A22, A42, A50: after a restart what went meanwhile is removed, and nothing else "
          "written",
          "[balancer]") {
  balancer_site here;
  auto& first = here.start();
  here.list_endpoints("web", {"10.244.0.5"});
  here.expose("web");
  here.expose("gone");
  here.add_node("n1", "10.1.1.2", "10.244.0.0/24");
  await_placed(here, "web");
  await_placed(here, "gone");
  here.await("the Node has its route",
             [&] { return here.routes() == service_texts{"10.244.0.0/24 10.1.1.2"}; });
  here.await_quiet();
  balancer_site::kill(first);

  const auto before = here.writes();
  auto& second = here.start();
  here.await_compared(second, web_target);
  here.await_compared(second, "avi/controller/routes");
  here.await_quiet();
  CHECK(here.writes() == before);
  balancer_site::kill(second);

  here.erase(balancer_site::path_of("services", "gone"));
  here.start();
  here.await("what the deleted Service had is removed", [&] { return all_gone(here, "gone"); });
  here.await_quiet();
  CHECK(here.writes() == before + 4);
  CHECK(here.standing("web") == "True/Synced");
  CHECK(here.routes() == service_texts{"10.244.0.0/24 10.1.1.2"});
  CHECK(here.blemishes() == service_texts{});
}

TEST_CASE("avi A49: who may not list Services removes nothing", "[balancer]") {
  balancer_site here;
  auto& first = here.start();
  here.expose("web");
  await_placed(here, "web");
  here.await_quiet();
  balancer_site::kill(first);
  here.erase("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/weft-avi");
  here.erase("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/weft-aci");
  const auto before = here.writes();
  auto& second = here.start();
  here.await("weft is refused",
             [&] { return second.log().find("forbidden") != std::string::npos; });
  here.await_quiet();
  CHECK(here.writes() == before);
  CHECK_FALSE(all_gone(here, "web"));
  here.apply({"config/rbac"});
  here.await_compared(second, web_target);
  CHECK(here.writes() == before);
  CHECK(here.blemishes() == service_texts{});
}
