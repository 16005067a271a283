#include "protocol/avi/wire/calls.hpp"
#include "protocol/avi/wire/reference.hpp"
#include "protocol/avi/wire/version.hpp"
#include "protocol/json/value.hpp"

#include <catch2/catch.hpp>

namespace weft::avi::wire {

namespace {

std::string written(const call& what) {
  std::string out = what.method + " " + what.target;
  if (!what.tenant.empty())
    out += " @" + what.tenant;
  return what.body.empty() ? out : out + " " + what.body;
}

} // namespace

TEST_CASE("every call to a controller goes out as the contract writes it", "[avi][wire]") {
  CHECK(written(log_in("admin", "pass\"word"))
        == R"(POST /login {"username":"admin","password":"pass\"word"})");
  CHECK(written(log_in_with_token("admin", "t0k"))
        == R"(POST /login {"username":"admin","token":"t0k"})");
  CHECK(written(log_out()) == "POST /logout @admin");
  CHECK(written(make_token(std::chrono::hours{240}))
        == R"(POST /api/user-token @admin {"hours":"240"})");
  CHECK(written(list_tokens()) == "GET /api/user-token @admin");
  CHECK(written(revoke_token("u-1")) == "DELETE /api/user-token/u-1 @admin");
  CHECK(written(ask_version()) == "GET /api/initial-data @admin");
  CHECK(written(ask_status()) == "GET /api/cluster/status @admin");
  CHECK(written(ask_cluster()) == "GET /api/cluster @admin");
  CHECK(written(ask_runtime()) == "GET /api/cluster/runtime @admin");
  CHECK(written(ask_system()) == "GET /api/systemconfiguration @admin");
  CHECK(written(ask_domains("cloud-1"))
        == "GET /api/ipamdnsproviderprofiledomainlist?cloud_uuid=cloud-1 @admin");
  CHECK(written(read("vrfcontext", "vrfcontext-1"))
        == "GET /api/vrfcontext/vrfcontext-1?include_name=true @admin");
  CHECK(written(read_network("dvportgroup-1-cloud-2", "cloud-2"))
        == "GET /api/network/dvportgroup-1-cloud-2?cloud_uuid=cloud-2&include_name=true @admin");
  CHECK(written(create("pool", "{}", "t1")) == "POST /api/pool @t1 {}");
  CHECK(written(replace("pool", "pool-1", "{}")) == "PUT /api/pool/pool-1 @admin {}");
  CHECK(written(patch("pool", "pool-1", "{}")) == "PATCH /api/pool/pool-1 @admin {}");
  CHECK(written(remove("pool", "pool-1", "t1")) == "DELETE /api/pool/pool-1 @t1");
}

TEST_CASE("a collection is asked for at the largest page, with what names hold encoded",
          "[avi][wire]") {
  CHECK(list("network", {{"name", "My Net/1&2"}, {"cloud_ref.name", "Default-Cloud"}}).target
        == "/api/network?name=My%20Net%2F1%262&cloud_ref.name=Default-Cloud"
           "&include_name=true&page_size=200&page=1");
  CHECK(list("pool", {}, all_tenants, 100).tenant == "*");
}

TEST_CASE("a call names its type and its exchange without the query", "[avi][wire]") {
  const auto what = list("pool", {{"name", "secret-name"}});
  CHECK(type_of(what) == "pool");
  CHECK(type_of(read("vsvip", "vsvip-1")) == "vsvip");
  CHECK(type_of(log_out()).empty());
  CHECK(name_of(what) == "avi GET /api/pool");
  CHECK(only_reads(what));
  CHECK_FALSE(only_reads(remove("pool", "pool-1")));
}

TEST_CASE("a reference is read in each of its forms and in no other", "[avi][wire]") {
  const reference by_uuid{"pool", "pool-1", ""};
  CHECK(read_reference("/api/pool/pool-1") == by_uuid);
  CHECK(read_reference("https://10.0.0.1/api/pool/pool-1") == by_uuid);
  CHECK(read_reference("https://c/api/pool/pool-1#web") == reference{"pool", "pool-1", "web"});
  CHECK(read_reference("/api/network/?name=My Net") == reference{"network", "", "My Net"});
  CHECK(read_reference("/api/pool?name=a#b") == reference{"pool", "", "a"});
  for (const auto* none : {"", "pool-1", "/pool/pool-1", "//evil/api/pool/p", "/api/", "/api/pool",
                           "/api/pool/", "/api/pool?name=", "https://c", "ftp://c/api/pool/p"})
    CHECK_FALSE(read_reference(none).has_value());
}

TEST_CASE("the version that is spoken is the configured one, else the controller's as far as it is "
          "known",
          "[avi][wire]") {
  CHECK(spoken_version("20.1.2", "22.1.3") == "20.1.2");
  CHECK(spoken_version("", "22.1.3-9171-20201007") == "22.1.3");
  CHECK(spoken_version("", "31.1.1") == "30.2.1");
  CHECK(spoken_version("", "") == "30.2.1");
  CHECK(read_version_number("18.2.10") < first_with_labels);
  CHECK_FALSE(read_version_number("new").has_value());
  CHECK_FALSE(read_version_number("20").has_value());
}

} // namespace weft::avi::wire
