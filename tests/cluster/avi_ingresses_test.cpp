#include "protocol/base64.hpp"
#include "tests/cluster/balancer_site.hpp"

#include <catch2/catch.hpp>

/// Ingresses of a real API server. @see avi.md 7, 16
using weft::encode_base64;
using weft::tests::balancer_site;
using weft::tests::text_at;

namespace {

constexpr auto shared_vs = "S1-AZ1--Shared-L7-0";
constexpr auto shop_vs = "S1-AZ1--shop.avi.iberia.local";
constexpr auto private_key = "-----BEGIN PRIVATE KEY-----of-the-shop";
const std::string networking = "/apis/networking.k8s.io/v1";
const std::string shop_ingress = networking + "/namespaces/shop/ingresses/shop";

void create_at(balancer_site& here, const std::string& collection, const std::string& body) {
  const auto said = here.ask("POST", collection, body);
  INFO(said.body);
  REQUIRE(said.status == 201);
}

void create_backend(balancer_site& here) {
  create_at(here, networking + "/ingressclasses",
            R"({"metadata":{"name":"avi-lb"},"spec":{"controller":"ako.vmware.com/avi-lb"}})");
  create_at(here, balancer_site::path_of("services"),
            R"({"metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}})");
  here.list_endpoints("web", {"10.244.0.5", "10.244.0.6"});
}

void create_secret(balancer_site& here) {
  create_at(here, balancer_site::path_of("secrets"),
            R"({"metadata":{"name":"shop-tls"},"type":"kubernetes.io/tls","data":{"tls.crt":")"
              + encode_base64("-----BEGIN CERTIFICATE-----shop") + R"(","tls.key":")"
              + encode_base64(private_key) + R"("}})");
}

void create_ingress(balancer_site& here) {
  create_at(
    here, networking + "/namespaces/shop/ingresses",
    R"({"metadata":{"name":"shop"},"spec":{"ingressClassName":"avi-lb",)"
    R"("tls":[{"hosts":["shop.avi.iberia.local"],"secretName":"shop-tls"}],)"
    R"("rules":[{"host":"shop.avi.iberia.local","http":{"paths":[{"path":"/",)"
    R"("pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}})");
}

std::string stands_now(balancer_site& here) {
  const auto said = weft::json::parse(
    text_at(here.ask("GET", shop_ingress).document(), {"metadata", "annotations", "weft.dev/avi"}));
  return said ? text_at(*said, {"status"}) + "/" + text_at(*said, {"reason"}) : "";
}

} // namespace

TEST_CASE("avi A51, A52: an Ingress is served with its Secret, told so, and taken down again",
          "[balancer]") {
  balancer_site here{false, "  ingresses: true\n  shards: small\n"};
  here.apply({"config/rbac/ingresses"});
  create_backend(here);
  auto& weft = here.start({"--log-level=debug"});
  create_ingress(here);
  here.await("the Secret is missed", [&] { return stands_now(here) == "False/SecretMissing"; });
  CHECK(here.object("virtualservice", shop_vs).is_null());
  create_secret(here);
  here.await("it stands", [&] { return stands_now(here).starts_with("True/"); });
  const auto told = here.ask("GET", shop_ingress).document();
  const auto* ingress = told.find_path({"status", "loadBalancer", "ingress"});
  REQUIRE((ingress && ingress->as_array() && ingress->as_array()->size() == 1));
  CHECK(text_at(ingress->as_array()->front(), {"hostname"}) == "shop.avi.iberia.local");
  CHECK(text_at(ingress->as_array()->front(), {"ip"}) == here.vip(shared_vs));
  CHECK_FALSE(here.object("virtualservice", shop_vs).is_null());
  const auto all = weft.get("/state").body + weft.get("/metrics").body + weft.log()
                   + here.ask("GET", "/apis/events.k8s.io/v1/events").body;
  CHECK(all.find("of-the-shop") == all.npos);
  CHECK(all.find(encode_base64(private_key)) == all.npos);
  here.erase(shop_ingress);
  here.await("its host goes", [&] { return here.object("virtualservice", shop_vs).is_null(); });
  CHECK(here.blemishes() == balancer_site::texts{});
}
