#include "protocol/k8s/discovery.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::k8s;

namespace {

kind gadgets() {
  kind out;
  out.group = "ex.io";
  out.version = "v1";
  out.name = "Gadget";
  out.plural = "gadgets";
  return out;
}

result<standing> read(const std::string& body) {
  return read_standing({200, body, {}, {}}, gadgets());
}

} // namespace

TEST_CASE("what a server serves is asked for by group and version", "[k8s]") {
  CHECK(resources_request(gadgets()).target == "/apis/ex.io/v1");
  auto core = gadgets();
  core.group.clear();
  CHECK(resources_request(core).target == "/api/v1");
}

TEST_CASE("a kind that can be made is served, one that can only go is ending", "[k8s]") {
  const auto with = [](const std::string& verbs) {
    return read(
      R"({"resources":[{"name":"gadgets/status","verbs":["create"]},{"name":"gadgets","verbs":[)"
      + verbs + "]}]}");
  };
  CHECK(*with(R"("create","delete")") == standing::served);
  CHECK(*with(R"("delete","deletecollection","get","list","watch")") == standing::ending);
  CHECK(*read(R"({"resources":[{"name":"others","verbs":["create"]}]})") == standing::absent);
}

TEST_CASE("what is no list of resources says nothing of a kind", "[k8s]") {
  const auto body
    = GENERATE(values<std::string>({"", "[]", "{}", R"({"resources":{}})", "<html>"}));
  CAPTURE(body);
  const auto got = read(body);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::malformed);
}

TEST_CASE("a group that is not served has no kind", "[k8s]") {
  CHECK(*read_standing(fault{errc::not_found, "no", "", {}}) == standing::absent);
  CHECK(read_standing(fault{errc::unreachable, "no", "", {}}).error().code == errc::unreachable);
}
