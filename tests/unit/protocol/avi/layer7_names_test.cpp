#include "protocol/avi/checksum.hpp"
#include "protocol/avi/layer7_names.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::avi;

namespace {

settings l7_named(shard_size shards = shard_size::large) {
  settings out;
  out.cluster_name = "cluster";
  out.shards = shards;
  return out;
}

const service_name l7_ing{"default", "ing"};

} // namespace

TEST_CASE("7.2: a host's shared VirtualService is the one that the old operator chooses", "[avi]") {
  const auto [host, of_eight, of_four] = GENERATE(table<std::string, int, int>({
    {"foo.com", 0, 0},
    {"noo.com", 0, 0},
    {"bar.com", 1, 1},
    {"a.example.com", 3, 3},
    {"b.example.com", 2, 2},
    {"c.example.com", 1, 1},
  }));
  const auto name = [](int number) { return "cluster--Shared-L7-" + std::to_string(number); };
  CHECK(shared_name(l7_named(), host) == name(of_eight));
  CHECK(shared_name(l7_named(shard_size::medium), host) == name(of_four));
  CHECK(shared_name(l7_named(shard_size::small), host) == name(0));
}

TEST_CASE("7.2: the shared VirtualServices of another instance bear its namespace", "[avi]") {
  auto how = l7_named();
  how.primary = false;
  how.instance = "ako-two";
  CHECK(shared_name(how, "foo.com") == "cluster--ako-two-Shared-L7-0");
  CHECK(is_shared_name(how, "cluster--ako-two-Shared-L7-0"));
  CHECK_FALSE(is_shared_name(how, "cluster--Shared-L7-0"));
}

TEST_CASE("A51: objects of hosts and paths are called as the old operator calls them", "[avi]") {
  const auto how = l7_named();
  CHECK(plain_pool_name(how, {"noo.com", "/foo/bar", l7_ing})
        == "cluster--noo.com_foo_bar-default-ing");
  CHECK(secure_pool_name(how, {"foo.com", "/foo/bar", l7_ing})
        == "cluster--default-foo.com_foo_bar-ing");
  CHECK(child_name(how, "foo.com") == "cluster--foo.com");
  CHECK(authority_name(how, "foo.com") == "cluster--foo.com-cacert");
  CHECK(other_certificate_name(how, "foo.com") == "cluster--foo.com-alt");
  CHECK(path_policy_name(how, "default", "foo.com") == "cluster--default-foo.com");
}

TEST_CASE("7.3: of the path to the root a low line remains", "[avi]") {
  CHECK(plain_pool_name(l7_named(), {"foo.com", "/", l7_ing}) == "cluster--foo.com_-default-ing");
}

TEST_CASE("7.3: a request finds its pool by host and path in small letters", "[avi]") {
  CHECK(priority_label("noo.com", "/Foo/bar") == "noo.com/foo/bar");
}

TEST_CASE("2.7: what cannot stand in a reference is known", "[avi]") {
  for (const auto* text : {"/a&b", "/a#b", "/a?b", "/a%20b"})
    CHECK_FALSE(can_be_referred_to(text));
  CHECK(can_be_referred_to("/a/b-c_d~e.f"));
}

TEST_CASE("no Service's VirtualService is taken for a shared one", "[avi]") {
  const auto how = l7_named();
  CHECK(is_shared_name(how, "cluster--Shared-L7-7"));
  CHECK_FALSE(is_shared_name(how, virtual_service_name(how, {"shared-l7", "7"})));
}
