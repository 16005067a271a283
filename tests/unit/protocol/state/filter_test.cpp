#include "protocol/messages.hpp"
#include "protocol/state/filter.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

description object_of(const std::string& key) {
  description out;
  out.actor = "velocloud.object";
  out.key = key;
  out.state = "settled";
  return out;
}

bool passes(const std::string& query, const description& one) {
  const auto which = read_filter(query);
  REQUIRE(which);
  return shows(*which, one);
}

} // namespace

TEST_CASE("without a filter everything is shown") {
  CHECK(passes("", object_of("VelocloudBP/ns1/a")));
  CHECK(passes("", {}));
}

TEST_CASE("kind, namespace and name select objects by their key") {
  const auto one = object_of("VelocloudBP/ns1/a");
  CHECK(passes("kind=VelocloudBP&namespace=ns1&name=a", one));
  CHECK_FALSE(passes("kind=VelocloudPolicy", one));
  CHECK_FALSE(passes("namespace=ns2", one));
  CHECK_FALSE(passes("name=b", one));
  const auto cluster_wide = object_of("VelocloudPolicy/p");
  CHECK(passes("kind=VelocloudPolicy&name=p", cluster_wide));
  CHECK_FALSE(passes("namespace=p", cluster_wide));
}

TEST_CASE("a target is found by its whole key, and has neither kind nor namespace") {
  description target;
  target.actor = "velocloud.target";
  target.key = "vco/profile/Quick Start";
  CHECK(passes("name=vco%2Fprofile%2FQuick+Start", target));
  CHECK(passes("actor=target&domain=velocloud", target));
  CHECK(passes("actor=velocloud.target", target));
  CHECK_FALSE(passes("actor=object", target));
  CHECK_FALSE(passes("kind=vco", target));
  CHECK_FALSE(passes("domain=aci", target));
}

TEST_CASE("unhealthy is who is not Ready, keeps failing, or is not alive") {
  auto one = object_of("VelocloudBP/ns1/a");
  CHECK_FALSE(passes("unhealthy=1", one));
  CHECK(passes("unhealthy=0", one));
  one.last_error = "long ago";
  CHECK_FALSE(passes("unhealthy=1", one));
  one.retries = 1;
  CHECK(passes("unhealthy=1", one));
  one.retries = 0;
  one.reason = "Pending";
  CHECK(passes("unhealthy=true", one));
  one.reason.clear();
  one.state = "quarantined";
  CHECK(passes("unhealthy", one));
}

TEST_CASE("a parameter that is not known is refused by name") {
  const auto which = read_filter("knid=x");
  REQUIRE_FALSE(which);
  CHECK(which.error().code == errc::refused);
  CHECK(which.error().what.find("knid") != std::string::npos);
  CHECK_FALSE(read_filter("unhealthy=perhaps"));
}

TEST_CASE("a query that was written is read back as it was") {
  const state_filter which{"velo", "K&=", "n s", "a/b%c", "x.target", true, true};
  const auto back = read_filter(write_query(which));
  REQUIRE(back);
  CHECK(back->domain == which.domain);
  CHECK(back->kind == which.kind);
  CHECK(back->name_space == which.name_space);
  CHECK(back->name == which.name);
  CHECK(back->actor == which.actor);
  CHECK(back->unhealthy);
  CHECK(back->summary);
}

TEST_CASE("broken escapes are taken as they stand") {
  CHECK(read_filter("name=%zz%4")->name == "%zz%4");
  CHECK(read_filter("&&name=a&")->name == "a");
}
