#include "protocol/velocloud/codec.hpp"
#include "protocol/velocloud/names.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

errc code_of(int status, std::string_view type, std::string_view body) {
  const auto read = read_answer(status, type, body, "vco POST x");
  return read ? errc::none : read.error().code;
}

constexpr auto json_type = "application/json";

} // namespace

TEST_CASE("every way of VCO's to say no is recognised", "[velocloud]") {
  using row = std::tuple<int, std::string, std::string, errc>;
  const auto [status, type, body, code] = GENERATE(values<row>(
    {{200, json_type, R"({"rows":1})", errc::none},
     {200, json_type, "[]", errc::none},
     {200, json_type, R"({"error":null,"rows":1})", errc::none},
     {400, json_type, R"({"error":{"code":-32600,"message":"bad port"}})", errc::refused},
     {400, json_type, R"({"error":{"code":-32603,"message":"missing privilege X"}})",
      errc::forbidden},
     {200, json_type, R"({"error":{"code":-32000,"message":"tokenError [expired]"}})",
      errc::expired},
     {200, json_type, R"({"error":"no such module","rows":0})", errc::refused},
     {302, "text/html", "", errc::expired},
     {200, "text/html; charset=utf-8", "<html>", errc::expired},
     {200, json_type, "  <!DOCTYPE html><html>", errc::expired},
     {401, json_type, "", errc::expired},
     {403, "text/html", "<html>no</html>", errc::forbidden},
     {429, "text/plain", "slow down", errc::throttled},
     {500, json_type, R"({"error":{"message":"oops"}})", errc::unreachable},
     {503, "text/html", "<html>", errc::unreachable},
     {413, "text/plain", "too large", errc::refused},
     {200, json_type, R"({"rows":)", errc::malformed},
     {200, json_type, "", errc::malformed}}));
  CAPTURE(status, body);
  CHECK(code_of(status, type, body) == code);
}

TEST_CASE("VCO's text is quoted, on one line and not for ever", "[velocloud]") {
  const auto read = read_answer(
    400, json_type, R"({"error":{"message":"a\nb)" + std::string(500, 'x') + R"("}})", "here");
  REQUIRE(read.has_error());
  CHECK_THAT(read.error().what, Catch::StartsWith("a bxxx"));
  CHECK(read.error().what.size() == 200);
  CHECK(read.error().where == "here");
}

TEST_CASE("params say what 4.3 wants", "[velocloud]") {
  CHECK(json::write(list_profiles_params({})) == "{}");
  CHECK(json::write(list_profiles_params(7)) == R"({"enterpriseId":7})");
  CHECK(json::write(read_module_params(7, 101, true))
        == R"({"enterpriseId":7,"configurationId":101,"modules":["QOS"],"noData":true})");
  module_write write;
  write.profile_id = 101;
  write.module_id = 1011;
  write.data = json::value::of({{"segments", json::array{}}});
  CHECK(write_method(write) == method::update_module);
  CHECK(json::write(write_module_params({}, write))
        == R"({"id":1011,"_update":{"name":"QOS","data":{"segments":[]}}})");
  write.create = true;
  CHECK(write_method(write) == method::insert_module);
  CHECK(json::write(write_module_params({}, write))
        == R"({"configurationId":101,"name":"QOS","data":{"segments":[]}})");
}

TEST_CASE("the profile list is read row by row", "[velocloud]") {
  const auto read = read_profiles(*json::parse(
    R"([{"id":101,"name":"P","logicalId":"g","configurationType":"SEGMENT_BASED","isStaging":1},
        {"name":"no id"},{"id":102,"name":"Q","isStaging":0,"enterpriseId":3}])"));
  REQUIRE(read);
  CHECK(read->profiles
        == std::vector<profile_row>{{101, "g", "P", "SEGMENT_BASED", true, 0},
                                    {102, "", "Q", "", false, 3}});
  CHECK(read_profiles(json::object{}).has_error());
}

TEST_CASE("the QOS module is found among the others, or its absence is", "[velocloud]") {
  auto read = read_module(*json::parse(
    R"([{"id":1,"name":"WAN"},{"id":1011,"name":"QOS","version":"17","data":{"segments":[]}}])"));
  REQUIRE(read);
  CHECK(read->version == "17");
  CHECK(as<module_state>(read->body).id == 1011);
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"WAN"}])"))->trouble == "ModuleMissing");
  CHECK(read_module(*json::parse(R"([{"id":1,"name":"QOS","data":{}}])")).has_error());
  CHECK(read_module(json::object{}).has_error());
  CHECK(*read_version(*json::parse(R"([{"id":1,"name":"QOS","version":"18"}])")) == "18");
  CHECK(read_version(*json::parse(R"([{"id":1,"name":"QOS"}])"))->empty());
}

TEST_CASE("a write is done only when VCO says so", "[velocloud]") {
  CHECK(read_written(*json::parse(R"({"rows":1})")));
  CHECK(read_written(*json::parse(R"({"id":55})")));
  CHECK_FALSE(read_written(*json::parse(R"({"rows":0})")));
  CHECK_FALSE(read_written(json::object{}));
  CHECK_FALSE(read_written(json::array{}));
}

TEST_CASE("a token's expiry is read in milliseconds or seconds", "[velocloud]") {
  // Payloads {"iat":1700000000,"exp":1800000000000} and {"exp":1800000000}.
  const auto noon = timestamp{std::chrono::seconds{1'800'000'000}};
  CHECK(token_expiry("e30.eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTgwMDAwMDAwMDAwMH0.x") == noon);
  CHECK(token_expiry("e30.eyJleHAiOjE4MDAwMDAwMDB9.x") == noon);
  CHECK_FALSE(token_expiry("e30.e30.x"));
  CHECK_FALSE(token_expiry("changeme"));
  CHECK_FALSE(token_expiry("a.%%%.b"));
}
