#include "tests/unit/protocol/aci/cluster.hpp"

#include <rapidcheck.h>

#include <set>

using namespace weft;
using namespace weft::aci;

namespace {

using deployments = std::set<std::string>;

const deployments nobody;
const deployments only_web{"web"};

/// Everything an interpretation says, to be compared.
std::string told_by(const interpretation& what) {
  auto out = what.reason + "/" + what.message;
  for (const auto& part : what.parts)
    out += "/" + part.digest;
  for (const auto& notice : what.notices)
    out += "/" + notice.note;
  return out;
}

const std::vector<std::string> deployment_names{"web", "api", "plain"};

/// A cluster in which anything may change.
struct changing_cluster : cluster {
  changing_cluster() {
    how.expose_pod_ips = *rc::gen::arbitrary<bool>();
    how.host_network = *rc::gen::arbitrary<bool>();
    if (*rc::gen::inRange(0, 3) == 0)
      how.ranges = {read_prefix("10.0.0.0/8").value()};
    for (const auto& name : deployment_names)
      put(deployment(name, name == "plain" ? "" : random_annotation()));
    for (int i = 0; i < 12; ++i)
      change();
  }

  static std::string one_of(std::vector<std::string> words) { return *rc::gen::elementOf(words); }

  static std::string random_annotation() {
    return one_of({to_e, to_f, "{", R"({"tenant":"T","l3out":"O","epg":"E","pods":false})",
                   R"({"tenant":"T","l3out":"O","epg":"E","pods":true})"});
  }

  static std::vector<std::string> random_addresses() {
    std::vector<std::string> out;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
      out.push_back(
        one_of({"10.1.1.1", "10.1.1.2", "192.0.2.1", "::ffff:10.1.1.5", "2001:DB8::1"}));
    return out;
  }

  static void age(json::value& what) {
    if (*rc::gen::inRange(0, 4) == 0)
      set_meta(what, "deletionTimestamp", "2026-02-01T00:00:00Z");
    if (*rc::gen::inRange(0, 4) == 0)
      set_meta(what, "uid", one_of({"uid-1", "uid-2"}));
    set_meta(what, "resourceVersion", std::to_string(*rc::gen::inRange(1, 999)));
  }

  static json::value random_pod() {
    auto out = pod(one_of({"p", "q", "r"}), one_of({"web-1", "web-2", "api-1", "plain-1"}),
                   one_of({"web", "api", "blue"}), random_addresses());
    out.find("status")->set("phase", one_of({"Running", "Running", "Failed"}));
    if (*rc::gen::inRange(0, 5) == 0)
      out.find("spec")->set("hostNetwork", true);
    if (*rc::gen::inRange(0, 5) == 0)
      out.find("metadata")->erase("ownerReferences");
    age(out);
    return out;
  }

  static json::value random_service() {
    auto out = service(one_of({"lb", "lb2"}), one_of({"web", "api", "blue"}), random_addresses());
    if (*rc::gen::inRange(0, 4) == 0)
      out.find("spec")->set("type", "ClusterIP");
    age(out);
    return out;
  }

  static json::value random_set() {
    const auto set = one_of({"web-1", "web-2", "api-1", "plain-1"});
    auto out = replica_set(set, one_of({"web", "api", "plain"}));
    if (*rc::gen::inRange(0, 5) == 0)
      out.find("metadata")->erase("ownerReferences");
    return out;
  }

  /// Changes anything but a Deployment. @returns who is said to be affected.
  deployments change() {
    if (*rc::gen::inRange(0, 4) == 0) {
      const auto key
        = *rc::gen::elementOf(std::vector<object_key>{{"Pod", "shop", "p"},
                                                      {"Pod", "shop", "q"},
                                                      {"Service", "shop", "lb"},
                                                      {"ReplicaSet", "shop", "web-1"},
                                                      {"ReplicaSet", "shop", "api-1"}});
      return objects.contains(key) ? take(key) : nobody;
    }
    switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return put(random_service());
    case 1:
      return put(random_set());
    default:
      return put(random_pod());
    }
  }

  std::map<std::string, std::string> meanings() const {
    std::map<std::string, std::string> out;
    for (const auto& name : deployment_names)
      out[name] = told_by(meaning_of(name));
    return out;
  }
};

} // namespace

TEST_CASE("whatever changes, who means something else because of it is affected", "[aci]") {
  CHECK(rc::check([] {
    changing_cluster c;
    for (int i = 0; i < 20; ++i) {
      const auto before = c.meanings();
      const auto said = c.change();
      RC_ASSERT(!said.contains("plain"));
      for (const auto& [name, meaning] : c.meanings())
        RC_ASSERT(meaning == before.at(name) || said.contains(name));
    }
  }));
}

TEST_CASE("the life of a Pod concerns its Deployment when its address comes, goes or moves",
          "[aci]") {
  cluster c;
  c.run("web", {});
  c.put(c.service("lb", "web", {"172.16.0.1"}));
  auto pod = c.pod("web-1-0", "web-1", "web", {});
  CHECK(c.put(pod) == nobody); // made
  pod.find("status")->set("conditions", json::value::list({"scheduled"}));
  CHECK(c.put(pod) == nobody);
  pod = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  CHECK(c.put(pod) == only_web); // has an address
  pod.find("status")->set("containerStatuses", json::value::list({"started"}));
  c.set_meta(pod, "resourceVersion", "8");
  c.set_meta(pod, "annotations", json::value::of({{"cni/x", "y"}}));
  CHECK(c.put(pod) == nobody);
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.6"})) == only_web);
  pod = c.pod("web-1-0", "web-1", "web", {"10.244.1.6"});
  pod.find("status")->set("phase", "Failed");
  CHECK(c.put(pod) == only_web);
  c.set_meta(pod, "deletionTimestamp", "2026-02-01T00:00:00Z");
  CHECK(c.put(pod) == nobody);
  CHECK(c.take(c.key(pod_kind, "web-1-0")) == nobody);
}

TEST_CASE("Pods concern nobody where they are not published", "[aci]") {
  cluster c;
  c.how.expose_pod_ips = false;
  c.run("web", {});
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5"})) == nobody);
  c.put(c.deployment("web", R"({"tenant":"T","l3out":"O","epg":"E","pods":true})"));
  CHECK(c.put(c.pod("web-1-1", "web-1", "web", {"10.244.1.6"})) == only_web);
}

TEST_CASE("Pods of Deployments without our annotation concern nobody", "[aci]") {
  cluster c;
  c.run("web", {}, "");
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5"})) == nobody);
  CHECK(c.put(c.service("lb", "web", {"172.16.0.1"})) == nobody);
  CHECK(c.put(c.replica_set("web-1", "other")) == nobody);
}

TEST_CASE("nothing concerns a Deployment whose annotation was never valid", "[aci]") {
  cluster c;
  c.run("web", {}, "{");
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5"})) == nobody);
  CHECK(c.put(c.service("lb", "web", {"172.16.0.1"})) == nobody);
}

TEST_CASE("a Pod's labels concern its Deployment only as far as a Service tells them apart",
          "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  CHECK(c.put(c.pod("web-1-0", "web-1", "blue", {"10.244.1.5"})) == nobody);
  CHECK(c.put(c.service("lb", "green", {"172.16.0.1"})) == nobody);
  CHECK(c.put(c.pod("web-1-0", "web-1", "red", {"10.244.1.5"})) == nobody);
  CHECK(c.put(c.pod("web-1-0", "web-1", "green", {"10.244.1.5"})) == only_web);
}

TEST_CASE("a ReplicaSet that is learned of after its Pods brings them in", "[aci]") {
  cluster c;
  c.put(c.deployment("web"));
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.5"})) == nobody);
  CHECK(c.put(c.replica_set("web-1", "web")) == only_web);
  auto scaled = c.replica_set("web-1", "web");
  c.set_meta(scaled, "resourceVersion", "9");
  CHECK(c.put(scaled) == nobody);
  CHECK(c.put(c.replica_set("web-2", "web")) == nobody);
}

TEST_CASE("Pods that are orphaned leave their Deployment", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5", "10.244.1.6"});
  auto free = c.pod("web-1-1", "web-1", "web", {"10.244.1.6"});
  free.find("metadata")->erase("ownerReferences");
  CHECK(c.put(free) == only_web);
  CHECK(c.take(c.key(replica_set_kind, "web-1")) == only_web);
  CHECK(c.claims_of("web").empty());
}

TEST_CASE("Pods of an earlier ReplicaSet or Deployment of the same name concern nobody", "[aci]") {
  cluster c;
  c.run("web", {});
  auto pod = c.pod("web-1-0", "web-1", "web", {"10.244.1.5"});
  pod.find_path({"metadata", "ownerReferences"})->as_array()->front().set("uid", "uid-older");
  CHECK(c.put(pod) == nobody);
  auto reborn = c.deployment("web");
  c.set_meta(reborn, "uid", "uid-web-again");
  c.put(reborn);
  CHECK(c.put(c.pod("web-1-0", "web-1", "web", {"10.244.1.6"})) == nobody);
}

TEST_CASE("a Deployment may go before its ReplicaSets and Pods, or after them", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  SECTION("in the background") {
    c.take(c.key(deployment_kind, "web"));
    CHECK(c.take(c.key(replica_set_kind, "web-1")) == nobody);
    CHECK(c.take(c.key(pod_kind, "web-1-0")) == nobody);
  }
  SECTION("in the foreground") {
    CHECK(c.take(c.key(pod_kind, "web-1-0")) == only_web);
    CHECK(c.take(c.key(replica_set_kind, "web-1")) == nobody);
    CHECK(c.wish_of("web").claims.empty());
  }
}

TEST_CASE("a Service concerns the Deployments that it serves or has served", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  c.run("api", {"10.244.1.6"});
  CHECK(c.put(c.service("lb", "web", {})) == nobody);
  CHECK(c.put(c.service("lb", "web", {"172.16.0.1"})) == only_web);
  auto same = c.service("lb", "web", {"172.16.0.1"});
  c.set_meta(same, "resourceVersion", "9");
  CHECK(c.put(same) == nobody);
  CHECK(c.put(c.service("lb", "api", {"172.16.0.1"})) == deployments{"api", "web"});
  auto internal = c.service("lb", "api", {"172.16.0.1"});
  internal.find("spec")->set("type", "ClusterIP");
  CHECK(c.put(internal) == deployments{"api"});
  CHECK(c.take(c.key(service_kind, "lb")) == nobody);
}

TEST_CASE("a Deployment's own change is its own affair", "[aci]") {
  cluster c;
  c.run("web", {"10.244.1.5"});
  CHECK(c.put(c.deployment("web", to_f)) == nobody);
  CHECK(c.take(c.key(deployment_kind, "web")) == nobody);
  CHECK(affected(c.how, nullptr, nullptr, c.lookup()).empty());
}
