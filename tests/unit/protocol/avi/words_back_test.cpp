#include "protocol/avi/report.hpp"
#include "protocol/avi/words_back.hpp"
#include "tests/unit/protocol/avi/avi_cluster.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

standing_service avi_standing() {
  standing_service out;
  out.virtual_service = "S1-AZ1--shop-web";
  out.uuid = "virtualservice-1";
  out.addresses = {"10.10.25.50"};
  out.hosts = {"web.shop.avi.iberia.local"};
  out.controller = "cluster-1";
  out.tenant = "admin";
  return out;
}

json::value avi_read(std::string_view text) {
  const auto read = json::parse(text);
  REQUIRE(read.has_value());
  return *read;
}

} // namespace

TEST_CASE("A36: a Service is told its address, its name and whose it is", "[avi]") {
  const avi_cluster c;
  const auto service = c.decoded(avi_cluster::service("web", {"TCP/80"}));
  CHECK(tell_placed(*service, avi_standing()) == avi_read(R"({
             "loadBalancer":{"ingress":[{"ip":"10.10.25.50","hostname":"web.shop.avi.iberia.local"}]},
             "ako.vmware.com/host-fqdn-vs-uuid-map":
               "{\"web.shop.avi.iberia.local\":\"virtualservice-1\"}",
             "ako.vmware.com/controller-cluster-uuid":"cluster-1",
             "ako.vmware.com/tenant-name":"admin"})"));
}

TEST_CASE("what a Service says already stays as it is, with what the API server has added",
          "[avi]") {
  const avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document.set("status", avi_read(R"({"loadBalancer":{"ingress":[
             {"ip":"10.10.25.50","hostname":"web.shop.avi.iberia.local","ipMode":"VIP"}]}})"));
  const auto out = tell_placed(*c.decoded(document), avi_standing());
  const auto* entries = out.find_path({"loadBalancer", "ingress"});
  REQUIRE(entries);
  CHECK(entries->as_array()->front().text_at({"ipMode"}) == "VIP");
}

TEST_CASE("A37: without a name there is none in the status, and no annotation", "[avi]") {
  const avi_cluster c;
  auto where = avi_standing();
  where.hosts.clear();
  CHECK(tell_placed(*c.decoded(avi_cluster::service("web", {"TCP/80"})), where)
        == avi_read(R"({"loadBalancer":{"ingress":[{"ip":"10.10.25.50"}]}})"));
}

TEST_CASE("A40: all that a Service was told is taken back, of a balancer alone its address",
          "[avi]") {
  const avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document.set("status", avi_read(R"({"loadBalancer":{"ingress":[{"ip":"10.10.25.50"}]}})"));
  avi_cluster::annotate(document, std::string{annotation::tenant_shown}, "admin");
  CHECK(is_told(*c.decoded(document)));
  CHECK(tell_removed(*c.decoded(document)) == json::value{json::object{}});
  document["spec"].set("type", "ClusterIP");
  CHECK(tell_removed(*c.decoded(document)) == *document.find("status"));
}

TEST_CASE("a Service that another controller balances is told nothing", "[avi]") {
  avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document["spec"].set("loadBalancerClass", "other.io/lb");
  document.set("status", avi_read(R"({"loadBalancer":{"ingress":[{"ip":"9.9.9.9"}]}})"));
  c.put(document);
  const auto object = c.find({std::string{service_kind}, "shop", "web"});
  CHECK_FALSE(is_told(*object));
  CHECK(report(c.how, {*object, c.service_meaning("web"), {}, {}}) == *document.find("status"));
}

TEST_CASE("floating addresses are told alone, else those of IPv4 before those of IPv6", "[avi]") {
  const avi_cluster c;
  auto where = avi_standing();
  where.addresses = {"10.10.25.50", "2001:db8::1"};
  const auto out = tell_placed(*c.decoded(avi_cluster::service("web", {"TCP/80"})), where);
  REQUIRE(out.find_path({"loadBalancer", "ingress"}));
  CHECK(out.find_path({"loadBalancer", "ingress"})->as_array()->size() == 2);
}

TEST_CASE("a Service says in an annotation how it stands, and why it does not", "[avi]") {
  avi_cluster c;
  c.put(avi_cluster::service("web", {"TCP/80"}));
  const auto object = c.find({std::string{service_kind}, "shop", "web"});
  const auto meaning = c.service_meaning("web");
  const auto target = meaning.parts.front().target;
  const auto said = [&](progress how_far, std::string why, std::string text) {
    outcome out;
    out.target = target;
    out.generation = 1;
    out.how_far = how_far;
    out.reason = std::move(why);
    out.message = std::move(text);
    return report(
      c.how,
      {*object, meaning, {{target, take_snapshot(out)}}, from_rfc3339("2026-01-02T00:00:00Z")});
  };
  CHECK(said(progress::placed, "", "").text_at({"status"}) == "True");
  CHECK(said(progress::placed, "", "").text_at({"reason"}) == "Synced");
  CHECK(said(progress::pending, "", "").text_at({"status"}) == "Unknown");
  CHECK(said(progress::declined, "NotOurs", "x").text_at({"status"}) == "False");
  CHECK(said(progress::pending, "ControllerRejected", "x").text_at({"message"}) == "x");
  CHECK(said(progress::pending, "ControllerUnreachable", "x").text_at({"status"}) == "Unknown");
}

TEST_CASE("a Service of which nothing stands any more is told no address, and why", "[avi]") {
  avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document.set("status", avi_read(R"({"loadBalancer":{"ingress":[{"ip":"10.10.25.50"}]}})"));
  c.put(document);
  const auto object = c.find({std::string{service_kind}, "shop", "web"});
  const auto meaning = c.service_meaning("web");
  const auto target = meaning.parts.front().target;
  outcome out;
  out.target = target;
  out.generation = 1;
  out.how_far = progress::pending;
  out.reason = reason::refused;
  const auto said = [&] {
    return report(c.how, {*object, meaning, {{target, take_snapshot(out)}}, {}});
  };
  CHECK(said().find("loadBalancer"));
  out.evidence = take_snapshot(standing_service{});
  CHECK_FALSE(said().find("loadBalancer"));
  CHECK(said().text_at({"reason"}) == reason::refused);
}

TEST_CASE("a Service that is not ours, and a Node, are told nothing of", "[avi]") {
  avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document["spec"].set("type", "ClusterIP");
  c.put(document);
  const auto object = c.find({std::string{service_kind}, "shop", "web"});
  CHECK(report(c.how, {*object, c.service_meaning("web"), {}, {}}) == json::value{json::object{}});
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  const auto node = c.find({std::string{node_kind}, "", "n1"});
  CHECK(report(c.how, {*node, c.node_meaning("n1"), {}, {}}) == json::value{json::object{}});
}
