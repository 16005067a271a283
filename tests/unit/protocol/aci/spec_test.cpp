#include "protocol/aci/claims.hpp"
#include "protocol/aci/spec.hpp"
#include "tests/unit/protocol/aci/manifests.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

using texts_of = std::vector<std::string>;

/// The object with spec, status and metadata in another order.
json::value turned_around(const json::value& what) {
  json::value out = json::object{};
  const auto& members = *what.as_object();
  for (auto i = members.rbegin(); i != members.rend(); ++i)
    out.set(i->first, i->second);
  return out;
}

/// What is kept of an object, whatever order its members come in.
template <class Facts>
Facts facts_of(const json::value& what) {
  const manifests c;
  const auto read = c.decoded(what);
  const auto other = c.decoded(turned_around(what));
  REQUIRE(read->body);
  REQUIRE(other->body);
  const auto& facts = as<Facts>(read->body);
  if constexpr (requires { facts.addresses; })
    CHECK(facts.addresses == as<Facts>(other->body).addresses);
  return facts;
}

} // namespace

TEST_CASE("of an annotated Deployment its annotation and its Pods' labels are kept", "[aci]") {
  const manifests c;
  const auto read = c.decoded(manifests::deployment("web"));
  CHECK(read->meta.annotations == k8s::string_pairs{{std::string{annotation::l3out}, to_e}});
  CHECK(acts_on(*read));
  CHECK(facts_of<deployment_facts>(manifests::deployment("web")).labels
        == k8s::string_pairs{{"app", "web"}});
}

TEST_CASE("of a Deployment without our annotation nothing is kept", "[aci]") {
  const manifests c;
  const auto read = c.decoded(manifests::deployment("web", ""));
  CHECK_FALSE(read->body);
  CHECK_FALSE(acts_on(*read));
  auto other = manifests::deployment("web", "");
  manifests::set_meta(other, "annotations",
                      json::value::of({{"aci.haystacknetworks.com/other", to_e}}));
  CHECK_FALSE(acts_on(*c.decoded(other)));
}

TEST_CASE("our own report is kept with a Deployment only where reports are on", "[aci]") {
  manifests c;
  auto object = manifests::deployment("web");
  object.find_path({"metadata", "annotations"})->set(c.how.report_annotation, "{}");
  CHECK(c.decoded(object)->status == "{}");
  CHECK(c.decoded(object)->meta.annotations.size() == 1);
  c.how.report = false;
  CHECK(c.decoded(object)->status.empty());
  CHECK(c.decoded(object)->meta.annotations.size() == 1);
}

TEST_CASE("of a ReplicaSet only its controller is kept", "[aci]") {
  const manifests c;
  auto object = manifests::replica_set("web-1", "web");
  manifests::set_meta(object, "labels", manifests::labels_of("web"));
  const auto read = c.decoded(object);
  CHECK_FALSE(read->body);
  CHECK(read->meta.labels.empty());
  REQUIRE(read->meta.controller);
  CHECK(*read->meta.controller == k8s::owner_reference{"Deployment", "web", "uid-web"});
  CHECK(kinds(c.how)[1].metadata_only);
}

TEST_CASE("of a Pod its addresses are kept, with when it started", "[aci]") {
  auto object = manifests::pod("p", "s", "web", {"10.244.1.5", "2001:DB8::1"});
  const auto facts = facts_of<pod_facts>(object);
  CHECK(facts.addresses == texts_of{"10.244.1.5", "2001:DB8::1"});
  CHECK(to_rfc3339(facts.started) == "2026-01-02T00:00:00Z");
  CHECK_FALSE(facts.host_network);
  CHECK_FALSE(facts.terminal);
  object.find("status")->erase("podIPs");
  CHECK(facts_of<pod_facts>(object).addresses == texts_of{"10.244.1.5"});
  object.find("spec")->set("hostNetwork", true);
  CHECK(facts_of<pod_facts>(object).host_network);
  object.find("status")->set("phase", GENERATE("Succeeded", "Failed"));
  CHECK(facts_of<pod_facts>(object).terminal);
}

TEST_CASE("a Pod of which there is nothing to say has no body", "[aci]") {
  const manifests c;
  CHECK_FALSE(c.decoded(manifests::pod("p", "s", "web", {}))->body);
  auto owned = manifests::pod("p", "s", "web", {"10.244.1.5"});
  manifests::set_owner(owned, "StatefulSet", "s");
  CHECK_FALSE(c.decoded(owned)->body);
  owned.find("metadata")->erase("ownerReferences");
  CHECK_FALSE(c.decoded(owned)->body);
  auto empty = manifests::pod("p", "s", "web", {});
  empty.find("status")->set("podIP", "");
  empty.find("status")->set("podIPs", nullptr);
  CHECK_FALSE(c.decoded(empty)->body);
}

TEST_CASE("of a LoadBalancer Service the addresses are published, of another nothing", "[aci]") {
  auto object = manifests::service("lb", "web", {"172.16.0.1", "2001:db8::2"});
  object.find_path({"status", "loadBalancer", "ingress"})
    ->push_back(json::value::of({{"hostname", "lb.example.com"}}));
  const manifests c;
  const auto published = c.decoded(object);
  CHECK(of_service({}, *published).claims.size() == 2);
  CHECK(serves(*published, {{"app", "web"}}));
  CHECK_FALSE(serves(*published, {{"app", "db"}}));
  object.find("spec")->set("type", "ClusterIP");
  const auto internal = c.decoded(object);
  CHECK(of_service({}, *internal).claims.empty());
  CHECK_FALSE(serves(*internal, {{"app", "web"}}));
}

TEST_CASE("Pods are filed under their ReplicaSet and ReplicaSets under their Deployment", "[aci]") {
  const manifests c;
  CHECK(index_keys(*c.decoded(manifests::pod("p", "web-1", "web", {}))) == texts_of{"uid-web-1"});
  CHECK(index_keys(*c.decoded(manifests::replica_set("web-1", "web"))) == texts_of{"uid-web"});
  CHECK(index_keys(*c.decoded(manifests::deployment("web"))).empty());
  CHECK(index_keys(*c.decoded(manifests::service("web", "web", {}))).empty());
  auto other = manifests::pod("p", "db", "db", {});
  for (const auto* kind : {"StatefulSet", "DaemonSet", "Job", "Node", "Deployment"}) {
    manifests::set_owner(other, kind, "db");
    CHECK(index_keys(*c.decoded(other)).empty());
  }
}
