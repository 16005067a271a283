#include "tests/unit/protocol/aci/cluster.hpp"

using namespace weft;
using namespace weft::aci;

TEST_CASE("a Deployment wishes its EEPG of the fabric, and a prefix per Pod", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5", "10.244.2.6"});
  const auto meaning = c.meaning_of("web");
  REQUIRE(meaning.parts.size() == 1);
  const auto& part = meaning.parts.front();
  CHECK(part.target == "apic");
  CHECK(part.what == wish::place);
  CHECK(part.from == owner{{"Deployment", "shop", "web"}, "uid-web"});
  CHECK(part.generation == 1);
  CHECK(meaning.accepted);
  CHECK(meaning.notices.empty());
  CHECK(c.wish_of("web").where == eepg_name{"T", "O", "E"});
  CHECK(c.claims_of("web")
        == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0", "10.244.2.6/32 Pod/shop/web-1-1"});
  const auto first = c.wish_of("web").claims.front();
  CHECK(first.from.uid == "uid-web-1-0");
  CHECK(to_rfc3339(first.started) == "2026-01-02T00:00:00Z");
  CHECK(to_rfc3339(first.created) == "2026-01-01T00:00:00Z");
  CHECK_FALSE(first.terminating);
}

TEST_CASE("a Deployment without Pods wishes its EEPG all the same", "[aci]") {
  cluster c;
  c.put(c.deployment("web"));
  CHECK(c.wish_of("web").claims.empty());
}

TEST_CASE("a Pod with addresses of both families claims one prefix each", "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5", "2001:DB8:0::1"}));
  CHECK(c.claims_of("web")
        == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0", "2001:db8::1/128 Pod/shop/web-1-0"});
}

TEST_CASE("a Pod without an address claims nothing until it has one", "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.pod("web-1-0", "web-1", "web", {}));
  CHECK(c.claims_of("web").empty());
  c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5"}));
  CHECK(c.claims_of("web").size() == 1);
}

TEST_CASE("a Pod that says its address twice claims it once", "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.pod("web-1-0", "web-1", "web", {"2001:db8::1", "2001:DB8:0:0::1"}));
  CHECK(c.claims_of("web") == claim_lines{"2001:db8::1/128 Pod/shop/web-1-0"});
}

TEST_CASE("a Pod that has failed or succeeded claims nothing, though it shows an address",
          "[aci]") {
  cluster c;
  c.run("web", {});
  auto done = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  done.find("status")->set("phase", GENERATE("Failed", "Succeeded"));
  c.put(done);
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("the address of a failed Pod is its next bearer's alone, before and after the failed one "
          "goes",
          "[aci]") {
  cluster c;
  c.run("old", {"10.244.1.5"});
  c.run("new", {"10.244.1.5"}, to_f);
  auto failed = c.pod("old-1-0", "old-1", "old", {"10.244.1.5"});
  failed.find("status")->set("phase", "Failed");
  c.put(failed);
  CHECK(c.claims_of("old").empty());
  CHECK(c.claims_of("new") == claim_lines{"10.244.1.5/32 Pod/shop/new-1-0"});
  c.take(c.key(pod_kind, "old-1-0"));
  CHECK(c.claims_of("old").empty());
  CHECK(c.claims_of("new") == claim_lines{"10.244.1.5/32 Pod/shop/new-1-0"});
}

TEST_CASE("a Pod that is terminating and still runs stays, marked as such", "[aci]") {
  cluster c;
  c.run("web", {});
  auto going = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  c.set_meta(going, "deletionTimestamp", "2026-02-01T00:00:00Z");
  c.put(going);
  REQUIRE(c.claims_of("web").size() == 1);
  CHECK(c.wish_of("web").claims.front().terminating);
}

TEST_CASE("a Pod of another phase counts as running", "[aci]") {
  cluster c;
  c.run("web", {});
  auto odd = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  odd.find("status")->set("phase", GENERATE("Pending", "Unknown", "", "failed"));
  c.put(odd);
  CHECK(c.claims_of("web").size() == 1);
}

TEST_CASE("a Pod on its node's network is skipped unless the settings say otherwise", "[aci]") {
  cluster c;
  c.run("web", {});
  auto host = c.pod("web-1-0", "web-1", "web", {"192.0.2.1"});
  host.find("spec")->set("hostNetwork", true);
  c.put(host);
  CHECK(c.claims_of("web").empty());
  c.how.host_network = true;
  CHECK(c.claims_of("web").size() == 1);
}

TEST_CASE("owners are told by uid at every step, and never by name", "[aci]") {
  cluster c;
  c.careless = GENERATE(false, true);
  c.run("web", {"10.244.1.5"});
  SECTION("of a ReplicaSet") {
    auto other = c.replica_set("web-1", "web");
    other.find_path({"metadata", "ownerReferences"})->as_array()->front().set("uid", "uid-older");
    c.put(other);
  }
  SECTION("of a Pod") {
    auto other = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
    other.find_path({"metadata", "ownerReferences"})->as_array()->front().set("uid", "uid-older");
    c.put(other);
  }
  SECTION("and a Deployment that came back has none of its predecessor's Pods") {
    auto reborn = c.deployment("web");
    c.set_meta(reborn, "uid", "uid-web-again");
    c.put(reborn);
  }
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("owners are of the right kind and namespace, whatever a reference says", "[aci]") {
  cluster c;
  c.careless = GENERATE(false, true);
  c.run("web", {});
  c.put(c.service("lb", "blue", {"172.16.0.1"}));
  auto pod = c.pod("x", "web-1", "blue", {"10.244.1.5"});
  SECTION("a Pod in another namespace") {
    c.set_meta(pod, "namespace", "evil");
  }
  SECTION("a Pod that names a Deployment as its controller") {
    c.set_owner(pod, deployment_kind, "web");
  }
  SECTION("a Pod whose controller is of another kind") {
    c.set_owner(pod, "StatefulSet", "web-1");
  }
  SECTION("an owner that does not control") {
    pod.find_path({"metadata", "ownerReferences"})->as_array()->front().set("controller", false);
  }
  SECTION("a Pod under a Pod under the Deployment") {
    auto between = c.pod("between", "web", "web", {});
    c.set_owner(between, deployment_kind, "web");
    c.put(between);
    c.set_owner(pod, pod_kind, "between");
  }
  c.put(pod);
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("what is filed under a ReplicaSet and is no Pod is left alone", "[aci]") {
  cluster c;
  c.careless = true;
  c.run("web", {"10.244.1.5"});
  auto other = *c.find(c.key(pod_kind, "web-1-0"));
  other.meta.key = c.key("Widget", "w");
  other.meta.labels = {{"app", "blue"}};
  other.body = take_snapshot(record{});
  c.objects[other.meta.key] = take_snapshot(other);
  CHECK(c.claims_of("web").size() == 1);
}

TEST_CASE("Pods of no Deployment of ours and ReplicaSets without one are ignored", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  const auto before = c.meaning_of("web").parts.front().digest;
  for (const auto* kind : {"StatefulSet", "DaemonSet", "Job", "Node"}) {
    auto other = c.pod(kind, "web", "web", {"10.244.9.9"});
    c.set_owner(other, kind, "web");
    CHECK(c.put(other).empty());
  }
  auto bare = c.pod("bare", "web", "web", {"10.244.9.9"});
  bare.find("metadata")->erase("ownerReferences");
  CHECK(c.put(bare).empty());
  auto free = c.replica_set("free", "nobody");
  CHECK(c.put(free).empty());
  CHECK(c.put(c.pod("free-0", "free", "web", {"10.244.9.9"})).empty());
  free.find("metadata")->erase("ownerReferences");
  CHECK(c.put(free).empty());
  CHECK(c.meaning_of("web").parts.front().digest == before);
}

TEST_CASE("Pods of all ReplicaSets of a Deployment count", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.put(c.replica_set("web-2", "web"));
  c.put(c.pod("web-2-0", "web-2", "web", {"10.244.1.9"}));
  CHECK(c.claims_of("web").size() == 2);
}

TEST_CASE("two Deployments of one EEPG wish it apart, and one does not need the other", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.run("api", {"10.244.1.6"});
  CHECK(c.wish_of("web").where == c.wish_of("api").where);
  const auto before = c.meaning_of("web").parts.front().digest;
  c.take(c.key(deployment_kind, "api"));
  CHECK(c.meaning_of("web").parts.front().digest == before);
}

TEST_CASE("only addresses of the chosen families are claimed, and nobody hears of the others",
          "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5", "2001:db8::1"}));
  c.how.publish = families::ipv4;
  CHECK(c.claims_of("web") == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0"});
  CHECK(c.meaning_of("web").notices.empty());
  c.how.publish = families::ipv6;
  CHECK(c.claims_of("web") == claim_lines{"2001:db8::1/128 Pod/shop/web-1-0"});
}

TEST_CASE("addresses outside of the ranges are not claimed, which is told once for all of them",
          "[aci]") {
  cluster c;
  c.how.ranges = {read_prefix("10.0.0.0/8").value(), read_prefix("2001:db8::/32").value()};
  c.run("web", {"10.244.1.5", "192.0.2.1", "192.0.2.2"});
  c.put(c.service("lb", "web", {"2001:db8::9"}));
  CHECK(c.claims_of("web")
        == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0", "2001:db8::9/128 Service/shop/lb"});
  const auto notices = c.meaning_of("web").notices;
  REQUIRE(notices.size() == 1);
  CHECK_FALSE(notices.front().warning);
  CHECK(notices.front().reason == "AddressIgnored");
  CHECK(
    notices.front().note
    == R"(Pod/shop/web-1-1: address "192.0.2.1" is outside of the ranges that may be published )"
       "and is not published; nor are others of this Deployment, for the same reason");
}

TEST_CASE("an IPv4 address in IPv6 form is not claimed, and its bearer is named", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.put(c.service("lb", "web", {"::ffff:10.1.1.5", "172.16.0.1"}));
  CHECK(c.claims_of("web")
        == claim_lines{"10.244.1.5/32 Pod/shop/web-1-0", "172.16.0.1/32 Service/shop/lb"});
  const auto meaning = c.meaning_of("web");
  CHECK(meaning.accepted);
  REQUIRE(meaning.notices.size() == 1);
  CHECK(meaning.notices.front().warning);
  CHECK(meaning.notices.front().note
        == R"(Service/shop/lb: address "::ffff:10.1.1.5" is an IPv4 address in IPv6 form and is )"
           "not published");
}

TEST_CASE("the digest follows everything that is wished", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  const auto digest = [&] { return c.meaning_of("web").parts.front().digest; };
  const auto before = digest();
  auto pod = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  SECTION("another address") {
    pod = c.pod("web-1-0", "web-1", "web", {"10.244.1.9"});
  }
  SECTION("another Pod of the same name") {
    c.set_meta(pod, "uid", "uid-other");
  }
  SECTION("another start") {
    pod.find("status")->set("startTime", "2026-01-03T00:00:00Z");
  }
  SECTION("another creation") {
    c.set_meta(pod, "creationTimestamp", "2026-01-03T00:00:00Z");
  }
  SECTION("an end in sight") {
    c.set_meta(pod, "deletionTimestamp", "2026-02-01T00:00:00Z");
  }
  c.put(pod);
  CHECK(digest() != before);
}

TEST_CASE("what makes no difference to the wish of a Deployment keeps its digest", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5", "10.244.1.6"});
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  const auto before = c.meaning_of("web").parts.front().digest;
  c.backwards = true;
  CHECK(c.meaning_of("web").parts.front().digest == before);
  auto scaled = c.deployment("web");
  c.set_meta(scaled, "generation", 2);
  c.set_meta(scaled, "resourceVersion", "9");
  scaled.find("spec")->set("replicas", 9);
  c.put(scaled);
  CHECK(c.meaning_of("web").parts.front().digest == before);
  CHECK(c.meaning_of("web").parts.front().generation == 2);
}
