#include "protocol/cni/status_entry.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

attachment_record reported(std::string_view result) {
  attachment_record out;
  out.interface = "net1";
  out.network = "default/data";
  out.result = testing::of(result);
  return out;
}

json::array status_of(std::string_view text) {
  const auto read = read_status(text);
  REQUIRE(read);
  return *read;
}

} // namespace

TEST_CASE("an entry tells bare addresses, MAC, MTU, DNS and gateways", "[cni]") {
  const auto entry = status_entry(reported(R"({"cniVersion":"1.1.0","interfaces":[{"name":"br"},
      {"name":"net1","mac":"02:00:00:00:00:05","sandbox":"/n","mtu":1400}],
      "ips":[{"interface":1,"address":"10.1.1.5/24"}],"routes":[{"dst":"0.0.0.0/0","gw":"10.1.1.1"}],
      "dns":{"domain":"x"}})"),
                                  {});
  CHECK(entry == testing::of(R"({"name":"default/data","interface":"net1","ips":["10.1.1.5"],
    "mac":"02:00:00:00:00:05","mtu":1400,"dns":{"domain":"x"},"gateway":["10.1.1.1"]})"));
}

TEST_CASE("what an old result does not tell is seen in the Pod", "[cni]") {
  interface_view real;
  real.name = "net1";
  real.mac = "02:00:00:00:00:09";
  CHECK(status_entry(reported(R"({"cniVersion":"0.2.0","ip4":{"ip":"10.1.1.5/24"}})"), {real})
        == testing::of(R"({"name":"default/data","interface":"net1","ips":["10.1.1.5"],
          "mac":"02:00:00:00:00:09","dns":{}})"));
  CHECK(status_entry(reported("null"), {})
        == testing::of(R"({"name":"default/data","interface":"net1","dns":{}})"));
}

TEST_CASE("what is no array is no status", "[cni]") {
  CHECK_FALSE(read_status(""));
  CHECK_FALSE(read_status("{}"));
  CHECK_FALSE(read_status("[{]"));
  CHECK(read_status("[]"));
}

TEST_CASE("entries claim networks, interfaces and MACs", "[cni]") {
  const auto claims = read_claims(status_of(
    R"([{"name":"kindnet","interface":"eth0","default":true},5,
        {"name":"ns/a","interface":"net1","mac":"AA:bb:00:00:00:01"},{"default":"x"}])"));
  REQUIRE(claims.size() == 3);
  CHECK(claims[0] == claimed_attachment{{"", "kindnet"}, "eth0", "", true});
  CHECK(claims[1] == claimed_attachment{{"ns", "a"}, "net1", "aa:bb:00:00:00:01", false});
  CHECK(claims[2] == claimed_attachment{});
}

TEST_CASE("entries of others stay as they are and first, ours come after them", "[cni]") {
  const auto held = status_of(
    R"([{"name":"kindnet","interface":"eth0","default":true,"odd":{"n":null,"x":1.0,"big":12345678901234567890}},
        {"name":"default/old","interface":"net1"},{"name":"ns/multus","interface":"net7","z":1,"a":2},"junk"])");
  const json::array ours{testing::of(R"({"name":"default/data","interface":"net1"})")};
  CHECK(
    json::write(merge_status(&held, {"net1", "net2"}, ours))
    == R"([{"name":"kindnet","interface":"eth0","default":true,"odd":{"n":null,"x":1.0,"big":12345678901234567890}},)"
       R"({"name":"ns/multus","interface":"net7","z":1,"a":2},"junk",{"name":"default/data","interface":"net1"}])");
  CHECK(merge_status(&held, {"net1"}, {}).as_array()->size() == 3);
}

TEST_CASE("the default network's entry is never ours", "[cni]") {
  const auto held = status_of(R"([{"name":"d","interface":"net1","default":true}])");
  CHECK(merge_status(&held, {"net1"}, {}).as_array()->size() == 1);
}

TEST_CASE("where nobody has said anything and there is nothing to say there is no annotation",
          "[cni]") {
  CHECK(merge_status(nullptr, {"net1"}, {}).is_null());
  const json::array none;
  CHECK(merge_status(&none, {}, {}) == testing::of("[]"));
  CHECK(merge_status(nullptr, {}, {testing::of("{}")}) == testing::of("[{}]"));
}

TEST_CASE("writing the same again changes nothing", "[cni]") {
  const json::array ours{testing::of(R"({"name":"default/data","interface":"net1"})")};
  const auto held = status_of(R"([{"interface":"eth0","default":true}])");
  const auto once = merge_status(&held, {"net1"}, ours);
  CHECK(merge_status(once.as_array(), {"net1"}, ours) == once);
}
