#include "tests/cluster/installation.hpp"
#include "tests/cluster/rights.hpp"

#include <catch2/catch.hpp>

using namespace weft::tests;

TEST_CASE("weft may do all that it ever asks of the API server, and may read no Secret",
          "[installation]") {
  installation here;
  const std::vector<right> used{
    {"list", "vcn.cloud", "velocloudbps"},
    {"watch", "vcn.cloud", "velocloudbps"},
    {"patch", "vcn.cloud", "velocloudbps"}, // its finalizer
    {"get", "vcn.cloud", "velocloudbps"},   // after a lost race, before the next attempt
    {"patch", "vcn.cloud", "velocloudbps", "status"},
    {"list", "vcn.cloud", "velocloudpolicies"},
    {"watch", "vcn.cloud", "velocloudpolicies"},
    {"get", "", "namespaces"}, // kube-system, whose uid names the cluster
    {"list", "", "namespaces"},
    {"watch", "", "namespaces"},
    {"create", "events.k8s.io", "events"},
    {"patch", "events.k8s.io", "events"}, // one that is told again
    {"get", "coordination.k8s.io", "leases", {}, "weft"},
    {"watch", "coordination.k8s.io", "leases", {}, "weft"},
    {"create", "coordination.k8s.io", "leases", {}, "weft"},
    {"update", "coordination.k8s.io", "leases", {}, "weft"},
  };
  for (const auto& one : used) {
    CAPTURE(one.verb, one.resource, one.part);
    CHECK(is_allowed(here, one));
  }
  CHECK_FALSE(is_allowed(here, {"get", "", "secrets", {}, "weft"}));
  CHECK_FALSE(is_allowed(here, {"delete", "vcn.cloud", "velocloudbps"}));
}

TEST_CASE("the agent of a node may do all that it asks of the API server, and no more",
          "[installation]") {
  installation here;
  const std::vector<right> used{
    {"list", "", "pods"},
    {"watch", "", "pods"},
    {"get", "", "pods"}, // after a lost race, before the next attempt
    {"patch", "", "pods", "status"},
    {"list", "k8s.cni.cncf.io", "network-attachment-definitions"},
    {"watch", "k8s.cni.cncf.io", "network-attachment-definitions"},
    {"list", "kaloom.com", "networks"},
    {"watch", "kaloom.com", "networks"},
    {"create", "events.k8s.io", "events"},
    {"patch", "events.k8s.io", "events"},
  };
  for (const auto& one : used) {
    CAPTURE(one.verb, one.resource, one.part);
    CHECK(is_allowed(here, one, agents_account));
  }
  CHECK_FALSE(is_allowed(here, {"patch", "", "pods"}, agents_account));
  CHECK_FALSE(is_allowed(here, {"delete", "", "pods"}, agents_account));
  CHECK_FALSE(is_allowed(here, {"get", "", "secrets", {}, "weft-agent"}, agents_account));
  CHECK_FALSE(
    is_allowed(here, {"update", "coordination.k8s.io", "leases", {}, "weft"}, agents_account));
}

TEST_CASE("kubernetes row 18: where some namespaces are watched, rights in those suffice",
          "[installation]") {
  installation here{{true, false}};
  for (const auto* ns : {"ns1", "ns2"})
    here.make_namespace(ns);
  here.apply({"config/rbac/namespaced"});
  await_right(here, {"list", "vcn.cloud", "velocloudpolicies"});
  await_right(here, {"list", "vcn.cloud", "velocloudbps", {}, "ns1"});
  await_right(here, {"create", "coordination.k8s.io", "leases", {}, "weft"});
  auto& weft = here.start({"--kubernetes-namespaces=ns1", "--velocloud-cluster-id=blue"});
  here.create("ns2", "elsewhere");
  here.create("ns1", "first");
  here.await_ready("ns1", "first");
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "first");
  here.create("ns1", "second");
  here.await_ready("ns1", "second");
  here.erase("ns1", "first");
  here.await_gone("ns1", "first");
  CHECK(here.ready("ns2", "elsewhere").empty());
  CHECK(weft.log().find("forbidden") == std::string::npos);
  CHECK_FALSE(is_allowed(here, {"list", "vcn.cloud", "velocloudbps"}));
  CHECK_FALSE(is_allowed(here, {"get", "", "namespaces"}));
}
