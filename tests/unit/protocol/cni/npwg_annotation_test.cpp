#include "protocol/cni/annotation.hpp"
#include "protocol/cni/ignored_keys.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

std::vector<element> npwg_of(std::string_view value) {
  const auto read = read_npwg_annotation(value, "shop");
  INFO(value);
  REQUIRE(read.has_value());
  return *read;
}

std::string npwg_fault(std::string_view value) {
  const auto read = read_npwg_annotation(value, "shop");
  return read ? "fine" : read.error().what;
}

bool npwg_is_invalid(std::string_view value) {
  const auto read = read_npwg_annotation(value, "shop");
  return !read && read.error().code == errc::malformed;
}

/// An annotation of one element with this member.
std::string npwg_with(const std::string& member) {
  return R"([{"name":"a",)" + member + "}]";
}

} // namespace

TEST_CASE("the comma form names networks, their namespaces and interfaces", "[cni]") {
  const auto all = npwg_of("net-a, other/net-b@eth7 ,my.net");
  REQUIRE(all.size() == 3);
  CHECK(all[0].network == network_reference{"shop", "net-a"});
  CHECK(all[0].interface.empty());
  CHECK(all[1].network == network_reference{"other", "net-b"});
  CHECK(all[1].interface == "eth7");
  CHECK(all[2].network.name == "my.net");
  CHECK(all[2].from == source::npwg);
}

TEST_CASE("an empty npwg annotation asks for nothing", "[cni]") {
  CHECK(npwg_of("").empty());
  CHECK(npwg_of(" \n").empty());
  CHECK(npwg_of("[]").empty());
}

TEST_CASE("a comma list with anything that is no network is invalid as a whole", "[cni]") {
  const auto value
    = GENERATE(Catch::Generators::as<std::string>{}, "a,", ",a", "a,,b", "a/b/c", "a@b@c", "a@",
               "/a", "A", "a/B", "../x", "a b", "-a", "a-", "a@net1.100", "a@Eth1", "a@eth 0",
               "a@interface16bytes", R"({"name":"green"})", "\"a\"", "\xEF\xBB\xBF[]");
  CHECK(npwg_is_invalid(value));
  CHECK(npwg_is_invalid("ok," + value));
}

TEST_CASE("a name of 253 characters is one and a name of 300 is none", "[cni]") {
  const std::string label(50, 'a');
  const auto longest = label + "." + label + "." + label + "." + label + "." + std::string(49, 'a');
  CHECK(npwg_of(longest).front().network.name == longest);
  CHECK(npwg_is_invalid(std::string(300, 'a')));
}

TEST_CASE("the JSON form carries everything an attachment may be given", "[cni]") {
  const auto all = npwg_of(R"([{"name":"a","namespace":"other","interface":"eth7",
    "mac":"02-00-00-00-00-0A","ips":["10.1.1.11/24","2001:db8::1"],
    "infiniband-guid":"c2:11:22:33:44:55:66:77",
    "portMappings":[{"hostPort":80,"containerPort":8080},{"hostPort":1,"containerPort":65535,"protocol":"SCTP"}],
    "bandwidth":{"ingressRate":1000,"egressRate":5,"egressBurst":6},
    "cni-args":{"x":{"y":1.0}},"default-route":["10.1.1.1"],"k8s.example/odd":5,"reserved":{}}])");
  REQUIRE(all.size() == 1);
  const auto& one = all.front();
  CHECK(one.network == network_reference{"other", "a"});
  CHECK(one.interface == "eth7");
  CHECK(one.mac == "02:00:00:00:00:0a");
  CHECK(one.ips == std::vector<std::string>{"10.1.1.11/24", "2001:db8::1"});
  CHECK(one.guid == "c2:11:22:33:44:55:66:77");
  CHECK(one.port_mappings == testing::of(R"([{"hostPort":80,"containerPort":8080,"protocol":"tcp"},
    {"hostPort":1,"containerPort":65535,"protocol":"sctp"}])"));
  CHECK(one.bandwidth == testing::of(R"({"ingressRate":1000,"ingressBurst":2147483647,
    "egressRate":5,"egressBurst":6})"));
  CHECK(one.cni_args == testing::of(R"({"x":{"y":1.0}})"));
  CHECK(one.default_route == std::vector<std::string>{"10.1.1.1"});
  CHECK(one.refusal.empty());
}

TEST_CASE("what is no list of named objects is an invalid npwg annotation", "[cni]") {
  CHECK(npwg_is_invalid("[1]"));
  CHECK(npwg_is_invalid("[null]"));
  CHECK(npwg_is_invalid(R"(["a"])"));
  CHECK(npwg_is_invalid(R"([{"name":5}])"));
  CHECK(npwg_is_invalid("[{}]"));
  CHECK(npwg_is_invalid(R"([{"name":""}])"));
  CHECK(npwg_is_invalid(R"([{"name":"a"},{"namespace":"b"}])"));
}

TEST_CASE("JSON that two readers may understand differently is invalid", "[cni]") {
  CHECK(npwg_is_invalid(R"([{"name":"a","name":"b"}])"));
  CHECK(npwg_is_invalid(R"([{"name":"a","cni-args":{"x":{"y":1,"y":2}}}])"));
  CHECK(npwg_is_invalid(R"([{"name":"a"},])"));
  CHECK(npwg_is_invalid(R"([{"name":"a",}])"));
  CHECK(npwg_is_invalid(R"([{"name":NaN}])"));
  CHECK(npwg_is_invalid(R"([{"name":"a"}] x)"));
  CHECK(npwg_is_invalid("[{\"name\":\"a\xff\"}]"));
  CHECK(npwg_is_invalid(R"([{"name":"a\u0000"}])"));
  CHECK(npwg_is_invalid(R"([{"name":"a","cni-args":{"x\u0000":1}}])"));
}

TEST_CASE("an impossible name in JSON costs its element and no other", "[cni]") {
  const auto name
    = GENERATE(Catch::Generators::as<std::string>{}, "../x", "a/b", "Upper", std::string(300, 'a'));
  const auto all = npwg_of(R"([{"name":")" + name + R"("},{"name":"good"}])");
  REQUIRE(all.size() == 2);
  CHECK_FALSE(all[0].refusal.empty());
  CHECK(all[1].refusal.empty());
}

TEST_CASE("an interface name that the kernel would not take makes the annotation invalid",
          "[cni]") {
  const auto name = GENERATE(Catch::Generators::as<std::string>{}, "a/b", "..", ".",
                             "interface16bytes", "eth 0", "a:b", "a\\tb");
  CHECK(npwg_is_invalid(npwg_with(R"("interface":")" + name + "\"")));
  CHECK(
    npwg_of(npwg_with(R"("interface":"fifteen-bytes-x")")).front().interface == "fifteen-bytes-x");
}

TEST_CASE("a MAC that no interface can have makes the annotation invalid", "[cni]") {
  const auto mac = GENERATE(Catch::Generators::as<std::string>{}, "zz", "00:11:22:33:44",
                            "00:11:22:33:44:55:66:77", "01:00:5e:00:00:01", "00:00:00:00:00:00",
                            "00:11:22-33:44:55", "001122334455", "00:11:22:33:44:5g");
  CHECK(npwg_is_invalid(npwg_with(R"("mac":")" + mac + "\"")));
}

TEST_CASE("addresses that are none make the annotation invalid", "[cni]") {
  const auto ips = GENERATE(Catch::Generators::as<std::string>{}, "[]", R"(["10.1.1.300"])",
                            R"(["10.1.1.1/33"])", R"(["10.1.1.1/"])", R"(["2001:db8::1/129"])",
                            R"(["10.1.1.1/024"])", "[5]", R"("10.1.1.1")", R"(["10.1.1.1","x"])");
  CHECK(npwg_is_invalid(npwg_with(R"("ips":)" + ips)));
}

TEST_CASE("port mappings, bandwidth and GUIDs that are none make the annotation invalid", "[cni]") {
  const auto member = GENERATE(
    Catch::Generators::as<std::string>{}, R"("portMappings":[{"hostPort":0,"containerPort":1}])",
    R"("portMappings":[{"hostPort":1,"containerPort":65536}])",
    R"("portMappings":[{"hostPort":1}])",
    R"("portMappings":[{"hostPort":1,"containerPort":1,"protocol":"icmp"}])",
    R"("portMappings":[{"hostPort":1,"containerPort":1,"protocol":5}])", R"("portMappings":{})",
    R"("bandwidth":{"ingressBurst":5})", R"("bandwidth":{"ingressRate":0})",
    R"("bandwidth":{"egressRate":1,"egressBurst":0})", R"("bandwidth":{"egressRate":-1})",
    R"("bandwidth":{"egressRate":"1"})", R"("bandwidth":5)", R"("infiniband-guid":"00:11")",
    R"("infiniband-guid":"g2:11:22:33:44:55:66:77")", R"("cni-args":[])",
    R"("default-route":["10.1.1.1/24"])", R"("default-route":[])",
    R"("ips":["10.1.1.1"],"ipam-claim-reference":"c")");
  CHECK(npwg_is_invalid(npwg_with(member)));
}

TEST_CASE("at most one element may ask for the default route", "[cni]") {
  CHECK(npwg_is_invalid(
    R"([{"name":"a","default-route":["10.1.1.1"]},{"name":"b","default-route":["10.1.1.1"]}])"));
  CHECK(npwg_of(R"([{"name":"a","default-route":["10.1.1.1"]},{"name":"b"}])").size() == 2);
}

TEST_CASE("an annotation larger than is sensible is invalid", "[cni]") {
  std::string many = "a0";
  for (int i = 1; i < 64; ++i)
    many += ",a" + std::to_string(i);
  CHECK(npwg_of(many).size() == 64);
  CHECK(npwg_fault(many + ",b")
        == "annotation k8s.v1.cni.cncf.io/networks has 65 elements; allowed: 64");
  std::string objects = "[{\"name\":\"a\"}";
  for (int i = 0; i < 199; ++i)
    objects += ",{\"name\":\"a\"}";
  CHECK(npwg_is_invalid(objects + "]"));
  CHECK(npwg_fault("[" + std::string(65536, ' ') + "]")
        == "annotation k8s.v1.cni.cncf.io/networks is longer than 65536 bytes");
}

TEST_CASE("who wrote an invalid annotation is told which element is wrong, and what it may be",
          "[cni]") {
  const std::string key = "annotation k8s.v1.cni.cncf.io/networks ";
  CHECK(npwg_fault(R"([{"name":"a"},{"name":"b","mac":"zz"}])")
        == key
             + "is at fault in element 2, \"b\": mac is no MAC that an interface can have: \"zz\" "
               "(6 bytes, as in 02:00:00:00:00:05, neither multicast nor all zero)");
  CHECK(npwg_fault(R"([{"name":"a"},5])")
        == key + "is at fault in element 2, \"5\": it is no object");
  CHECK(npwg_fault(R"([{}])") == key + "is at fault in element 1: name is missing");
  CHECK(
    npwg_fault("storage, storage@averyveryverylongname")
    == key
         + "is at fault in element 2, \"storage@averyveryverylongname\": no interface can be "
           "called \"averyveryverylongname\" (1 to 15 lower-case letters, digits and \"-\"; more "
           "only in the JSON form)");
  CHECK(npwg_fault("a b")
        == key + R"(is at fault in element 1, "a b": no network can have the name "a b")");
  CHECK(
    npwg_fault("a/b/c")
    == key
         + R"(is at fault in element 1, "a/b/c": it is not of the form namespace/name@interface)");
}

TEST_CASE("keys that mean nothing are named, but for those of others", "[cni]") {
  const auto keys = ignored_keys(
    source::npwg, R"([{"name":"a"},{"name":"b","interfac":"net1","k8s.example/odd":5,"zzz":1}])");
  CHECK(keys
        == std::vector<std::string>{R"(element 2, "b": "interfac"; did you mean interface?)",
                                    R"(element 2, "b": "zzz")"});
  CHECK(ignored_keys(source::npwg, R"([{"name":"a","interface":"net1"}])").empty());
  CHECK(ignored_keys(source::npwg, "a,b@net1").empty());
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += ",\"k" + std::to_string(i) + "\":1";
  CHECK(ignored_keys(source::npwg, R"([{"name":"a")" + many + "}]").size() == 8);
}
