#include "protocol/velocloud/names.hpp"

#include <catch2/catch.hpp>

using namespace weft::velocloud;

TEST_CASE("a rule's id is made of velo, the cluster's and the object's digest", "[velocloud]") {
  // By hand from the leading 28 and 62 bits of what sha256sum prints.
  const auto id = rule_id("cluster-1", "uid-1");
  CHECK(id == "76656c6f-4afb-832c-9292-6b3e29af5c9d");
  CHECK(rule_id("cluster-1", "uid-1") == id);
  CHECK(rule_id("cluster-2", "uid-1").substr(20) == id.substr(20));
  CHECK(rule_id("cluster-2", "uid-1") != id);
  CHECK(rule_id("cluster-1", "uid-2") != id);
}

TEST_CASE("marks of this cluster, of another and of nobody are told apart", "[velocloud]") {
  CHECK(mark_of(rule_id("a", "u"), "a") == mark::ours);
  CHECK(mark_of(rule_id("b", "u"), "a") == mark::other);
  CHECK(mark_of("30D58381-0000-4000-8000-000000000000", "a") == mark::none);
  CHECK(mark_of("", "a") == mark::none);
  auto upper = rule_id("a", "u");
  for (auto& c : upper)
    c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c);
  CHECK(mark_of(upper, "a") == mark::ours);
}

TEST_CASE("a target's key names the VCO and the profile", "[velocloud]") {
  CHECK(target_key("vco", 8981) == "velocloud/vco/8981");
  CHECK(profile_of("velocloud/vco/8981") == 8981);
  CHECK_FALSE(profile_of("aci/apic/1"));
  CHECK_FALSE(profile_of("velocloud/vco/x"));
}
