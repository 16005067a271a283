#include "protocol/velocloud/spec.hpp"
#include "tests/unit/protocol/velocloud/world.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

bp_record with(const std::string& field, const std::string& value) {
  auto spec = *json::parse(velokube1);
  spec.set(field, *json::parse(value));
  return read_spec(spec);
}

std::string only_fault(const bp_record& of) {
  REQUIRE(of.faults.size() == 1);
  return to_string(of.faults.front());
}

} // namespace

TEST_CASE("a whole spec is read as it stands", "[velocloud]") {
  const auto read = read_spec(*json::parse(velokube2));
  CHECK(read.faults.empty());
  CHECK(read.spec
        == rule_spec{"Quick Start Profile", "Global Segment", "velokube2", "velokube2.vcn.cloud",
                     443, "realtime", "fixed", "PUBLIC_WIRED", "high", 40});
}

TEST_CASE("what an object leaves out has the documented default", "[velocloud]") {
  const auto read
    = read_spec(*json::parse(R"({"profile":"P","fqdn":"a.b","dport":443,"extra":{}})"));
  CHECK(read.faults.empty());
  CHECK(read.spec
        == rule_spec{"P", "Global Segment", "", "a.b", 443, "transactional", "auto", "ALL",
                     "normal", -1});
}

TEST_CASE("a missing field is named", "[velocloud]") {
  const auto read = read_spec(json::object{});
  REQUIRE(read.faults.size() == 3);
  CHECK(read.faults[0].field == "spec.profile");
  CHECK(read.faults[1].field == "spec.fqdn");
  CHECK(read.faults[2].field == "spec.dport");
  CHECK(read.faults[2].value == "missing");
  CHECK(read_spec(nullptr).faults.front().field == "spec");
  CHECK(read_spec("x").faults.front().allowed == "an object");
}

TEST_CASE("a port that is none is refused with its value and what is allowed", "[velocloud]") {
  const auto value = GENERATE(Catch::Generators::as<std::string>{}, "0", "-5", "65536", "70000",
                              "\"443\"", "443.5", "[443]", "true", "99999999999999999999");
  CHECK(only_fault(with("dport", value))
        == "spec.dport is " + value + "; allowed: an integer from 1 to 65535");
  CHECK(with("dport", "65535").faults.empty());
}

TEST_CASE("a bandwidth limit is -1 or 1 to 100", "[velocloud]") {
  const auto value
    = GENERATE(Catch::Generators::as<std::string>{}, "0", "-2", "101", "\"40\"", "40.5");
  CHECK_THAT(only_fault(with("bandwidth-limit", value)),
             Catch::StartsWith("spec.bandwidth-limit is " + value));
  CHECK(with("bandwidth-limit", "100").faults.empty());
  CHECK(with("bandwidth-limit", "1").faults.empty());
}

TEST_CASE("a word outside its list is refused, whatever its case", "[velocloud]") {
  CHECK(only_fault(with("priority", "\"High\""))
        == "spec.priority is \"High\"; allowed: high, normal, low");
  CHECK(only_fault(with("service-group", "\"all\""))
        == "spec.service-group is \"all\"; allowed: ALL, PUBLIC_WIRED, PUBLIC_WIRELESS, "
           "PRIVATE_WIRED");
  CHECK_FALSE(with("link-policy", "7").faults.empty());
  CHECK_FALSE(with("service-class", "\"\"").faults.empty());
}

TEST_CASE("a host name that could not match is refused", "[velocloud]") {
  const auto value = GENERATE_COPY(Catch::Generators::as<std::string>{}, "a b.c", "*.vcn.cloud",
                                   "a.vcn.cloud.", "::1", "localhost", "", "a_b.c",
                                   "b\xC3\xBC"
                                   "cher.de",
                                   "-a.b", "a-.b", "a..b", "10.0.0.1", std::string(64, 'a') + ".b",
                                   std::string(63, 'a') + "." + std::string(63, 'b') + "."
                                     + std::string(63, 'c') + "." + std::string(63, 'd'));
  CHECK(only_fault(with("fqdn", json::write(json::value{value}))).starts_with("spec.fqdn is "));
}

TEST_CASE("upper case in a host name is lower-cased", "[velocloud]") {
  const auto read = with("fqdn", "\"Shop.VCN.cloud\"");
  CHECK(read.faults.empty());
  CHECK(read.spec.fqdn == "shop.vcn.cloud");
}

TEST_CASE("a rule name has 1 to 128 characters, no controls and no blank ends", "[velocloud]") {
  const auto value = GENERATE_COPY(Catch::Generators::as<std::string>{}, "", std::string(129, 'x'),
                                   " a", "a ", "a\tb",
                                   "a\x01"
                                   "b",
                                   "a\xE2\x80\x8B"
                                   "b");
  CHECK(only_fault(with("name", json::write(json::value{value}))).starts_with("spec.name is "));
}

TEST_CASE("any script, quotes, markup and emoji make a rule name, to the byte", "[velocloud]") {
  std::string accented;
  for (int i = 0; i < 128; ++i)
    accented += "\xC3\xA9";
  const auto value
    = GENERATE_COPY(Catch::Generators::as<std::string>{}, "say \"hi\"", "</script>",
                    "\xF0\x9F\x98\x80", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "ends wide\xE3\x80\x80",
                    "\xC2\xA0"
                    "begins narrow",
                    accented);
  const auto read = with("name", json::write(json::value{value}));
  CHECK(read.faults.empty());
  CHECK(read.spec.name == value);
}

TEST_CASE("the projection of an object holds its spec, its status and our annotations only",
          "[velocloud]") {
  world w;
  auto object = rule_object("velokube1", velokube1);
  object.find("metadata")
    ->set("annotations", *json::parse(R"({"vcn.cloud/adopt":"true","other":"x"})"));
  object.set("status", *json::parse(R"({"observedGeneration":1})"));
  const auto kept = w.put(object);
  CHECK(as<bp_record>(kept->body).spec.dport == 8080);
  CHECK(kept->status == R"({"observedGeneration":1})");
  CHECK(kept->meta.annotations == k8s::string_pairs{{"vcn.cloud/adopt", "true"}});
}
