#include "protocol/cni/kept_pods.hpp"
#include "protocol/cni/sandbox_census.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <catch2/catch.hpp>

using namespace weft::cni;

namespace {

attachment_record kept_record(const std::string& uid, const std::string& interface) {
  attachment_record out;
  out.pod_uid = uid;
  out.pod_namespace = "shop";
  out.pod_name = "web";
  out.container_id = "s1";
  out.interface = interface;
  return out;
}

torn_record torn_of(const std::string& uid, const std::string& interface) {
  torn_record out;
  out.name = record_name{uid, "s1", interface};
  out.file = to_string(*out.name);
  return out;
}

sandbox listed_sandbox(const std::string& id, const std::string& pod, bool ready) {
  sandbox out;
  out.id = id;
  out.ns = "shop";
  out.name = pod;
  out.ready = ready;
  return out;
}

} // namespace

TEST_CASE("what is kept is found by Pod, what does not read by its name", "[cni][records]") {
  const kept_pods all{{kept_record("u1", "net1"), kept_record("u2", "net1")},
                      {torn_of("u1", "net2"), torn_record{"x", std::nullopt, "empty"}}};
  const auto target = target_of(kept_record("u1", "net1"));
  CHECK(target == "cni/shop/web/u1");
  const auto one = all.of(target);
  REQUIRE(one.records.size() == 1);
  CHECK(one.records[0].pod_uid == "u1");
  REQUIRE(one.torn.size() == 1);
  CHECK(one.torn[0].name->interface == "net2");
  CHECK(all.of("cni/shop/web/u3").records.empty());
  CHECK(all.targets() == std::vector<std::string>{"cni/shop/web/u1", "cni/shop/web/u2"});
  CHECK(all.records() == 2);
}

TEST_CASE("what is written takes the place of the record and of what did not read",
          "[cni][records]") {
  kept_pod pod{{kept_record("u1", "net1")}, {torn_of("u1", "net2")}};
  auto next = kept_record("u1", "net1");
  next.at = phase::attached;
  pod.take_written(next);
  REQUIRE(pod.records.size() == 1);
  CHECK(pod.records[0].at == phase::attached);
  pod.take_written(kept_record("u1", "net2"));
  CHECK(pod.records.size() == 2);
  CHECK(pod.torn.empty());
  pod.take_removed(to_string(name_of(next)));
  REQUIRE(pod.records.size() == 1);
  CHECK(pod.records[0].interface == "net2");
}

TEST_CASE("a Pod of which nothing is kept any more is no target", "[cni][records]") {
  kept_pods all{{kept_record("u1", "net1")}, {torn_of("u1", "net2"), torn_of("u2", "net1")}};
  CHECK(all.counts().at(phase::adding) == 1);
  all.replace("cni/shop/web/u1", {});
  CHECK(all.targets().empty());
  CHECK(all.counts().at(phase::adding) == 0);
  CHECK(all.torn().size() == 1);
}

TEST_CASE("a target names its Pod", "[cni][records]") {
  const auto pod = pod_in("cni/shop/web-0/u1");
  CHECK(pod.ns == "shop");
  CHECK(pod.name == "web-0");
  CHECK(pod.uid == "u1");
  CHECK(pod_in("aci/fabric").name.empty());
}

TEST_CASE("a list of sandboxes tells whose have changed since the last", "[cni][sandbox]") {
  using pods = std::set<std::pair<std::string, std::string>>;
  sandbox_census census;
  CHECK(census.take({listed_sandbox("a", "one", true), listed_sandbox("b", "two", true)})
        == pods{{"shop", "one"}, {"shop", "two"}});
  CHECK(census.take({listed_sandbox("b", "two", true), listed_sandbox("a", "one", true)}).empty());
  CHECK(census.take({listed_sandbox("a", "one", false), listed_sandbox("b", "two", true)})
        == pods{{"shop", "one"}});
  CHECK(census.take({listed_sandbox("a", "one", false), listed_sandbox("c", "three", true)})
        == pods{{"shop", "two"}, {"shop", "three"}});
  CHECK(census.size() == 2);
}
