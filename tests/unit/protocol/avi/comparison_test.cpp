#include "protocol/avi/comparison.hpp"
#include "protocol/avi/same_reference.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

json::value avi_document(std::string_view text) {
  const auto read = json::parse(text);
  REQUIRE(read.has_value());
  return *read;
}

using avi_paths = std::vector<std::string>;

avi_paths avi_differences(std::string_view wished, std::string_view found) {
  return differences(avi_document(wished), avi_document(found));
}

} // namespace

TEST_CASE("what the controller has filled in is no difference", "[avi]") {
  CHECK(avi_differences(R"({"name":"p","sni_enabled":false,"servers":[]})",
                        R"({"name":"p","uuid":"pool-1","lb_algorithm":"X","servers":[]})")
          .empty());
  CHECK(avi_differences(R"({"servers":[]})", R"({"name":"p"})").empty());
}

TEST_CASE("references are equal that point at the same", "[avi]") {
  CHECK(same_reference("/api/pool?name=a", "https://c/api/pool/pool-1#a"));
  CHECK(same_reference("/api/pool/?name=a", "/api/pool?name=a"));
  CHECK(same_reference("/api/network/n-1", "https://c/api/network/n-1#whatever"));
  CHECK_FALSE(same_reference("/api/pool?name=a", "https://c/api/pool/pool-1#b"));
  CHECK_FALSE(same_reference("/api/pool?name=a", "https://c/api/vsvip/vsvip-1#a"));
  CHECK_FALSE(same_reference("a", "a"));
  CHECK(avi_differences(R"({"cloud_ref":"/api/cloud?name=K"})",
                        R"({"cloud_ref":"https://c/api/cloud/cloud-1#K"})")
          .empty());
}

TEST_CASE("numbers may be texts, and addresses spelled otherwise", "[avi]") {
  CHECK(avi_differences(R"({"mask":24})", R"({"mask":"24"})").empty());
  CHECK(avi_differences(R"({"ip":{"addr":"2001:db8::1"}})", R"({"ip":{"addr":"2001:DB8:0::1"}})")
          .empty());
  CHECK(avi_differences(R"({"mask":24})", R"({"mask":"25"})") == avi_paths{"mask"});
}

TEST_CASE("members of a pool are met by address and port, in any order", "[avi]") {
  const auto* two = R"({"servers":[{"ip":{"addr":"10.1.1.1"},"port":80,"enabled":true},
                                   {"ip":{"addr":"10.1.1.2"},"port":80,"enabled":true}]})";
  CHECK(avi_differences(two, R"({"servers":[
      {"ip":{"addr":"10.1.1.2","type":"V4"},"port":80,"enabled":true,"ratio":1},
      {"ip":{"addr":"10.1.1.1","type":"V4"},"port":"80","enabled":true}]})")
          .empty());
  CHECK(avi_differences(two, R"({"servers":[
      {"ip":{"addr":"10.1.1.2"},"port":80,"enabled":true},
      {"ip":{"addr":"10.1.1.1"},"port":80,"enabled":false}]})")
        == avi_paths{"servers[0].enabled"});
}

TEST_CASE("one entry too many in a list of ours is a difference", "[avi]") {
  CHECK(avi_differences(R"({"dns_info":[{"fqdn":"a.b"}]})",
                        R"({"dns_info":[{"fqdn":"A.B"},{"fqdn":"c.d"}]})")
        == avi_paths{"dns_info"});
  CHECK(
    avi_differences(R"({"dns_info":[{"fqdn":"a.b"}]})", R"({"dns_info":[{"fqdn":"A.b","ttl":30}]})")
      .empty());
}

TEST_CASE("what counts of ports is the profile in force for each", "[avi]") {
  const auto* wished = R"({"network_profile_ref":"/api/networkprofile?name=U","services":[
    {"port":80,"port_range_end":80,"override_network_profile_ref":"/api/networkprofile?name=S"},
    {"port":53,"port_range_end":53}]})";
  CHECK(avi_differences(wished, R"({"network_profile_ref":"https://c/api/networkprofile/1#U",
    "services":[{"port":53,"port_range_end":53,
                 "override_network_profile_ref":"https://c/api/networkprofile/1#U"},
                {"port":80,"port_range_end":80,
                 "override_network_profile_ref":"https://c/api/networkprofile/2#S"}]})")
          .empty());
  CHECK(avi_differences(wished, R"({"network_profile_ref":"https://c/api/networkprofile/1#U",
    "services":[{"port":53,"port_range_end":53},{"port":80,"port_range_end":80}]})")
        == avi_paths{"services"});
}

TEST_CASE("two listeners of one port are told apart by their profile", "[avi]") {
  const auto* wished = R"({"network_profile_ref":"/api/networkprofile?name=T","services":[
    {"port":8080},{"port":8080,"override_network_profile_ref":"/api/networkprofile?name=U"}]})";
  CHECK(avi_differences(wished, wished).empty());
  CHECK_FALSE(avi_differences(wished, R"({"network_profile_ref":"/api/networkprofile?name=T",
    "services":[{"port":8080},{"port":8080}]})")
                .empty());
}

TEST_CASE("a body keeps what others have written, at every level", "[avi]") {
  const auto found = avi_document(
    R"({"uuid":"vsvip-1","_last_modified":"7","theirs":{"a":[1,null]},"tier1_lr":"old",
        "vip":[{"vip_id":"0","auto_allocate_ip":true,"ip_address":{"addr":"10.1.1.1"},"x":1}],
        "cloud_ref":"https://c/api/cloud/1#K","dns_info":[{"fqdn":"a.b","ttl":30},{"fqdn":"c.d"}]})");
  const auto wished = avi_document(
    R"({"vip":[{"vip_id":"0","auto_allocate_ip":true}],"cloud_ref":"/api/cloud?name=K",
        "dns_info":[{"fqdn":"a.b"},{"fqdn":"e.f"}]})");
  const auto out = overlaid(found, wished, {"tier1_lr"});
  CHECK(out
        == avi_document(
          R"({"uuid":"vsvip-1","_last_modified":"7","theirs":{"a":[1,null]},
        "vip":[{"vip_id":"0","auto_allocate_ip":true,"ip_address":{"addr":"10.1.1.1"},"x":1}],
        "cloud_ref":"https://c/api/cloud/1#K","dns_info":[{"fqdn":"a.b","ttl":30},{"fqdn":"e.f"}]})"));
  CHECK(differences(wished, out).empty());
}

TEST_CASE("a listener that goes back to the common profile does not keep its own", "[avi]") {
  const auto found = avi_document(
    R"({"network_profile_ref":"https://c/api/networkprofile/1#T","services":[
        {"port":53,"override_network_profile_ref":"https://c/api/networkprofile/2#U"}]})");
  const auto wished = avi_document(
    R"({"network_profile_ref":"/api/networkprofile?name=T","services":[{"port":53}]})");
  CHECK(differences(wished, found) == avi_paths{"services"});
  CHECK(differences(wished, overlaid(found, wished)).empty());
}
