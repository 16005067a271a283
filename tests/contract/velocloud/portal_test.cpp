#include "adapters/log/log.hpp"
#include "adapters/net/http_server.hpp"
#include "tests/contract/velocloud/served.hpp"

#include <mutex>

using namespace weft;
using namespace weft::velocloud;
using namespace weft::velocloud::testing;

TEST_CASE_METHOD(served, "a token opens every method, however the URL is written", "[velocloud]") {
  auto how = by_token();
  how.url += GENERATE("", "/", "/portal", "/portal/", "/portal/rest", "/portal/rest/");
  const auto client = open(how);
  const auto rows = call(*client, listing);
  REQUIRE(rows);
  CHECK(rows->as_array()->size() == 4);
  const auto parts = call(*client, modules,
                          json::value::of({{"configurationId", sim::quick_start},
                                           {"modules", json::value::list({"QOS"})}}));
  REQUIRE(parts);
  CHECK(*parts->as_array()->front().find("data")
        == vco.with([](sim::core& core) { return *core.find_module(sim::quick_start_qos)->data; }));
  CHECK(call(*client, update, rewrite()));
  CHECK(seen().writes == 1);
}

TEST_CASE_METHOD(served, "each failure channel arrives as the reaction it calls for, unapplied",
                 "[velocloud]") {
  using enum sim::misbehaviour;
  const auto [fault, wanted] = GENERATE(Catch::Generators::table<sim::misbehaviour, errc>({
    {reset_before_apply, errc::unreachable},
    {http400, errc::refused},
    {http401, errc::expired},
    {http403, errc::forbidden},
    {http429, errc::throttled},
    {http500, errc::unreachable},
    {html200, errc::expired},
    {redirect302, errc::expired},
    {token_error200, errc::expired},
    {error_string200, errc::refused},
  }));
  vco.with([f = fault](sim::core& core) { core.inject(update, f); });
  const auto client = open(by_token());
  CHECK(code_of(call(*client, update, rewrite())) == wanted);
  CHECK(seen().writes == 0);
  CHECK(seen().calls == 1); // neither followed nor sent again
}

TEST_CASE_METHOD(served, "an answer that never comes ends at the deadline, outcome unknown",
                 "[velocloud]") {
  vco.with([](sim::core& core) { core.inject(update, sim::misbehaviour::hang); });
  const auto client = open(by_token());
  REQUIRE(call(*client, who)); // what takes time is not to connect
  const auto answer = call(*client, update, rewrite(), 500ms);
  CHECK(code_of(answer) == errc::unreachable);
  CHECK(call(*client, update, rewrite()));
}

TEST_CASE_METHOD(served, "a connection lost after the write leaves one write and no second try",
                 "[velocloud]") {
  const auto fault = GENERATE(sim::misbehaviour::reset_after_apply, sim::misbehaviour::truncated);
  vco.with([fault](sim::core& core) { core.inject(update, fault); });
  const auto client = open(by_token());
  CHECK(code_of(call(*client, update, rewrite())) == errc::unreachable);
  CHECK(seen().writes == 1);
  CHECK(seen().calls == 1);
}

TEST_CASE_METHOD(served, "an answer of the wrong type is malformed, not iterated", "[velocloud]") {
  vco.with([](sim::core& core) { core.inject("*", sim::misbehaviour::wrong_type, 2); });
  const auto client = open(by_token());
  CHECK(code_of(call(*client, listing)) == errc::malformed);
  CHECK(code_of(call(*client, who)) == errc::malformed);
}

TEST_CASE_METHOD(served, "an answer beyond the limit is malformed", "[velocloud]") {
  auto how = by_token();
  how.max_body_bytes = 2000;
  const auto client = open(how);
  CHECK(code_of(call(*client, listing)) == errc::malformed);
  CHECK(call(*client, who));
}

TEST_CASE_METHOD(served, "a 429 says how long to stay away", "[velocloud]") {
  vco.with([](sim::core& core) {
    core.settings.limit.retry_after = 7s;
    core.inject("*", sim::misbehaviour::http429);
  });
  const auto client = open(by_token());
  const auto answer = call(*client, who);
  REQUIRE(code_of(answer) == errc::throttled);
  CHECK(answer.error().retry_after == 7s);
}

TEST_CASE_METHOD(served, "who may not write is forbidden, in VCO's words", "[velocloud]") {
  const auto client = open(by_token(sim::reader_token));
  const auto answer = call(*client, update, rewrite());
  REQUIRE(code_of(answer) == errc::forbidden);
  CHECK_THAT(answer.error().what, Catch::Contains("UPDATE ENTERPRISE_PROFILE"));
}

TEST_CASE_METHOD(served, "an operator's calls name the enterprise", "[velocloud]") {
  auto how = by_token(sim::operator_token);
  CHECK(code_of(call(*open(how), who)) == errc::refused);
  how.enterprise = sim::enterprise_id;
  CHECK(call(*open(how), who));
}

TEST_CASE_METHOD(served, "a certificate of an unknown authority is not spoken to", "[velocloud]") {
  auto how = by_token();
  how.ca_file = files.write("other.pem", net::make_identity().ca_pem);
  const auto answer = call(*open(how), who);
  CHECK(code_of(answer) == errc::unreachable);
  CHECK(seen().calls == 0);
  how.insecure = true;
  CHECK(call(*open(how), who));
}

TEST_CASE_METHOD(served, "a URL or a CA file that cannot be used is said at the start",
                 "[velocloud]") {
  auto how = by_token();
  SECTION("url") {
    how.url = "ftp://vco";
  }
  SECTION("ca") {
    how.ca_file = files.path("absent.pem");
  }
  const auto made = portal::open(io, how);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == errc::refused);
}

TEST_CASE_METHOD(served, "nobody at the address is unreachable", "[velocloud]") {
  auto how = by_token();
  {
    simulator gone{io, {}};
    how.url = gone.url();
  }
  CHECK(code_of(call(*open(how), who)) == errc::unreachable);
}

TEST_CASE_METHOD(served,
                 "an answer that cannot be read is logged by its first 200 bytes, without secrets",
                 "[velocloud]") {
  std::mutex guard;
  std::string lines;
  log::start({}, [&](std::string_view one) {
    const std::lock_guard lock{guard};
    lines += one;
  });
  net::transport wire;
  net::http_server garbled{wire, {}, [](auto asked) {
                             const auto token
                               = std::string{net::find(asked->asked().fields, "Authorization")};
                             asked->answer({200,
                                            {{"Content-Type", "application/json"}},
                                            "{oops \x1b[31m" + token + std::string(500, 'x')});
                           }};
  auto how = by_token();
  how.url = "http://127.0.0.1:" + std::to_string(garbled.port());
  CHECK(code_of(call(*open(how), who)) == errc::malformed);
  log::start({});
  const std::lock_guard lock{guard};
  CHECK_THAT(lines, Catch::Contains(who) && Catch::Contains("oops  [31mToken [redacted]xxx"));
  CHECK_THAT(lines, !Catch::Contains(sim::demo_token) && !Catch::Contains(std::string(200, 'x')));
}
