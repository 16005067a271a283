#include "protocol/avi/hosts.hpp"
#include "tests/unit/protocol/avi/avi_cluster.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

struct avi_services : avi_cluster {
  wished_service wish_of(const std::string& name) const {
    const auto meaning = service_meaning(name);
    REQUIRE(meaning.parts.size() == 2);
    return as<wished_service>(meaning.parts.front().body);
  }

  /// "TCP 80: 10.1.1.1:8080 10.1.1.2:8080!", one per pool; "!" is a member that is not enabled.
  words pools_of(const std::string& name) const {
    words out;
    for (const auto& port : wish_of(name).ports) {
      auto line = port.protocol + " " + std::to_string(port.port) + ":";
      for (const auto& one : port.servers)
        line += " " + one.address + ":" + std::to_string(one.port) + (one.enabled ? "" : "!");
      out.push_back(std::move(line));
    }
    return out;
  }

  /// The Service with one member of its spec set otherwise.
  void put_with(const std::string& name, std::string_view member, json::value held) {
    auto document = service(name, {"TCP/80"});
    document["spec"].set(member, std::move(held));
    put(document);
  }
};

} // namespace

TEST_CASE("A31: a Service wishes a pool per port, with its ready endpoints", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80"}));
  c.put(avi_cluster::slice("web-1", "web", "TCP/8080", {"10.34.1.12@n1", "10.34.1.13"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.34.1.12:8080 10.34.1.13:8080"});
  CHECK(c.wish_of("web").ports.front().servers.front().node == "n1");
  const auto meaning = c.service_meaning("web");
  CHECK(meaning.parts.front().target == "avi/controller/vs/S1-AZ1--shop-web");
  CHECK(as<claimed_names>(meaning.parts.back().body).all
        == std::set<object_name>{{"l4policyset", "S1-AZ1--shop-web"},
                                 {"pool", "S1-AZ1--shop-web-TCP-80"},
                                 {"virtualservice", "S1-AZ1--shop-web"},
                                 {"vsvip", "S1-AZ1--shop-web"}});
}

TEST_CASE("A33: each port has the endpoints of its own slices", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/8080/a", "TCP/8081/b", "TCP/8082/c"}));
  c.put(avi_cluster::slice("s1", "web", "TCP/80/a", {"10.1.1.1", "10.1.1.2", "10.1.1.3"}));
  c.put(avi_cluster::slice("s2", "web", "TCP/81/b", {"10.1.1.1", "10.1.1.2"}));
  c.put(avi_cluster::slice("s3", "web", "TCP/82/c", {"10.1.1.1"}));
  c.put(avi_cluster::slice("s4", "other", "TCP/82/c", {"10.1.1.9"}));
  CHECK(c.pools_of("web")
        == words{"TCP 8080: 10.1.1.1:80 10.1.1.2:80 10.1.1.3:80",
                 "TCP 8081: 10.1.1.1:81 10.1.1.2:81", "TCP 8082: 10.1.1.1:82"});
}

TEST_CASE("A35: an endpoint that is not ready or ends stays, and is not enabled", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80"}));
  auto slice = avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1", "10.1.1.2!", "10.1.1.3"});
  (*slice.find("endpoints")->as_array())[2]["conditions"].set("terminating", true);
  c.put(slice);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80 10.1.1.2:80! 10.1.1.3:80!"});
}

TEST_CASE("an endpoint that says nothing of its readiness is ready", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80"}));
  auto slice = avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1", "10.1.1.2"});
  (*slice.find("endpoints")->as_array())[0].set("conditions", json::object{});
  (*slice.find("endpoints")->as_array())[1]["conditions"].set("ready", nullptr);
  c.put(slice);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80 10.1.1.2:80"});
}

TEST_CASE("only the first address of an endpoint counts, and each once", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80"}));
  auto slice = avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1"});
  (*slice.find("endpoints")->as_array())[0].set("addresses",
                                                json::value::list({"10.1.1.1", "10.1.1.9"}));
  c.put(slice);
  c.put(avi_cluster::slice("t", "web", "TCP/80", {"10.1.1.1!"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80"});
}

TEST_CASE("members of a rolling update keep the ports of their own slices", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80/http"}));
  c.put(avi_cluster::slice("s", "web", "TCP/8080/http", {"10.1.1.1"}));
  c.put(avi_cluster::slice("t", "web", "TCP/9090/http", {"10.1.1.2"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:8080 10.1.1.2:9090"});
}

TEST_CASE("a slice of another name or protocol serves nothing", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80/http"}));
  c.put(avi_cluster::slice("s", "web", "TCP/80/other", {"10.1.1.1"}));
  c.put(avi_cluster::slice("t", "web", "UDP/80/http", {"10.1.1.1"}));
  CHECK(c.pools_of("web") == words{"TCP 80:"});
}

TEST_CASE("a slice by hand serves by its number, or by being the only one", "[avi]") {
  avi_services c;
  c.put(avi_cluster::service("web", {"TCP/80/http/8080"}));
  auto slice = avi_cluster::slice("s", "web", "TCP/7070/x", {"10.1.1.1"});
  avi_cluster::label(slice, "endpointslice.kubernetes.io/managed-by", "me");
  c.put(slice);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:7070"});
  auto other = avi_cluster::slice("t", "web", "TCP/8080/y", {"10.1.1.2"});
  avi_cluster::label(other, "endpointslice.kubernetes.io/managed-by", "me");
  c.put(other);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.2:8080"});
}

TEST_CASE("members are of the families that Service and settings share", "[avi]") {
  avi_services c;
  c.put(avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1"}));
  auto six = avi_cluster::slice("t", "web", "TCP/80", {"2001:db8::1"});
  six.set("addressType", "IPv6");
  c.put(six);
  c.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80"});
  c.put_with("web", "ipFamilies", json::value::list({"IPv6"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 2001:db8::1:80"});
  c.put_with("web", "ipFamilies", json::value::list({"IPv4", "IPv6"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80 2001:db8::1:80"});
  c.how.families = family_policy::v4;
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80"});
}

TEST_CASE("A54: by NodePort nodes are members, of a local Service those with endpoints", "[avi]") {
  avi_services c;
  c.how.mode = service_mode::node_port;
  for (const auto* name : {"n1", "n2", "n3"})
    c.put(avi_cluster::node(name, {"10.9.0." + std::string{name + 1}}, {}));
  auto document = avi_cluster::service("web", {"TCP/80"});
  (*document["spec"].find("ports")->as_array())[0].set("nodePort", 30080);
  c.put(document);
  c.put(avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1@n2"}));
  CHECK(c.pools_of("web") == words{"TCP 80: 10.9.0.1:30080 10.9.0.2:30080 10.9.0.3:30080"});
  document["spec"].set("externalTrafficPolicy", "Local");
  c.put(document);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.9.0.2:30080"});
  avi_cluster::annotate(document, annotation::pods_too, "");
  c.put(document);
  CHECK(c.pools_of("web") == words{"TCP 80: 10.1.1.1:80"});
  c.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(c.pools_of("web") == words{"TCP 80:"});
  c.put(document);
  c.how.nodes = {"role", "worker"};
  CHECK(make_domain(c.how)
          .affects(nullptr, c.find({std::string{node_kind}, "", "n1"}).get(), c, {})
          .namespaces
        == std::set<std::string>{"*"});
}

TEST_CASE("A41: Services of another class, type or namespace are nothing to us", "[avi]") {
  avi_services c;
  const auto parts = [&] { return c.service_meaning("web").parts.size(); };
  c.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(parts() == 2);
  c.put_with("web", "loadBalancerClass", "other/class");
  CHECK(parts() == 0);
  c.put_with("web", "loadBalancerClass", "ako.vmware.com/avi-lb");
  CHECK(parts() == 2);
  c.how.default_balancer = false;
  CHECK(parts() == 2);
  c.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(parts() == 0);
  c.how.default_balancer = true;
  c.put_with("web", "type", "ClusterIP");
  CHECK(parts() == 0);
  c.put(avi_cluster::service("web", {}));
  CHECK(parts() == 0);
  c.put(avi_cluster::service("web", {"TCP/80"}));
  c.how.layer7_only = true;
  CHECK(parts() == 0);
  c.how.layer7_only = false;
  c.how.blocked_namespaces = {"shop"};
  CHECK(parts() == 0);
}

TEST_CASE("where namespaces are chosen by a label, those without it are left out", "[avi]") {
  avi_services c;
  c.how.namespaces = {"lb", "yes"};
  c.put(avi_cluster::service("web", {"TCP/80"}));
  CHECK(c.service_meaning("web").parts.empty());
  auto space = avi_cluster::object("v1", namespace_kind, {}, "shop");
  avi_cluster::label(space, "lb", "yes");
  c.put(space);
  CHECK(c.service_meaning("web").parts.size() == 2);
  const auto held = c.find({std::string{namespace_kind}, "", "shop"});
  CHECK(make_domain(c.how).affects(nullptr, held.get(), c, {}).namespaces
        == std::set<std::string>{"shop"});
}

TEST_CASE("A38: the address of the spec wins over that of the annotation", "[avi]") {
  avi_services c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  avi_cluster::annotate(document, annotation::address, "10.10.25.51");
  c.put(document);
  CHECK(c.wish_of("web").address == "10.10.25.51");
  document["spec"].set("loadBalancerIP", "10.10.25.50");
  c.put(document);
  CHECK(c.wish_of("web").address == "10.10.25.50");
}

TEST_CASE("a requested address that is none stops this Service alone, and is told", "[avi]") {
  avi_services c;
  c.put_with("web", "loadBalancerIP", "not-an-ip");
  c.put(avi_cluster::service("other", {"TCP/80"}));
  const auto meaning = c.service_meaning("web");
  CHECK(meaning.parts.empty());
  CHECK_FALSE(meaning.accepted);
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == reason::bad_address);
  CHECK(meaning.notices.front().note == R"(the requested address "not-an-ip" is no IP address)");
  CHECK(c.service_meaning("other").parts.size() == 2);
}

TEST_CASE("a name that the controller cannot hold stops its Service with an event", "[avi]") {
  avi_services c;
  c.how.cluster_name = std::string(220, 'c');
  c.put(avi_cluster::service(std::string(60, 'w'), {"TCP/80"}));
  const auto meaning = c.service_meaning(std::string(60, 'w'));
  CHECK(meaning.parts.empty());
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().reason == reason::name_too_long);
}

TEST_CASE("annotations say profile, traffic and name", "[avi]") {
  avi_services c;
  auto document = avi_cluster::service("web", {"TCP/80"});
  avi_cluster::annotate(document, annotation::application_profile, "Mine");
  avi_cluster::annotate(document, annotation::disable_traffic, "True");
  avi_cluster::annotate(document, annotation::host, "Web.Example.com");
  c.put(document);
  const auto wish = c.wish_of("web");
  CHECK(wish.application_profile == "Mine");
  CHECK_FALSE(wish.traffic);
  CHECK(host_of(c.how, c.known, wish) == "web.example.com");
  avi_cluster::annotate(document, annotation::shared_vip, "front");
  c.put(document);
  CHECK(c.wish_of("web").traffic);
  CHECK(c.service_meaning("web").parts.front().target == "avi/controller/vs/S1-AZ1--shop-front");
}

TEST_CASE("a change of a slice concerns its Service, and one that changes nothing nobody",
          "[avi]") {
  avi_services c;
  const auto one = c.decoded(avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.1"}));
  const auto other = c.decoded(avi_cluster::slice("s", "web", "TCP/80", {"10.1.1.2"}));
  const auto made = make_domain(c.how);
  CHECK(made.affects(one.get(), other.get(), c, {}).objects
        == std::unordered_set<object_key>{{std::string{service_kind}, "shop", "web"}});
  CHECK(made.affects(one.get(), one.get(), c, {}).empty());
}

TEST_CASE("a Service that asks for no balancer costs nothing, unless it bears words of ours",
          "[avi]") {
  const avi_services c;
  const auto concerned = [&](const json::value& document) {
    return make_domain(c.how).concerns(*c.decoded(document));
  };
  auto document = avi_cluster::service("web", {"TCP/80"});
  CHECK(concerned(document));
  document["spec"].set("type", "ClusterIP");
  CHECK_FALSE(concerned(document));
  avi_cluster::annotate(document, annotation::controller_shown, "cluster-1");
  CHECK(concerned(document));
  const auto node = avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"});
  CHECK(concerned(node));
  auto without = c.how;
  without.static_routes = false;
  CHECK_FALSE(make_domain(without).concerns(*c.decoded(node)));
}
