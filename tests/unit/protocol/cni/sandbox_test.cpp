#include "protocol/cni/sandbox.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

errc why_no_path(std::string_view info) {
  const auto read = read_netns_path(info);
  return read ? errc::none : read.error().code;
}

sandbox sandbox_of(std::string id, std::uint32_t attempt, bool ready, std::int64_t created = 0) {
  sandbox out;
  out.id = std::move(id);
  out.attempt = attempt;
  out.ready = ready;
  out.created_ns = created;
  return out;
}

} // namespace

TEST_CASE("the path of a network namespace is taken from the runtime's own words", "[cni]") {
  const auto path = read_netns_path(
    R"({"pid":12,"runtimeSpec":{"linux":{"namespaces":[{"type":"pid"},
        {"type":"network","path":"/var/run/netns/cni-1"}]}},"cniResult":{}})");
  REQUIRE(path.has_value());
  CHECK(*path == "/var/run/netns/cni-1");
}

TEST_CASE("a path that the runtime does not name is not guessed", "[cni]") {
  CHECK(why_no_path("") == errc::malformed);
  CHECK(why_no_path("{") == errc::malformed);
  CHECK(why_no_path("[]") == errc::not_found);
  CHECK(why_no_path(R"({"pid":12})") == errc::not_found);
  CHECK(why_no_path(R"({"pid":12,"runtimeSpec":null})") == errc::not_found);
  CHECK(why_no_path(R"({"runtimeSpec":{"linux":{"namespaces":[{"type":"ipc"}]}}})")
        == errc::not_found);
  CHECK(why_no_path(R"({"runtimeSpec":{"linux":{"namespaces":[{"type":"network"}]}}})")
        == errc::not_found);
  CHECK(why_no_path(R"({"runtimeSpec":{"linux":{"namespaces":[{"type":"network","path":"x"}]}}})")
        == errc::not_found);
}

TEST_CASE("of several sandboxes the READY one of the highest attempt is the Pod's", "[cni]") {
  const std::vector all{sandbox_of("old", 0, false), sandbox_of("b", 1, true, 5),
                        sandbox_of("c", 2, true, 3), sandbox_of("d", 2, true, 4),
                        sandbox_of("dead", 3, false)};
  REQUIRE(current(all));
  CHECK(current(all)->id == "d");
  CHECK_FALSE(has_ended(all));
}

TEST_CASE("a Pod has ended when it had a sandbox and none is READY", "[cni]") {
  CHECK(has_ended({sandbox_of("old", 0, false)}));
  CHECK_FALSE(has_ended({}));
  CHECK_FALSE(has_ended({sandbox_of("old", 0, false), sandbox_of("new", 1, true)}));
}
