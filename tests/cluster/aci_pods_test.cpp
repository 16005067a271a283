#include "adapters/aci/sim/fixture.hpp"
#include "tests/cluster/fabric_site.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using weft::tests::fabric_site;
using namespace std::chrono_literals;

namespace {

using prefix_set = std::set<std::string>;

constexpr const char* plain_mark = "orchestrator:aci-k8-haystack";

prefix_set with_more(prefix_set of, const prefix_set& more) {
  of.insert(more.begin(), more.end());
  return of;
}

std::string subnet_dn(const std::string& epg, const std::string& prefix) {
  return fabric_site::dn_of(epg) + "/extsubnet-[" + prefix + "]";
}

} // namespace

TEST_CASE("rows 1, 3, 6 and 17: the Pods of an annotated Deployment are what its EEPG holds",
          "[fabric]") {
  fabric_site here;
  here.start();
  here.deploy("web", fabric_site::annotation("E"), 3);
  const auto three = here.await_pods("web", 3);
  here.await_prefixes("E", three);
  CHECK(here.attribute(fabric_site::dn_of("E"), "annotation") == plain_mark);
  for (const auto& [pod, ip] : here.addresses("web")) {
    const auto dn = subnet_dn("E", ip + "/32");
    CHECK(here.attribute(dn, "name") == "shop::" + pod);
    CHECK(here.attribute(dn, "scope") == "import-security");
    CHECK(here.attribute(dn, "annotation") == plain_mark);
  }
  here.await("web is Published", [&] { return here.standing("web") == "True/Published"; });

  here.scale("web", 2);
  here.await_prefixes("E", here.await_pods("web", 2));

  here.deploy("late", {}, 2);
  const auto late = here.await_pods("late", 2);
  CHECK_FALSE(here.has("L"));
  here.annotate("late", fabric_site::annotation("L"));
  here.await_prefixes("L", late);
}

TEST_CASE("rows 9 to 13: the addresses of a LoadBalancer Service come and go with its status",
          "[fabric]") {
  fabric_site here;
  here.start();
  here.expose("front", "web");
  here.give("front", R"([{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}])");
  here.deploy("web", fabric_site::annotation("E"), 1);
  const auto pods = here.await_pods("web", 1);
  here.await_prefixes("E", with_more(pods, {"192.0.2.1/32", "192.0.2.2/32"}));
  CHECK(here.attribute(subnet_dn("E", "192.0.2.1/32"), "name") == "shop::front");

  const auto born = here.attribute(subnet_dn("E", "192.0.2.1/32"), "modTs");
  here.give("front", R"([{"ip":"192.0.2.1"}])");
  here.await_prefixes("E", with_more(pods, {"192.0.2.1/32"}));
  CHECK(here.attribute(subnet_dn("E", "192.0.2.1/32"), "modTs") == born);

  here.await_quiet();
  const auto before = here.counted();
  here.give("front", R"([{"ip":"192.0.2.1"},{"hostname":"front.example.com"}])");
  here.await_quiet();
  CHECK(here
          .ask("PATCH", fabric_site::path_of("services", "front"),
               R"({"spec":{"type":"ClusterIP"}})", "application/merge-patch+json")
          .status
        == 200);
  here.await_prefixes("E", pods); // by then the name has been heard of, too
  CHECK(here.counted().posts + here.counted().deletes == before.posts + before.deletes + 1);
}

TEST_CASE("rows 14 to 16 and 19: however a Deployment goes, what it placed goes, and no more",
          "[fabric]") {
  fabric_site here;
  here.start();
  here.edit("POST", "uni/tn-T/out-O",
            R"({"l3extInstP":{"attributes":{"name":"ADMIN"},"children":[
               {"l3extSubnet":{"attributes":{"ip":"203.0.113.0/24"}}}]}})");
  for (const auto* propagation : {"Background", "Foreground", "Orphan"}) {
    CAPTURE(propagation);
    const auto name = std::string{"app-"} + static_cast<char>(std::tolower(*propagation));
    here.deploy(name, fabric_site::annotation(propagation), 2);
    here.await_prefixes(propagation, here.await_pods(name, 2));
    here.await_quiet();
    const auto before = here.counted().deletes;
    here.erase(name, propagation);
    here.await("the EEPG has gone", [&] { return !here.has(propagation); });
    here.await_quiet();
    CHECK(here.counted().deletes <= before + 1);
  }

  here.deploy("guest", fabric_site::annotation("ADMIN"), 2);
  here.await_prefixes("ADMIN", with_more(here.await_pods("guest", 2), {"203.0.113.0/24"}));
  here.deploy("other", fabric_site::annotation("SHARED"), 1);
  here.deploy("third", fabric_site::annotation("SHARED"), 1);
  const auto third = here.await_pods("third", 1);
  here.await_prefixes("SHARED", with_more(here.await_pods("other", 1), third));
  here.erase("guest");
  here.annotate("other", "");
  here.await_prefixes("ADMIN", {"203.0.113.0/24"});
  CHECK(here.attribute(fabric_site::dn_of("ADMIN"), "annotation").empty());
  here.await_prefixes("SHARED", third);
  here.erase("third");
  here.await("nobody refers to SHARED", [&] { return !here.has("SHARED"); });
}

TEST_CASE("row 18: a Deployment that moves is never in both EEPGs", "[fabric]") {
  fabric_site here;
  here.start();
  here.deploy("web", fabric_site::annotation("A"), 5);
  const auto pods = here.await_pods("web", 5);
  here.await_prefixes("A", pods);
  here.annotate("web", fabric_site::annotation("B"));
  here.await_prefixes("B", pods);
  here.await("A has gone", [&] { return !here.has("A"); });
  for (const auto& one : pods)
    CHECK(here.most_holders(one) == 1);
}

TEST_CASE("rows 43 and 44: after a crash what is stale goes, and nothing else is touched",
          "[fabric]") {
  fabric_site here{"cluster_id: c1"};
  auto& first = here.start();
  here.deploy("web", fabric_site::annotation("E"), 4);
  here.deploy("gone", fabric_site::annotation("G"), 2);
  here.await_prefixes("G", here.await_pods("gone", 2));
  here.await_prefixes("E", here.await_pods("web", 4));
  const std::string foreign
    = R"({"l3extSubnet":{"attributes":{"ip":"198.51.100.9/32","annotation":")"
      + std::string{plain_mark} + R"(:c2"}}})";
  here.edit("POST", fabric_site::dn_of("E"), foreign);
  fabric_site::kill(first);

  here.scale("web", 2);
  here.erase("gone");
  const auto left = here.await_pods("web", 2);
  std::map<std::string, std::string> stamps;
  for (const auto& one : left)
    stamps[one] = here.attribute(subnet_dn("E", one), "modTs");
  here.await("no Pod of gone is left", [&] { return here.addresses("gone").empty(); });
  here.start();
  here.await_prefixes("E", with_more(left, {"198.51.100.9/32"}));
  here.await("the EEPG that nobody refers to has gone", [&] { return !here.has("G"); });
  for (const auto& [one, stamp] : stamps)
    CHECK(here.attribute(subnet_dn("E", one), "modTs") == stamp);
}

TEST_CASE("row 46: watches that end in 410 cause no write", "[fabric]") {
  fabric_site here;
  // Who leads anew reads everything, however long the API server takes to start.
  auto& weft = here.start({"--lease-duration=10m", "--lease-renew-deadline=9m"});
  here.deploy("web", fabric_site::annotation("E"), 3);
  here.await_prefixes("E", here.await_pods("web", 3));
  here.await_quiet();
  const auto before = here.counted();
  here.cluster.stop_server();
  here.cluster.compact();
  here.cluster.start_server();
  here.make_namespace("after");
  here.scale("web", 4); // what comes after it is heard
  here.await_prefixes("E", here.await_pods("web", 4));
  here.await_quiet();
  CHECK(here.counted().deletes == before.deletes);
  CHECK(here.counted().commits == before.commits + 1);
  CHECK_FALSE(weft.has_died());
}

TEST_CASE("row 47: Pods of no Deployment are nobody's business", "[fabric]") {
  fabric_site here;
  here.start();
  here.deploy("web", fabric_site::annotation("E"), 1);
  here.await_prefixes("E", here.await_pods("web", 1));
  here.await_quiet();
  const auto before = here.counted();
  const std::string pod
    = R"({"metadata":{"labels":{"app":"bare"}},"spec":{"containers":[{"name":"m","image":"m"}]}})";
  CHECK(here
          .ask("POST", fabric_site::path_of("pods"),
               R"({"metadata":{"name":"bare","labels":{"app":"bare"}},)"
                 + pod.substr(pod.find(R"("spec")")))
          .status
        == 201);
  CHECK(here
          .ask("POST", fabric_site::path_of("statefulsets"),
               R"({"metadata":{"name":"set"},"spec":{"serviceName":"set","replicas":2,"selector":)"
               R"({"matchLabels":{"app":"set"}},"template":)"
                 + std::string{R"({"metadata":{"labels":{"app":"set"}},)"}
                 + pod.substr(pod.find(R"("spec")")) + "}}")
          .status
        == 201);
  CHECK(here
          .ask("POST", fabric_site::path_of("replicasets"),
               R"({"metadata":{"name":"lone"},"spec":{"replicas":2,"selector":)"
               R"({"matchLabels":{"app":"lone"}},"template":)"
                 + std::string{R"({"metadata":{"labels":{"app":"lone"}},)"}
                 + pod.substr(pod.find(R"("spec")")) + "}}")
          .status
        == 201);
  here.await_pods("bare", 1);
  here.await_pods("set", 2);
  here.await_pods("lone", 2);
  here.scale("web", 2); // what comes after them is heard
  here.await_prefixes("E", here.await_pods("web", 2));
  here.await_quiet();
  CHECK(here.counted().posts == before.posts + 1);
  CHECK(here.counted().deletes == before.deletes);
}

TEST_CASE("row 48: SIGTERM under load ends weft, logged out, and leaves the fabric alone",
          "[fabric]") {
  fabric_site here;
  auto& weft = here.start({"--runtime-shutdown-grace=10m"}); // so that it is not this that ends it
  here.deploy("web", fabric_site::annotation("E"), 60);
  here.await("prefixes arrive", [&] { return !here.prefixes("E").empty(); });
  here.deploy("more", fabric_site::annotation("M"), 60);
  weft.end_by(SIGTERM);
  CHECK(weft.process().wait(60s));
  CHECK(weft.process().report().code == 0);
  CHECK(here.counted().logouts == 1);
  CHECK_FALSE(here.prefixes("E").empty());
}

TEST_CASE("row 49: the password and the token are nowhere to be read", "[fabric]") {
  fabric_site here;
  auto& weft = here.start({"--log-level=debug"});
  here.deploy("web", fabric_site::annotation("E"), 1);
  here.await_prefixes("E", here.await_pods("web", 1));
  const auto token = here.apics.with([](weft::aci::sim::core& core, auto) {
    const auto cookie = core.requests().back().cookies;
    return cookie.substr(cookie.find('=') + 1);
  });
  REQUIRE(token.size() > 20);
  const auto all = weft.get("/state").body + weft.get("/metrics").body + weft.log()
                   + here.ask("GET", "/apis/events.k8s.io/v1/events").body
                   + here.ask("GET", fabric_site::path_of("deployments")).body;
  CHECK(all.find(weft::aci::sim::demo_password) == all.npos);
  CHECK(all.find(token) == all.npos);
}

TEST_CASE("row 52: a Deployment may keep its Pods to itself", "[fabric]") {
  fabric_site here;
  here.start();
  const std::string alone = R"({"tenant":"T","l3out":"O","epg":"E","pods":false})";
  here.expose("front", "web");
  here.give("front", R"([{"ip":"192.0.2.1"}])");
  here.deploy("web", alone, 2);
  const auto pods = here.await_pods("web", 2);
  here.await_prefixes("E", {"192.0.2.1/32"});
  here.annotate("web", fabric_site::annotation("E"));
  here.await_prefixes("E", with_more(pods, {"192.0.2.1/32"}));
  here.annotate("web", alone);
  here.await_prefixes("E", {"192.0.2.1/32"});
}

TEST_CASE(
  "rows 30 and 31: an annotation that makes no sense is told of, and no request comes of it",
  "[fabric]") {
  fabric_site here{"settling: 10m"}; // the comparison that a new EEPG is owed is a request, too
  here.start();
  here.deploy("good", fabric_site::annotation("E"), 1);
  here.await_prefixes("E", here.await_pods("good", 1));
  here.await_quiet();
  const auto before = here.counted();
  int number = 0;
  for (const std::string value :
       {"nonsense", "[]", R"({"tenant":"T","l3out":"O"})", R"({"tenant":"T","l3out":"O","epg":7})",
        R"({"tenant":"T","l3out":"O","epg":""})", R"({"tenant":"T","l3out":"O","epg":"../../x"})",
        R"({"tenant":"T","l3out":"O","epg":"E?x=%2f"})"}) {
    const auto name = "bad-" + std::to_string(++number);
    CAPTURE(name, value);
    here.deploy(name, value, 1);
    here.await("an Event tells of " + name,
               [&] { return here.event_reasons(name).contains("InvalidAnnotation"); });
    here.await(name + " is not Ready",
               [&] { return here.standing(name) == "False/InvalidAnnotation"; });
  }
  here.await_quiet();
  CHECK(here.counted().requests - before.requests
        == here.counted().refreshes - before.refreshes + here.counted().subscription_refreshes
             - before.subscription_refreshes);
}

TEST_CASE("a rolling update ends with the new Pods and never empties the EEPG", "[fabric]") {
  fabric_site here;
  here.start();
  here.deploy("web", fabric_site::annotation("E"), 4);
  here.await_prefixes("E", here.await_pods("web", 4));
  const auto old = here.addresses("web");
  CHECK(here
          .ask("PATCH", fabric_site::path_of("deployments", "web"),
               R"({"spec":{"template":{"metadata":{"annotations":{"round":"2"}}}}})",
               "application/merge-patch+json")
          .status
        == 200);
  here.await("all Pods are new ones", [&] {
    const auto now = here.addresses("web");
    bool fresh = now.size() == 4;
    for (const auto& [pod, ip] : now)
      fresh = fresh && !old.contains(pod);
    CHECK_FALSE(here.prefixes("E").empty());
    return fresh;
  });
  here.await_prefixes("E", here.await_pods("web", 4));
}
