#include "protocol/cni/address.hpp"
#include "protocol/cni/annotation.hpp"
#include "protocol/cni/interface_name.hpp"
#include "protocol/cni/names.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::cni;

TEST_CASE("an interface nobody has named is named after its network, as Kaloom does", "[cni]") {
  const auto [network, name]
    = GENERATE(table<std::string, std::string>({{"green", "net9f27410725ab"},
                                                {"blue", "net48d6215903df"},
                                                {"red", "netbda9643ac660"},
                                                {"mgmt", "netd724f231a9a7"},
                                                {"data", "net8d777f385d3d"},
                                                {"tenant-network", "net55ecd27aa934"},
                                                {"net1", "net2782bf5e284c"},
                                                {"vlan-100", "netda0c836a7248"},
                                                {"storage", "netddecebdea58b"},
                                                {"macvlan1-config", "net2ec223731b3c"},
                                                {"default/green", "net20a71195a96a"},
                                                {"ns2/data", "net037d17b4a576"}}));
  CHECK(hashed_interface_name(network) == name);
}

TEST_CASE("a network of another namespace and a later occurrence get other names", "[cni]") {
  element what;
  what.network = {"ns2", "data"};
  CHECK(interface_name_of(what, "ns2") == hashed_interface_name("data"));
  CHECK(interface_name_of(what, "shop") == hashed_interface_name("ns2/data"));
  CHECK(interface_name_of(what, "shop", 2) == hashed_interface_name("ns2/data#2"));
  what.from = source::kaloom;
  CHECK(interface_name_of(what, "shop", 3) == hashed_interface_name("data#3"));
}

TEST_CASE("names of CNI networks and containers can be part of a path", "[cni]") {
  CHECK(is_cni_name("data"));
  CHECK(is_cni_name("A.b_c-9"));
  for (const auto* bad : {"", ".", "..", "-a", "_a", "../../../tmp/x", "a/b", "a b", "a\n", "ä"})
    CHECK_FALSE(is_cni_name(bad));
  CHECK_FALSE(is_cni_name(std::string(256, 'a')));
}

TEST_CASE("names of interfaces are what the kernel takes", "[cni]") {
  for (const auto* good : {"eth0", "net1.100", "Eth1", "a", "fifteen-bytes-x", "..."})
    CHECK(is_interface_name(good));
  for (const auto* bad : {"", ".", "..", "a/b", "a:b", "a b", "a\tb", "interface16bytes", "a\x7f"})
    CHECK_FALSE(is_interface_name(bad));
}

TEST_CASE("a MAC of an interface is unicast and not zero", "[cni]") {
  CHECK(is_interface_mac("02:00:00:00:00:05"));
  CHECK(is_interface_mac("AA-bb-00-00-00-05"));
  for (const auto* bad : {"", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "x"})
    CHECK_FALSE(is_interface_mac(bad));
  CHECK(canonical_mac("AA-bB-00-00-00-05") == "aa:bb:00:00:00:05");
}

TEST_CASE("addresses compare by value", "[cni]") {
  REQUIRE(read_address("2001:db8:0::1/64"));
  CHECK(read_address("2001:db8:0::1/64") == read_address("2001:DB8::1/64"));
  CHECK_FALSE(read_address("10.1.1.5/24") == read_address("10.1.1.5"));
  for (const auto* bad :
       {"", "/", "10.1.1/24", "10.1.1.1/33", "10.1.1.1/-1", "1.1.1.1/ 2", "::/129"})
    CHECK_FALSE(read_address(bad));
  CHECK(is_everything("0.0.0.0/0"));
  CHECK(is_everything("::/0"));
  CHECK_FALSE(is_everything("10.0.0.0/0"));
  CHECK_FALSE(is_everything("0.0.0.0"));
}

TEST_CASE("an element's digest changes with what it asks for and with nothing else", "[cni]") {
  const auto digest = [](std::string_view value) {
    const auto read = read_npwg_annotation(value, "shop");
    REQUIRE(read.has_value());
    return digest_of(read->front());
  };
  const auto plain = digest(R"([{"name":"a"}])");
  CHECK(digest("a") == plain);
  CHECK(digest("b") == plain);
  CHECK(digest(R"([ { "interface" : "x" , "name":"a", "odd":1 } ])") == plain);
  CHECK(digest(R"([{"name":"a","ips":["10.1.1.1"]}])") != plain);
  CHECK(digest(R"([{"name":"a","mac":"02:00:00:00:00:05"}])") != plain);
  CHECK(digest(R"([{"name":"a","cni-args":{"x":1,"y":2}}])")
        == digest(R"([{"cni-args":{"y":2,"x":1},"name":"a"}])"));
  CHECK(digest(R"([{"name":"a","cni-args":{"x":1}}])")
        != digest(R"([{"name":"a","cni-args":{"x":2}}])"));
}
