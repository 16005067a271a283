#include "protocol/velocloud/channels.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

namespace {

constexpr std::string_view update = "configuration/updateConfigurationModule";
constexpr std::string_view list = "enterprise/getEnterpriseConfigurationsPolicies";

channels::head json_head(int status = 200) {
  return {status, "application/json; charset=utf-8", {}, {}};
}

errc code_of(const result<json::value>& answer) {
  return answer ? errc::none : answer.error().code;
}

} // namespace

TEST_CASE("a success is the bare result of the method", "[velocloud]") {
  const auto rows = channels::read(json_head(), "[]", list);
  REQUIRE(rows);
  CHECK(rows->is_array());
  CHECK(channels::read(json_head(), R"({"rows":1})", update));
  CHECK(channels::read(json_head(), R"({"rows":1,"error":null})", update));
}

TEST_CASE("every failure channel that bytes can tell has its class", "[velocloud]") {
  struct row {
    int status;
    const char* type;
    const char* body;
    errc wanted;
  };
  const auto [status, type, body, wanted] = GENERATE(values<row>({
    {400, "application/json", R"({"error":{"code":-32600,"message":"bad rule"}})", errc::refused},
    {500, "application/json", R"({"error":{"code":-32603,"message":"oops"}})", errc::unreachable},
    {502, "text/html", "<html>", errc::unreachable},
    {503, "text/plain", "", errc::unreachable},
    {408, "application/json", "{}", errc::unreachable},
    {413, "text/html", "<html>", errc::refused},
    {401, "application/json", "{}", errc::expired},
    {401, "text/html", "<html>", errc::expired},
    {403, "text/html", "<html>", errc::forbidden},
    {400, "application/json", R"({"error":{"code":1,"message":"lacks PRIVILEGE [X]"}})",
     errc::forbidden},
    {200, "application/json", R"({"error":{"code":9,"message":"a tokenError [x]"}})",
     errc::expired},
    {500, "application/json", R"({"error":{"code":9,"message":"tokenError"}})", errc::expired},
    {200, "application/json", R"({"error":"rule is bad","rows":0})", errc::refused},
    {200, "application/json", R"({"error":"","rows":0})", errc::refused},
    {200, "application/json", R"({"rows":0})", errc::refused},
    {200, "application/json", R"({})", errc::malformed},
    {200, "application/json", R"([])", errc::malformed},
    {200, "application/json", R"({"rows":)", errc::malformed},
    {200, "text/html; charset=utf-8", "<html>", errc::expired},
    {302, "text/html", "<html>", errc::expired},
    {301, "", "", errc::expired},
    {429, "text/html", "<html>", errc::throttled},
  }));
  CAPTURE(status, type, body);
  CHECK(code_of(channels::read({status, type, {}, {}}, body, update)) == wanted);
}

TEST_CASE("an object for a list, and a list for an object, are malformed", "[velocloud]") {
  CHECK(code_of(channels::read(json_head(), "{}", list)) == errc::malformed);
  CHECK(code_of(channels::read(json_head(), "[]", "enterprise/getEnterprise")) == errc::malformed);
}

TEST_CASE("VCO's words arrive whole on one line, but never more than people read", "[velocloud]") {
  const auto bad = channels::read(
    json_head(400), R"({"error":{"code":-32600,"message":"rule [x]:\nport"}})", update);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().what == "rule [x]: port");
  CHECK(bad.error().where == "vco configuration/updateConfigurationModule");
  std::string umlauts = "x";
  for (int i = 0; i < 300; ++i)
    umlauts += "ä";
  const auto wordy
    = channels::read(json_head(), R"({"rows":0,"error":")" + umlauts + "\"}", update);
  REQUIRE_FALSE(wordy);
  CHECK(wordy.error().what == umlauts.substr(0, 199));
}

TEST_CASE("a 429 says how long it wants to be left alone, where it does", "[velocloud]") {
  auto how = json_head(429);
  CHECK(channels::read(how, "", update).error().retry_after == std::chrono::seconds{0});
  how.retry_after = "7";
  CHECK(channels::read(how, "", update).error().retry_after == std::chrono::seconds{7});
  how.retry_after = "Wed, 21 Oct 2026 07:28:00 GMT";
  CHECK(channels::read(how, "", update).error().retry_after == std::chrono::seconds{0});
}

TEST_CASE("a header Expires: 0 means that the session is over", "[velocloud]") {
  auto how = json_head();
  how.expires = "0";
  CHECK(code_of(channels::read(how, R"({"rows":1})", update)) == errc::expired);
}

TEST_CASE("only a session cookie with a value is a log-in", "[velocloud]") {
  CHECK(channels::session_of("velocloud.session=abc; Path=/; HttpOnly") == "abc");
  CHECK_FALSE(channels::session_of("velocloud.session=; Path=/"));
  CHECK_FALSE(channels::session_of("velocloud.sessions=abc"));
  CHECK(channels::message_of("velocloud.message=Invalid%20credentials%; Path=/")
        == "Invalid credentials%");
}

TEST_CASE("what VCO says about a log-in is shown on one line, bounded and without secrets",
          "[velocloud]") {
  const channels::secrets hidden{"", "hunter22", "s3ss%3Don/1"};
  const auto shown = [&](const std::string& value) {
    return channels::message_of("velocloud.message=" + value + "; Path=/", hidden);
  };
  CHECK(shown("no%0d%0aSet-Cookie:%20x%1b[31m%e2%80%aey%ff") == "no  Set-Cookie: x [31m y\ufffd");
  CHECK(shown(std::string(5000, 'x')).size() == channels::longest_text);
  CHECK(shown("bad%20hunter22,%20not%20hunter2") == "bad [redacted], not [redacted]");
  CHECK(shown("session%20s3ss%3Don/1%20s3ss%253Don/1") == "session [redacted] [redacted]");
}

TEST_CASE("a secret that a cut left half is taken out too, a word that begins like one stays",
          "[velocloud]") {
  CHECK(channels::redacted("denied: tok-1234", {"tok-123456789"}) == "denied: [redacted]");
  CHECK(channels::redacted("denied: tok", {"tok-123456789"}) == "denied: tok");
  CHECK(channels::redacted("tok-12 denied", {"tok-123456789"}) == "tok-12 denied");
  CHECK(channels::redacted("aaaa", {"aa"}) == "[redacted][redacted]");
  CHECK(channels::redacted("", {"aa", ""}).empty());
}

TEST_CASE("a token's expiry is read in seconds or milliseconds alike", "[velocloud]") {
  // {"alg":"HS256"} . {"tokenUuid":"u","iat":1674812238,"exp":1706348238000} . signature
  const std::string head = "eyJhbGciOiJIUzI1NiJ9.";
  CHECK(channels::token_expiry(
          head + "eyJ0b2tlblV1aWQiOiJ1IiwiaWF0IjoxNjc0ODEyMjM4LCJleHAiOjE3MDYzNDgyMzgwMDB9.c2ln")
        == timestamp{std::chrono::seconds{1706348238}});
  CHECK(channels::token_expiry(head + "eyJleHAiOjE3MDYzNDgyMzh9.c2ln")
        == timestamp{std::chrono::seconds{1706348238}});
  CHECK_FALSE(channels::token_expiry("no-jwt"));
  CHECK_FALSE(channels::token_expiry("a.!!!.c"));
  CHECK_FALSE(channels::token_expiry("a..c"));
}
