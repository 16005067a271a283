#include "protocol/avi/wire/session.hpp"
#include "tests/printing.hpp"

namespace weft::avi::wire {

namespace {

const fields cookies_of_log_in{{"Set-Cookie", "csrftoken=c1; Secure; Path=/; Max-Age=31449600"},
                               {"set-cookie", "avi-sessionid=s1; HttpOnly; Secure; Max-Age=86400"},
                               {"Set-Cookie", "sessionid=s1; HttpOnly"}};

constexpr const char* words_of_log_in
  = R"({"version":{"Version":"20.1.2"},"session_cookie_name":"avi-sessionid",
        "controller":{"api_idle_timeout":15},
        "system_config":{"default_license_tier":"BASIC"}})";

std::string field_in(const fields& all, const std::string& name) {
  for (const auto& [held, value] : all)
    if (held == name)
      return value;
  return "(none)";
}

} // namespace

TEST_CASE("a log-in grants a session with what the controller says of itself", "[avi][wire]") {
  const auto got = read_grant(200, cookies_of_log_in, words_of_log_in);
  REQUIRE(got.has_value());
  CHECK(got->held.id == "s1");
  CHECK(got->held.csrf == "c1");
  CHECK(got->version == "20.1.2");
  CHECK(got->license_tier == "BASIC");
  CHECK(got->idle == std::chrono::minutes{15});
}

TEST_CASE("a log-in without cookies or without words is none", "[avi][wire]") {
  CHECK(read_grant(200, {}, words_of_log_in).error().why.code == errc::malformed);
  CHECK(read_grant(200, cookies_of_log_in, "<html>").error().why.code == errc::malformed);
  CHECK(read_grant(401, cookies_of_log_in, "{}").error().kind == setback::rejected);
}

TEST_CASE("a request carries the session, the version, the tenant and where it comes from",
          "[avi][wire]") {
  const session held{"s1", "avi-sessionid", "c1"};
  const auto got = fields_of(replace("pool", "pool-1", "{}", "t1"), held,
                             {"20.1.2", "https://10.10.20.43:8443"});
  CHECK(got
        == fields{{"Accept", "application/json"},
                  {"Content-Type", "application/json"},
                  {"X-Avi-Version", "20.1.2"},
                  {"X-Avi-Tenant", "t1"},
                  {"X-CSRFToken", "c1"},
                  {"Referer", "https://10.10.20.43:8443/"},
                  {"Cookie", "csrftoken=c1; avi-sessionid=s1; sessionid=s1"}});
}

TEST_CASE("a log-in carries nothing of AVI's but its type of content", "[avi][wire]") {
  CHECK(fields_of(log_in("a", "b"), manner{})
        == fields{{"Accept", "application/json"}, {"Content-Type", "application/json"}});
}

TEST_CASE("cookies are taken over from every answer that sets them", "[avi][wire]") {
  session held{"s1", "avi-sessionid", "c1"};
  learn(held, {{"Set-Cookie", "csrftoken=c2; Path=/"}, {"X", "csrftoken=no"}});
  CHECK(held.csrf == "c2");
  CHECK(held.id == "s1");
  learn(held, {{"Set-Cookie", "avi-sessionid=\"s2\"; Path=/"}, {"Set-Cookie", "csrftoken=; x"}});
  CHECK(held.id == "s2");
  CHECK(held.csrf == "c2");
  learn(held, {{"Set-Cookie", "nonsense"}, {"Set-Cookie", ""}, {"Set-Cookie", "csrftoken"}});
  CHECK(held.csrf == "c2");
}

TEST_CASE("a session cookie of another name is shown under both", "[avi][wire]") {
  const session plain{"s1", "sessionid", "c1"};
  CHECK(field_in(fields_of(log_out(), plain, {}), "Cookie") == "csrftoken=c1; sessionid=s1");
}

} // namespace weft::avi::wire
