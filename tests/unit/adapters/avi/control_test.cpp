#include "adapters/avi/sim/control.hpp"
#include "tests/unit/adapters/avi/controller_site.hpp"

namespace weft::avi::testing {

namespace {

struct looked_at_site : entered_site {
  std::string look(const std::string& path, bool as_json = false) {
    net::http_request asked{"GET", "/_sim/" + path, {}, {}};
    if (as_json)
      asked.fields.emplace_back("Accept", "application/json");
    const auto out = sim::control(peer, asked, now);
    CHECK(out.status == 200);
    return out.body;
  }

  /// "200", or "400 why".
  std::string post(const std::string& path, const std::string& body) {
    const auto out = sim::control(peer, {"POST", "/_sim/" + path, {}, body}, now);
    return out.status == 200 ? "200" : std::to_string(out.status) + " " + out.body;
  }
};

} // namespace

TEST_CASE_METHOD(looked_at_site, "people see objects, routes, requests and changes", "[avi][sim]") {
  get(creation("pool", pool_named("S1-AZ1--web")));
  CHECK_THAT(look("objects?type=pool"),
             Catch::Contains("S1-AZ1--web") && Catch::Contains("ako-S1-AZ1"));
  CHECK_THAT(look("routes"), Catch::Contains("0.0.0.0/0") && Catch::Contains("VRF_AZ1"));
  CHECK_THAT(look("log"), Catch::Contains("POST /api/pool") && Catch::Contains("201"));
  CHECK_THAT(look("transactions"), Catch::Contains("created") && Catch::Contains("S1-AZ1--web"));
  CHECK_THAT(look("violations"), Catch::Contains("I3") && Catch::Contains("dangling"));
  CHECK(json::parse(look("counters")).value().int_at({"writes"}, 0) == 1);
  CHECK(json::parse(look("objects?type=pool", true)).value().as_array()->size() == 1);
  CHECK(json::parse(look("history/" + uuid_of("pool", "S1-AZ1--web"))).value().as_array()->size()
        == 1);
  CHECK(sim::control(peer, {"GET", "/_sim/nothing", {}, {}}, now).status == 404);
}

TEST_CASE_METHOD(looked_at_site, "no password, cookie or token is shown", "[avi][sim]") {
  get(wire::make_token(240h));
  const auto shown = look("log") + look("log", true) + look("transactions") + look("dump");
  CHECK(shown.find("password01") == std::string::npos);
  CHECK(shown.find(session.id) == std::string::npos);
  CHECK(shown.find(session.csrf) == std::string::npos);
}

TEST_CASE_METHOD(looked_at_site, "people are the administrator", "[avi][sim]") {
  CHECK(post("objects", R"({"vrfcontext":{"name":"VRF_AZ2"}})") == "200");
  CHECK_FALSE(uuid_of("vrfcontext", "VRF_AZ2").empty());
  CHECK(post("objects", R"({"vrfcontext":{"name":"VRF_AZ2","description":"two"}})") == "200");
  CHECK(peer.find("vrfcontext", "VRF_AZ2")->body.text_at({"description"}) == "two");
  CHECK(post("objects", R"({"vrfcontext":{"name":"VRF_AZ2","_deleted":true}})") == "200");
  CHECK(uuid_of("vrfcontext", "VRF_AZ2").empty());
  CHECK(post("objects", R"({"colour":{"name":"red"}})").starts_with("400"));
  CHECK(post("objects", "nonsense").starts_with("400"));
}

TEST_CASE_METHOD(looked_at_site, "people bring about faults by name, all of them or none",
                 "[avi][sim]") {
  CHECK(post("faults", R"({"upgrading":true,"latencyMs":[1,5],"licenseTier":"BASIC",
                           "answer":{"how":"page","status":502,"times":2}})")
        == "200");
  CHECK(peer.settings.upgrading);
  CHECK(peer.settings.license_tier == "BASIC");
  CHECK(outcome(wire::ask_cluster()) == "502");
  CHECK(post("faults", R"({"upgrading":false,"colour":"red"})").starts_with("400 there is no"));
  CHECK(peer.settings.upgrading);
  CHECK(post("faults", R"({"relent":true,"endSessions":419})") == "200");
  CHECK(outcome(wire::ask_cluster()).starts_with("419"));
  CHECK(post("faults", R"({"endSessions":404})").starts_with("400"));
  CHECK_THAT(look("faults"), Catch::Contains("failOverSeconds"));
}

TEST_CASE_METHOD(looked_at_site, "the whole store is dumped and loaded", "[avi][sim]") {
  const auto before = look("dump");
  get(creation("pool", pool_named("S1-AZ1--web")));
  CHECK(look("dump") != before);
  CHECK(post("load", before) == "200");
  CHECK(look("dump") == before);
  CHECK(post("load", "{}").starts_with("400"));
}

} // namespace weft::avi::testing
