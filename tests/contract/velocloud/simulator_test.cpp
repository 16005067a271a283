#include "adapters/net/http_client.hpp"
#include "tests/contract/velocloud/served.hpp"

using namespace weft;
using namespace weft::velocloud;
using namespace weft::velocloud::testing;

namespace {

/// Somebody with a browser or curl.
struct visitor : served {
  net::http_client http{io, {true, "127.0.0.1", vco.port()}, trust()};

  net::tls_settings trust() {
    net::tls_settings out;
    out.ca_pem = vco.ca_pem();
    return out;
  }

  net::http_response ask(net::http_request what) {
    auto answered = std::make_shared<std::promise<result<net::http_response>>>();
    http.call(std::move(what), patience,
              [answered](result<net::http_response> got) { answered->set_value(std::move(got)); });
    return answered->get_future().get().value();
  }

  net::http_response turn(const std::string& knobs) {
    return ask({"POST", "/weft/knobs", {}, knobs});
  }
};

} // namespace

TEST_CASE_METHOD(visitor, "people read the rules as a table and programs as JSON", "[velocloud]") {
  const auto table = ask({"GET", "/weft/rules", {}, {}});
  CHECK_THAT(table.body, Catch::StartsWith("PROFILE") && Catch::Contains("Box for everybody"));
  const auto rows = ask({"GET", "/weft/rules", {{"Accept", "application/json"}}, {}});
  CHECK(json::parse(rows.body)->as_array()->size() == 3);
}

TEST_CASE_METHOD(visitor, "a knob that does not exist is refused by name, and none is turned",
                 "[velocloud]") {
  const auto answer = turn(R"({"strict":false,"stirct":false})");
  CHECK(answer.status == 400);
  CHECK_THAT(answer.body, Catch::Contains("stirct"));
  CHECK(vco.with([](sim::core& core) { return core.settings.strict; }));
}

TEST_CASE_METHOD(visitor, "knobs reach the API", "[velocloud]") {
  const auto client = open(by_token());
  CHECK(turn(R"({"fault":{"method":"*","how":"http500","times":1},"latencyMs":[1,3]})").status
        == 200);
  CHECK(code_of(call(*client, who)) == errc::unreachable);
  CHECK(call(*client, who));
  CHECK(turn(R"({"expireTokens":true})").status == 200);
  CHECK(code_of(call(*client, who)) == errc::expired);
}

TEST_CASE_METHOD(visitor, "a person's edit is journaled as a person's", "[velocloud]") {
  const auto path = "/weft/modules/" + std::to_string(sim::branch_gold_qos);
  auto data = json::parse(ask({"GET", path, {}, {}}).body).value();
  data.set("serviceRateLimit", json::value::of({{"enabled", true}}));
  CHECK(ask({"PUT", path, {}, json::write(data)}).status == 200);
  const auto journal = ask({"GET", "/weft/journal", {}, {}}).body;
  CHECK_THAT(journal, Catch::Contains(R"("author":"human")"));
  CHECK(seen().writes == 0);
}

TEST_CASE_METHOD(visitor, "a write whose caller hangs up is in flight until it does",
                 "[velocloud]") {
  vco.with([](sim::core& core) { core.inject(update, sim::misbehaviour::hang); });
  {
    const auto client = open(by_token());
    REQUIRE(call(*client, who)); // what takes time is not to connect
    CHECK(code_of(call(*client, update, rewrite(), 500ms)) == errc::unreachable);
  }
  CHECK(call(*open(by_token()), update, rewrite()));
}
