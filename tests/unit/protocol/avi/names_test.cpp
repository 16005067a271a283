#include "protocol/avi/checksum.hpp"
#include "protocol/avi/names.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::avi;

namespace {

settings avi_named(const std::string& cluster) {
  settings out;
  out.cluster_name = cluster;
  return out;
}

} // namespace

TEST_CASE("objects of a Service are called as the old operator calls them", "[avi]") {
  const auto how = avi_named("S1-AZ1");
  CHECK(virtual_service_name(how, {"shop", "web"}) == "S1-AZ1--shop-web");
  CHECK(pool_name(how, {"shop", "web"}, "", "TCP", 80) == "S1-AZ1--shop-web-TCP-80");
  CHECK(pool_name(how, {"shop", "dns"}, "front", "UDP", 53) == "S1-AZ1--shop-dns-front-UDP-53");
  CHECK(created_by(how) == "ako-S1-AZ1");
}

TEST_CASE("an instance that is not the primary one signs with its own name", "[avi]") {
  auto how = avi_named("S1-AZ1");
  how.primary = false;
  how.instance = "ako-two";
  CHECK(created_by(how) == "ako-S1-AZ1-ako-two");
}

TEST_CASE("names for enhanced virtual hosting hide the plain one", "[avi]") {
  auto how = avi_named("S1-AZ1");
  how.hashed_names = true;
  CHECK(virtual_service_name(how, {"red-ns", "testsvc"})
        == "S1-AZ1--90480c09d88b960cde252bd1966a0f47b04a7563");
  CHECK(pool_name(how, {"red-ns", "testsvc"}, "", "TCP", 80).size() == 48);
}

TEST_CASE("a route's id tells its node, and is the same after every restart", "[avi]") {
  const auto how = avi_named("S1-AZ1");
  const auto token = node_token(how, "n1");
  CHECK(token == "d6dc5235-bbb0-53a4-b410-b5d8ba619e77");
  CHECK(token == node_token(how, "n1"));
  CHECK(token != node_token(how, "n2"));
  CHECK(token != node_token(avi_named("S1-AZ2"), "n1"));
  CHECK(route_id(how, token, 3) == "S1-AZ1-" + token + "-3");
}

TEST_CASE("a cluster's name is letters, digits, hyphens and underscores", "[avi]") {
  CHECK(is_cluster_name("S1-AZ_1"));
  CHECK_FALSE(is_cluster_name(""));
  CHECK_FALSE(is_cluster_name("a b"));
  CHECK_FALSE(is_cluster_name("a.b"));
}

TEST_CASE("target keys tell domain and controller, and differ", "[avi]") {
  const auto how = avi_named("c");
  CHECK(routes_target(how) == "avi/controller/routes");
  CHECK(service_target(how, "c--shop-web") == "avi/controller/vs/c--shop-web");
  CHECK(belongings_target(how) == "avi/controller/belongings");
}

TEST_CASE("the hash chooses the same shard as the old operator", "[avi]") {
  CHECK((fnv1a32("foo.com") & 7U) == 0);
  CHECK((fnv1a32("bar.com") & 7U) == 1);
  CHECK((fnv1a32("a.example.com") & 7U) == 3);
  CHECK((fnv1a32("b.example.com") & 7U) == 2);
}

TEST_CASE("a checksum is a decimal number that the order of members does not change", "[avi]") {
  const auto one = json::value::of({{"a", 1}, {"b", json::value::of({{"c", 2}, {"d", "x"}})}});
  const auto same = json::value::of({{"b", json::value::of({{"d", "x"}, {"c", 2}})}, {"a", 1}});
  CHECK(checksum_of(one) == checksum_of(same));
  CHECK(checksum_of(one) != checksum_of(json::value::of({{"a", 1}})));
  CHECK(checksum_of(one).find_first_not_of("0123456789") == std::string::npos);
}
