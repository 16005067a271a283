#include "adapters/aci/sim/control.hpp"
#include "tests/unit/adapters/aci/core_site.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// Somebody with a browser or curl, beside a client with a session.
struct watched_site : core_site {
  watched_site() { log_in(); }

  net::http_response visit(const std::string& method, const std::string& target,
                           const std::string& body = {}, const std::string& accept = {}) {
    net::http_request what{method, target, {}, body};
    if (!accept.empty())
      what.fields.emplace_back("Accept", accept);
    REQUIRE(sim::is_control(what));
    return sim::control(apic, what, now);
  }

  std::string see(const std::string& target) { return visit("GET", target).body; }

  json::value see_json(const std::string& target) {
    return json::parse(visit("GET", target, {}, "application/json").body).value();
  }

  /// The answer's words; "ok" when it went well.
  std::string cause(const std::string& faults) {
    auto answer = visit("POST", "/weft/faults", faults);
    CHECK(answer.status == (answer.body == "ok\n" ? 200 : 400));
    answer.body.pop_back();
    return answer.body;
  }
};

} // namespace

TEST_CASE_METHOD(watched_site, "the tree is shown with what is not as in any new object",
                 "[aci][sim]") {
  post("uni/tn-T/out-O", eepg("A", subnet("10.0.0.1/32", R"(,"name":"ns::a")")));
  const auto shown = see("/weft/tree");
  CHECK_THAT(shown, Catch::StartsWith("uni") && Catch::Contains("\n  tn-T ")
                      && Catch::Contains("\n    out-O "));
  CHECK_THAT(shown, Catch::Contains("\n      instP-A ")
                      && Catch::Contains(R"(annotation="orchestrator:aci-k8-haystack")"));
  CHECK_THAT(shown, Catch::Contains("\n        extsubnet-[10.0.0.1/32] ")
                      && Catch::Contains(R"(scope="import-security")")
                      && Catch::Contains(R"(name="ns::a")"));
  CHECK_THAT(shown, !Catch::Contains("modTs") && !Catch::Contains("prefGrMemb"));
}

TEST_CASE_METHOD(watched_site, "a part of the tree is shown from its top", "[aci][sim]") {
  post("uni/tn-T/out-O", eepg("A", subnet("10.0.0.1/32")));
  const auto shown = see("/weft/tree?dn=uni/tn-T/out-O/instP-A");
  CHECK_THAT(shown, Catch::StartsWith("instP-A") && Catch::Contains("\n  extsubnet-[10.0.0.1/32]"));
  CHECK(visit("GET", "/weft/tree?dn=uni/tn-X").status == 404);
}

TEST_CASE_METHOD(watched_site, "a program gets the tree as the APIC itself nests it",
                 "[aci][sim]") {
  const auto all = see_json("/weft/tree");
  const auto& top = all.find("imdata")->as_array()->front();
  const auto& tenant = top.find_path({"polUni", "children"})->as_array()->front();
  CHECK(tenant.text_at({"fvTenant", "attributes", "name"}) == "T");
}

TEST_CASE_METHOD(watched_site, "the log tells every request and no secret", "[aci][sim]") {
  open_socket();
  ask("/api/mo/uni/tn-T.json?query-target=self");
  post("uni/tn-T/out-O", eepg("A"));
  send({"POST", "/api/aaaLogin.json?pwd=secret", R"({"aaaUser":{"attributes":{"pwd":"secret"}}})"});
  for (const auto& log : {see("/weft/log"), json::write(see_json("/weft/log"))}) {
    CHECK_THAT(log, Catch::Contains("aaaLogin.json") && Catch::Contains("/socket<token>"));
    CHECK_THAT(log, Catch::Contains("uni/tn-T.json?query-target=self"));
    CHECK_THAT(log, Catch::Contains("l3extInstP"));
    CHECK_THAT(log, !Catch::Contains(token) && !Catch::Contains("secret"));
  }
}

TEST_CASE_METHOD(watched_site, "transactions tell who has changed what", "[aci][sim]") {
  post("uni/tn-T/out-O", eepg("A", subnet("10.0.0.1/32")));
  apic.edit("DELETE", "uni/tn-T/out-O/instP-A", {}, now);
  const auto shown = see("/weft/transactions");
  CHECK_THAT(shown, Catch::Contains("  weft  POST uni/tn-T/out-O\n")
                      && Catch::Contains("\n  + uni/tn-T/out-O/instP-A annotation="));
  CHECK_THAT(shown, Catch::Contains("  (administrator)  DELETE uni/tn-T/out-O/instP-A\n")
                      && Catch::Contains("\n  - uni/tn-T/out-O/instP-A/extsubnet-[10.0.0.1/32]"));
  const auto all = see_json("/weft/transactions");
  const auto& last = all.as_array()->back();
  CHECK(last.text_at({"user"}) == "(administrator)");
  CHECK(last.find("edits")->as_array()->front().text_at({"status"}) == "deleted");
}

TEST_CASE_METHOD(watched_site, "whoever can connect makes, changes and deletes objects",
                 "[aci][sim]") {
  const auto made = visit("POST", "/weft/objects",
                          R"({"fvTenant":{"attributes":{"name":"T2"},"children":[)"
                          R"({"l3extOut":{"attributes":{"name":"O2","descr":"one"}}}]}})");
  CHECK(made.status == 200);
  CHECK(apic.attribute("uni/tn-T2/out-O2", "descr") == "one");
  visit("POST", "/weft/objects",
        R"({"l3extOut":{"attributes":{"dn":"uni/tn-T2/out-O2","descr":"two"}}})");
  CHECK(apic.attribute("uni/tn-T2/out-O2", "descr") == "two");
  visit("POST", "/weft/objects", R"({"fvTenant":{"attributes":{"name":"T2","status":"deleted"}}})");
  CHECK_FALSE(apic.tree().find("uni/tn-T2"));
  CHECK_THAT(objection_in(visit("POST", "/weft/objects", R"({"fvX":{"attributes":{}}})")),
             Catch::StartsWith("122 "));
}

TEST_CASE_METHOD(watched_site, "counters are shown", "[aci][sim]") {
  CHECK(see_json("/weft/counters").int_at({"logins"}, 0) == 1);
}

TEST_CASE_METHOD(watched_site, "whoever asks for something else is told what there is",
                 "[aci][sim]") {
  const auto answer = visit("GET", "/weft/objects");
  CHECK(answer.status == 404);
  CHECK_THAT(answer.body, Catch::Contains("/weft/tree"));
  CHECK_FALSE(sim::is_control({"GET", "/api/class/fvTenant.json", {}, {}}));
}

TEST_CASE_METHOD(watched_site, "a fault nobody knows is refused with those there are",
                 "[aci][sim]") {
  const auto said = cause(R"({"refuseRefresh":true,"sokets":"drop"})");
  CHECK_THAT(said, Catch::StartsWith(R"(there is no "sokets"; there are )")
                     && Catch::Contains("sockets") && Catch::Contains("nodeDown"));
  CHECK_FALSE(apic.settings.refuse_refresh);
  CHECK_THAT(cause(R"({"answer":{"hwo":"hang"}})"),
             Catch::StartsWith(R"(answer: there is no "hwo"; there are how, method)"));
  CHECK_THAT(cause(R"({"events":{"drops":1}})"), Catch::Contains("duplicate"));
  CHECK_THAT(cause("[]"), Catch::StartsWith("it must be an object"));
  CHECK(cause("{") == "it is no JSON");
}

TEST_CASE_METHOD(watched_site, "a fault that makes no sense is refused, and none is brought about",
                 "[aci][sim]") {
  CHECK(cause(R"({"refuseRefresh":true,"nodeDown":3})")
        == "nodeDown: it must be a node's number, from 0 to 2");
  CHECK_FALSE(apic.settings.refuse_refresh);
  for (const auto* wrong :
       {R"({"relent":false})", R"({"unavailableSeconds":-1})", R"({"latencyMs":[3,1]})",
        R"({"sockets":"burn"})", R"({"say":1})", R"({"deniedTenants":[1]})", R"({"rejectDn":1})",
        R"({"refuseRefresh":1})", R"({"events":{"drop":1.5}})", R"({"answer":{"how":"sing"}})",
        R"({"answer":{"status":99}})", R"({"answer":{"node":-1}})", R"({"answer":{"text":1}})",
        R"({"tokenLifetimeSeconds":"1"})", R"({"requestsPerSecond":-1})"})
    CHECK_THAT(cause(wrong), Catch::Contains("it must be "));
}

TEST_CASE_METHOD(watched_site, "every word of a fault is told", "[aci][sim]") {
  const auto told = see("/weft/faults");
  const auto refused = cause(R"({"?":1})");
  auto words = refused.substr(refused.find("there are ") + 10) + ", ";
  for (; !words.empty(); words.erase(0, words.find(", ") + 2))
    CHECK_THAT(told, Catch::Contains("\n" + words.substr(0, words.find(", ")) + " "));
}

TEST_CASE_METHOD(watched_site, "an answer that was asked for is given until that is taken back",
                 "[aci][sim]") {
  CHECK(cause(R"({"answer":{"method":"POST","part":"out-O","status":400,"code":"107",)"
              R"("text":"no","times":0}})")
        == "ok");
  CHECK(objection_in(post("uni/tn-T/out-O", eepg("A"))) == "107 no");
  CHECK(objection_in(post("uni/tn-T/out-O", eepg("A"))) == "107 no");
  CHECK(cause(R"({"relent":true})") == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 200);
}

TEST_CASE_METHOD(watched_site, "everything is answered 503 for as long as it is asked for",
                 "[aci][sim]") {
  CHECK(cause(R"({"unavailableSeconds":60})") == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 503);
  now += 61s;
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 200);
}

TEST_CASE_METHOD(watched_site, "a node goes down and comes up", "[aci][sim]") {
  CHECK(cause(R"({"nodeDown":1})") == "ok");
  CHECK_FALSE(apic.is_up(1));
  CHECK(cause(R"({"nodeUp":1})") == "ok");
  CHECK(apic.is_up(1));
}

TEST_CASE_METHOD(watched_site, "sockets speak, fall silent and end at a word", "[aci][sim]") {
  open_socket();
  CHECK(cause(R"({"say":"noise"})") == "ok");
  const auto said = pass(0ms);
  REQUIRE(said.size() == 1);
  CHECK(said.front().bytes == "noise");
  CHECK(cause(R"({"sockets":"drop"})") == "ok");
  CHECK(pass(0ms).front().what == sim::delivery::kind::drop);
}

TEST_CASE_METHOD(watched_site, "sessions, tokens and subscriptions end at a word", "[aci][sim]") {
  open_socket();
  subscribe();
  CHECK(cause(R"({"expireSubscriptions":true})") == "ok");
  CHECK(apic.live_subscriptions(now) == 0);
  CHECK(cause(R"({"invalidateTokens":true})") == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 403);
  log_in();
  CHECK(cause(R"({"endSessions":true})") == "ok");
  CHECK(apic.live_sessions(now) == 0);
}

TEST_CASE_METHOD(watched_site, "rights, sizes and lifetimes are as they are asked for",
                 "[aci][sim]") {
  CHECK(cause(R"({"deniedTenants":["T"],"maxBodyBytes":4000,"tokenLifetimeSeconds":300,)"
              R"("events":{"drop":0.5,"delayMs":[1,2],"childFirst":true}})")
        == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 403);
  CHECK(apic.settings.max_body_bytes == 4000);
  CHECK(apic.settings.token_lifetime == 300s);
  CHECK(apic.settings.events.drop == 0.5);
  CHECK(apic.settings.events.most_delay == 2ms);
  CHECK(apic.settings.events.child_first);
  CHECK(cause(R"({"deniedTenants":[],"rejectDn":"instP-B"})") == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("A")).status == 200);
  CHECK(objection_in(post("uni/tn-T/out-O", eepg("B")))
        == "801 uni/tn-T/out-O/instP-B is not accepted");
  CHECK(cause(R"({"rejectDn":""})") == "ok");
  CHECK(post("uni/tn-T/out-O", eepg("B")).status == 200);
}
