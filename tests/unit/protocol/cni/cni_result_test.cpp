#include "protocol/cni/cni_result.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

/// What the bridge plugin prints: bridge, the node's end, the Pod's end.
const auto bridge_result = R"({"cniVersion":"1.0.0","interfaces":[
  {"name":"data-br","mac":"02:00:00:00:00:01"},{"name":"veth1","mac":"02:00:00:00:00:02"},
  {"name":"net1","mac":"02:00:00:00:00:03","sandbox":"/var/run/netns/a"}],
  "ips":[{"interface":2,"address":"172.20.1.2/24","gateway":"172.20.1.1"},
         {"interface":2,"address":"2001:db8::2/64"},{"interface":0,"address":"172.20.1.1/24"}],
  "routes":[{"dst":"0.0.0.0/0","gw":"172.20.1.1"},{"dst":"10.0.0.0/8"},{"dst":"::/0"}],
  "dns":{"nameservers":["10.1.1.1"]},"odd":{"x":1.0}})";

json::value in_version(std::string_view version) {
  return convert(testing::of(bridge_result), version);
}

} // namespace

TEST_CASE("a result tells the interface of the Pod, its addresses and its default routes",
          "[cni]") {
  const auto told = read_result(testing::of(bridge_result));
  REQUIRE(told.inner());
  CHECK(told.inner()->name == "net1");
  CHECK(told.inner()->mac == "02:00:00:00:00:03");
  CHECK(told.inner_addresses() == std::vector<std::string>{"172.20.1.2/24", "2001:db8::2/64"});
  CHECK(told.default_gateways == std::vector<std::string>{"172.20.1.1"});
  CHECK(told.dns == testing::of(R"({"nameservers":["10.1.1.1"]})"));
}

TEST_CASE("a result without an interface in the Pod gives the addresses of none", "[cni]") {
  const auto told = read_result(testing::of(
    R"({"cniVersion":"1.0.0","interfaces":[{"name":"br"}],"ips":[{"interface":0,"address":"10.0.0.1/8"},
      {"address":"10.1.1.1/24"}]})"));
  CHECK_FALSE(told.inner());
  CHECK(told.inner_addresses() == std::vector<std::string>{"10.1.1.1/24"});
}

TEST_CASE("a result of 0.2.0 tells one address per family", "[cni]") {
  const auto told = read_result(testing::of(
    R"({"cniVersion":"0.2.0","ip4":{"ip":"10.1.1.5/24","gateway":"10.1.1.1","routes":[{"dst":"0.0.0.0/0"}]},
      "ip6":{"ip":"2001:db8::5/64"}})"));
  CHECK(told.interfaces.empty());
  CHECK(told.inner_addresses() == std::vector<std::string>{"10.1.1.5/24", "2001:db8::5/64"});
  CHECK(told.default_gateways == std::vector<std::string>{"10.1.1.1"});
}

TEST_CASE("any value can be read as a result", "[cni]") {
  for (const auto* text : {"null", "5", "[]", "{}", R"({"ips":5,"interfaces":{},"routes":[5]})",
                           R"({"ips":[{"interface":-1},{"interface":"x"}],"interfaces":[5]})"})
    CHECK(read_result(testing::of(text)).inner_addresses().empty());
}

TEST_CASE("what a plugin prints is a result of the configuration's version", "[cni]") {
  CHECK(*read_output("", "0.4.0") == testing::of(R"({"cniVersion":"0.4.0"})"));
  CHECK(*read_output(" null\n", "0.4.0") == testing::of(R"({"cniVersion":"0.4.0"})"));
  CHECK(*read_output(R"({"odd":1})", "0.4.0") == testing::of(R"({"odd":1,"cniVersion":"0.4.0"})"));
  CHECK(*read_output(R"({"cniVersion":"","odd":1})", "1.1.0")
        == testing::of(R"({"cniVersion":"1.1.0","odd":1})"));
  CHECK(*read_output(R"({"cniVersion":"0.4.0","ips":[{"version":"4","address":"10.1.1.1/8"}]})",
                     "1.0.0")
        == testing::of(R"({"cniVersion":"1.0.0","ips":[{"address":"10.1.1.1/8"}]})"));
}

TEST_CASE("garbage, half of a result and an unknown version are no output", "[cni]") {
  for (const auto* text :
       {"hello", R"({"cniVersion":"1.0.0",)", "[]", "5", R"({"cniVersion":"9.0.0"})"}) {
    const auto read = read_output(text, "1.0.0");
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == errc::malformed);
  }
}

TEST_CASE("between 0.3.0 and 1.1.0 only the families of addresses differ", "[cni]") {
  const auto old = in_version("0.4.0");
  CHECK(old.text_at({"cniVersion"}) == "0.4.0");
  CHECK(old.find("ips")->as_array()->at(0).text_at({"version"}) == "4");
  CHECK(old.find("ips")->as_array()->at(1).text_at({"version"}) == "6");
  CHECK(*old.find("odd") == testing::of(R"({"x":1.0})"));
  CHECK(convert(old, "1.0.0") == testing::of(bridge_result));
  CHECK(convert(old, "0.3.1").find("ips")->as_array()->size() == 3);
}

TEST_CASE("to 0.2.0 goes the first address of each family", "[cni]") {
  const auto old = in_version("0.2.0");
  CHECK(old
        == testing::of(R"({"cniVersion":"0.2.0","dns":{"nameservers":["10.1.1.1"]},"odd":{"x":1.0},
    "ip4":{"ip":"172.20.1.2/24","gateway":"172.20.1.1",
           "routes":[{"dst":"0.0.0.0/0","gw":"172.20.1.1"},{"dst":"10.0.0.0/8"}]},
    "ip6":{"ip":"2001:db8::2/64","routes":[{"dst":"::/0"}]}})"));
  const auto back = convert(old, "1.0.0");
  CHECK_FALSE(back.find("interfaces"));
  CHECK(read_result(back).inner_addresses()
        == std::vector<std::string>{"172.20.1.2/24", "2001:db8::2/64"});
  CHECK(convert(old, "0.3.1").find("ips")->as_array()->at(1).text_at({"version"}) == "6");
}

TEST_CASE("a result of its own version stays as it is", "[cni]") {
  for (const auto* version : {"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"}) {
    const auto once = in_version(version);
    CHECK(convert(once, version) == once);
  }
}
