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
  const auto out = tell_placed(*service, avi_standing());
  CHECK(out.status == avi_read(R"({"status":{"loadBalancer":{"ingress":[
             {"ip":"10.10.25.50","hostname":"web.shop.avi.iberia.local"}]}}})"));
  CHECK(out.metadata == avi_read(R"({"metadata":{"annotations":{
             "ako.vmware.com/host-fqdn-vs-uuid-map":
               "{\"web.shop.avi.iberia.local\":\"virtualservice-1\"}",
             "ako.vmware.com/controller-cluster-uuid":"cluster-1",
             "ako.vmware.com/tenant-name":"admin"}}})"));
  REQUIRE(out.event.has_value());
  CHECK(out.event->reason == "Synced");
  CHECK(out.event->note == "Added virtualservice S1-AZ1--shop-web for shop/web");
}

TEST_CASE("what a Service says already is not written again", "[avi]") {
  const avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  const auto first = tell_placed(*c.decoded(document), avi_standing());
  document.set("status", *first.status.find("status"));
  for (const auto& [name, held] :
       *first.metadata.find_path({"metadata", "annotations"})->as_object())
    avi_cluster::annotate(document, name, held.text_or(""));
  const auto out = tell_placed(*c.decoded(document), avi_standing());
  CHECK(out.status.is_null());
  CHECK(out.metadata.is_null());
  CHECK_FALSE(out.event.has_value());
}

TEST_CASE("A37: without a name there is none in the status, and no annotation", "[avi]") {
  const avi_cluster c;
  auto where = avi_standing();
  where.hosts.clear();
  const auto out = tell_placed(*c.decoded(avi_cluster::service("web", {"TCP/80"})), where);
  CHECK(out.status
        == avi_read(R"({"status":{"loadBalancer":{"ingress":[{"ip":"10.10.25.50"}]}}})"));
  CHECK(out.metadata.is_null());
}

TEST_CASE("A40: what is taken back leaves the conditions of others alone", "[avi]") {
  const avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  const auto first = tell_placed(*c.decoded(document), avi_standing());
  document.set("status", *first.status.find("status"));
  for (const auto& [name, held] :
       *first.metadata.find_path({"metadata", "annotations"})->as_object())
    avi_cluster::annotate(document, name, held.text_or(""));
  const auto out = tell_removed(*c.decoded(document));
  CHECK(out.status == avi_read(R"({"status":{"loadBalancer":{"ingress":null}}})"));
  CHECK(out.metadata == avi_read(R"({"metadata":{"annotations":{
             "ako.vmware.com/host-fqdn-vs-uuid-map":null,
             "ako.vmware.com/controller-cluster-uuid":null,
             "ako.vmware.com/tenant-name":null}}})"));
  REQUIRE(out.event.has_value());
  CHECK(out.event->note == "Removed virtualservice for shop/web");
  document["spec"].set("type", "ClusterIP");
  CHECK(tell_removed(*c.decoded(document)).status.is_null());
}

TEST_CASE("a Service that never had anything is told nothing", "[avi]") {
  const avi_cluster c;
  const auto out = tell_removed(*c.decoded(avi_cluster::service("web", {"TCP/80"})));
  CHECK(out.status.is_null());
  CHECK(out.metadata.is_null());
  CHECK_FALSE(out.event.has_value());
}

TEST_CASE("floating addresses are told alone, else those of IPv4 before those of IPv6", "[avi]") {
  const avi_cluster c;
  auto where = avi_standing();
  where.addresses = {"10.10.25.50", "2001:db8::1"};
  const auto out = tell_placed(*c.decoded(avi_cluster::service("web", {"TCP/80"})), where);
  CHECK(out.status.find_path({"status", "loadBalancer", "ingress"})->as_array()->size() == 2);
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

TEST_CASE("a Service that is not ours, and a Node, are told nothing of", "[avi]") {
  avi_cluster c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  document["spec"].set("type", "ClusterIP");
  c.put(document);
  const auto object = c.find({std::string{service_kind}, "shop", "web"});
  CHECK(report(c.how, {*object, c.service_meaning("web"), {}, {}}).is_null());
  c.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  const auto node = c.find({std::string{node_kind}, "", "n1"});
  CHECK(report(c.how, {*node, c.node_meaning("n1"), {}, {}}) == json::value{json::object{}});
}
