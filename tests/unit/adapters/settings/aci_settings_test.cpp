#include "adapters/settings/reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace weft;
using config::read_text;

namespace {

std::vector<std::string> aci_complaints(const std::string& yaml) {
  std::vector<std::string> lines;
  for (const auto& one : read_text(yaml, "f").complaints)
    lines.push_back(to_string(one));
  return lines;
}

const std::string minimal = "aci: {enabled: true, addresses: [apic1], user: u, password_file: p";

} // namespace

TEST_CASE("the variables of the earlier ACI program are understood", "[settings]") {
  config::sources rest;
  rest.environment = {{"ACI_APIC", "apic1.example.com"},
                      {"ACI_USERNAME", "admin"},
                      {"ACI_PASSWORD", "Pass-w0rd!"},
                      {"WEFT_ACI_ENABLED", "true"}};
  const auto read = config::read(rest);
  CHECK(read.complaints.empty());
  CHECK(read.values.aci.addresses == std::vector<std::string>{"apic1.example.com"});
  CHECK(read.values.aci.user == "admin");
  CHECK(read.values.aci.password.revealed == "Pass-w0rd!");
}

TEST_CASE("lists of a fabric's section are read item by item", "[settings]") {
  const auto read = read_text(minimal
                                + ", collected: [T/O, T2/O2], ranges: [10.0.0.0/8, fd00::/64]"
                                  ", grants: [shop=T/O/*, '*=T/O/E']}",
                              "f");
  REQUIRE(read.complaints.empty());
  const auto& aci = read.values.aci;
  CHECK(aci.collected == std::vector<aci::l3out_name>{{"T", "O"}, {"T2", "O2"}});
  REQUIRE(aci.ranges.size() == 2);
  CHECK(aci::to_string(aci.ranges.front()) == "10.0.0.0/8");
  REQUIRE(aci.grants.size() == 2);
  CHECK(aci.grants.front().ns == "shop");
  CHECK(aci.grants.front().epg == "*");
  CHECK(aci.grants.back().ns == "*");
}

TEST_CASE("what no fabric's setting can be is refused, with what is allowed", "[settings]") {
  const auto wrong
    = GENERATE(Catch::Generators::as<std::string>{}, "addresses: ['apic1/api']", "collected: [T]",
               "collected: [T/../x]", "ranges: [10.0.0.0]", "grants: [T/O/E]",
               "grants: ['Shop=T/O/E']", "cluster_id: 'a b'", "report_annotation: aci",
               "families: v4", "brake_share: 2", "brake_wait: 1500ms");
  const auto read = read_text("aci: {" + wrong + "}", "f");
  CAPTURE(wrong);
  REQUIRE(read.complaints.size() == 1);
  const auto line = to_string(read.complaints.front());
  CHECK(line.find("f:1: aci." + wrong.substr(0, wrong.find(':')) + ": must be ") == 0);
  CHECK(line.find(", not \"") != line.npos);
}

TEST_CASE("an enabled fabric needs an APIC, an account and one credential", "[settings]") {
  CHECK(aci_complaints(minimal + "}").empty());
  CHECK(aci_complaints("aci: {enabled: true}").size() == 3);
  CHECK(aci_complaints(minimal + ", key_file: k}").size() == 1);
  CHECK(aci_complaints(minimal + ", user_file: f}").size() == 1);
  CHECK(aci_complaints(minimal + ", ca_file: c, insecure_skip_tls_verify: true}").size() == 1);
}

TEST_CASE("a fabric's settings that need another one say so", "[settings]") {
  CHECK(aci_complaints("aci: {adopt_plain_marker: true}").size() == 1);
  CHECK(aci_complaints("aci: {cluster_id: c1, collected: [T/O]}").size() == 1);
  CHECK(aci_complaints("aci: {debounce: 3s}").size() == 1);
  CHECK(aci_complaints("aci: {retry_first: 1m}").size() == 1);
  CHECK(aci_complaints("aci: {report_annotation: aci.haystacknetworks.com/l3o}").size() == 1);
}

TEST_CASE("the file is no place for the APIC's password", "[settings]") {
  const auto read = read_text("aci: {password: swordfish}", "f");
  REQUIRE(read.complaints.size() == 1);
  CHECK(to_string(read.complaints.front()).find("swordfish") == std::string::npos);
}
