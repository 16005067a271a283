#include "adapters/aci/signer.hpp"
#include "tests/unit/adapters/aci/core_site.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// Somebody who signs, with a certificate that the APIC knows.
struct signing_site : core_site {
  static const signing_identity& identity() {
    static const auto made = make_signing_identity("weft");
    return made;
  }

  const signer key = signer::from_pem(identity().key_pem).value();
  std::string web_token;

  signing_site() {
    apic.add_user({"robot", "", {{"robot.crt", identity().certificate_pem}}, false});
  }

  std::string cookies(const call& what) const {
    return signed_cookies(key, "uni/userext/user-robot/usercert-robot.crt", what, web_token);
  }

  net::http_response sign_and_send(const call& what) { return send(what, cookies(what)); }
};

} // namespace

TEST_CASE_METHOD(core_site, "a log-in grants a session with its lifetimes", "[aci][sim]") {
  const auto got = send(aci::log_in("weft", "secret"));
  const auto grant = read_grant(read(got).value()).value();
  CHECK(grant.lifetime == 600s);
  CHECK(grant.longest == 86400s);
  CHECK(grant.version == "6.0(9c)");
  CHECK(grant.node == "topology/pod-1/node-1");
  CHECK_THAT(std::string{net::find(got.fields, "Set-Cookie")},
             Catch::StartsWith("APIC-cookie=" + grant.token));
}

TEST_CASE_METHOD(core_site, "a wrong password is 401, and no log-in at all 403", "[aci][sim]") {
  CHECK(send(aci::log_in("weft", "wrong")).status == 401);
  CHECK(send(aci::log_in("nobody", "secret")).status == 401);
  const auto answer = send(ask_version());
  CHECK(answer.status == 403);
  CHECK_THAT(objection_in(answer), Catch::Contains("webtoken cookie (named APIC-Cookie)"));
  pass(1s);
  CHECK(send({"POST", "/api/aaaLogin.json", R"({"user":{}})"}).status == 400);
}

TEST_CASE_METHOD(core_site, "a token lasts its time and a refresh gives another", "[aci][sim]") {
  log_in();
  const auto first = token;
  pass(599s);
  const auto grant = read_grant(read(send(refresh_session())).value()).value();
  CHECK(grant.token != first);
  CHECK(send(ask_version()).status == 200);
  pass(6s);
  CHECK(send(ask_version()).status == 403);
  token = grant.token;
  pass(590s);
  CHECK(send(ask_version()).status == 200);
  pass(5s);
  const auto late = read(send(ask_version()));
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == setback::token_expired);
}

TEST_CASE_METHOD(core_site, "no refresh outlives the longest lifetime", "[aci][sim]") {
  apic.settings.session_lifetime = 1000s;
  log_in();
  REQUIRE(open_socket() != 0);
  pass(500s);
  token = read_grant(read(send(refresh_session())).value()).value().token;
  CHECK(apic.next_due() == now + 500s);
  const auto out = pass(500s);
  REQUIRE(out.size() == 1);
  CHECK(out[0].what == sim::delivery::kind::close);
  CHECK(send(refresh_session()).status == 403);
  CHECK(apic.live_sockets() == 0);
}

TEST_CASE_METHOD(core_site, "log-ins and refreshes share a throttle of two a second",
                 "[aci][sim]") {
  log_in();
  CHECK(send(refresh_session()).status == 200);
  const auto third = send(aci::log_in("weft", "secret"));
  CHECK(third.status == 503);
  CHECK_THAT(third.body, Catch::StartsWith("<html>"));
  pass(1s);
  CHECK(send(aci::log_in("weft", "secret")).status == 200);
}

TEST_CASE_METHOD(core_site, "who fails to log in too often is blocked for an hour", "[aci][sim]") {
  apic.settings.failures_before_block = 2;
  for (int i = 0; i < 2; ++i) {
    CHECK(send(aci::log_in("weft", "wrong")).status == 401);
    pass(1s);
  }
  CHECK(send(aci::log_in("weft", "secret")).status == 401);
  pass(1h);
  CHECK(send(aci::log_in("weft", "secret")).status == 200);
}

TEST_CASE_METHOD(core_site, "a token is good at the node that gave it", "[aci][sim]") {
  log_in(1);
  CHECK(send(ask_version(), {}, 0).status == 403);
  CHECK(send(ask_version(), {}, 1).status == 200);
  apic.settings.tokens_everywhere = true;
  CHECK(send(ask_version(), {}, 0).status == 200);
}

TEST_CASE_METHOD(core_site, "a log-out ends session, socket and subscriptions", "[aci][sim]") {
  log_in();
  REQUIRE(open_socket() != 0);
  subscribe();
  CHECK(send(aci::log_out("weft")).status == 200);
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(out[0].what == sim::delivery::kind::close);
  CHECK(out[0].code == 1000);
  CHECK(apic.live_sessions(now) == 0);
  CHECK(apic.live_subscriptions(now) == 0);
  CHECK(send(ask_version()).status == 403);
}

TEST_CASE_METHOD(core_site, "two cookies of one name read, but hear of nothing", "[aci][sim]") {
  log_in();
  REQUIRE(open_socket() != 0);
  const auto twice = "APIC-cookie=" + token + "; APIC-cookie=" + token;
  CHECK(read(send(read_out({"T", "O"}), twice)).value().objects.size() == 2);
  const auto got = read(send(aci::subscribe({"T", "O"}, 600s), twice)).value();
  CHECK_FALSE(got.subscription.empty());
  CHECK(got.objects.empty());
  apic.edit("POST", "uni/tn-T/out-O", eepg("apps"), now);
  CHECK(hear(1s).empty());
  CHECK(apic.seen().doubled_cookies == 2);
}

TEST_CASE_METHOD(core_site, "a socket needs a live session and takes the place of the one before",
                 "[aci][sim]") {
  token = "unknown";
  CHECK(open_socket() == 0);
  log_in();
  CHECK(open_socket(1) == 0);
  const auto first = open_socket();
  subscribe();
  const auto second = open_socket();
  REQUIRE(second != 0);
  CHECK(apic.live_sockets() == 1);
  CHECK(apic.live_subscriptions(now) == 0);
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(out[0].socket == first);
}

TEST_CASE_METHOD(signing_site, "a signed request needs no log-in", "[aci][sim]") {
  CHECK(sign_and_send(ask_version()).status == 200);
  const call marked = find_marked("l3extSubnet", marker, 0, 500);
  CHECK(sign_and_send(marked).status == 200);
  CHECK(apic.seen().logins == 0);
}

TEST_CASE_METHOD(signing_site, "a signature of something else is refused", "[aci][sim]") {
  const call made = read_out({"T", "O"});
  CHECK(send(made, cookies(ask_version())).status == 403);
  apic.settings.bad_signature_status = 401;
  CHECK(send(made, cookies(ask_version())).status == 401);
  auto other = cookies(made);
  other.replace(other.find("robot.crt"), 9, "other.crt");
  CHECK(send(made, other).status == 401);
}

TEST_CASE_METHOD(signing_site, "who signs subscribes with a token for the socket", "[aci][sim]") {
  CHECK(sign_and_send(aci::subscribe({"T", "O"}, 600s)).status == 405);
  web_token = read_web_token(read(sign_and_send(ask_web_token())).value()).value();
  const call upgrade{"GET", socket_target(web_token), {}};
  net::http_request bare{"GET", upgrade.target, {}, {}};
  CHECK(apic.open_socket(0, bare, now).socket == 0);
  bare.fields.emplace_back("Cookie", cookies(upgrade));
  REQUIRE(apic.open_socket(0, bare, now).socket != 0);
  CHECK(sign_and_send(aci::subscribe({"T", "O"}, 600s)).status == 200);
  apic.edit("POST", "uni/tn-T/out-O", eepg("apps"), now);
  CHECK(hear().size() == 1);
  CHECK(sign_and_send(refresh_session()).status == 403);
}
