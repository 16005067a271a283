#include "protocol/base64.hpp"
#include "tests/unit/adapters/avi/controller_site.hpp"

namespace weft::avi::testing {

TEST_CASE_METHOD(controller_site, "S1: a log-in sets the cookies and tells of the controller",
                 "[avi][sim]") {
  const auto out = log_in_as("admin", "password01");
  REQUIRE(out.status == 200);
  const auto got = wire::read_grant(out.status, out.fields, out.body);
  REQUIRE(got.has_value());
  CHECK(got->version == "22.1.3");
  CHECK(got->license_tier == "ENTERPRISE");
  CHECK(net::find(out.fields, "AVI_API_VERSION") == "22.1.3");
  const net::http_request form{"POST",
                               "/login",
                               {{"Content-Type", "application/x-www-form-urlencoded"}},
                               "username=admin&password=password01"};
  CHECK(send(form).status == 200);
}

TEST_CASE_METHOD(controller_site, "S1: a wrong password is 401, and too many lock the account",
                 "[avi][sim]") {
  peer.settings.failures_before_lock = 3;
  for (int i = 0; i < 3; ++i)
    CHECK(log_in_as("admin", "wrong").status == 401);
  CHECK(peer.seen().failed_logins == 3);
  CHECK(log_in_as("admin", "password01").status == 401);
  pass(31min);
  CHECK(log_in_as("admin", "password01").status == 200);
  CHECK(log_in_as("nobody", "password01").status == 401);
}

TEST_CASE_METHOD(controller_site, "S1: a log-in beyond the session cap is refused in other words",
                 "[avi][sim]") {
  peer.settings.max_sessions = 1;
  log_in();
  const auto out = log_in_as("admin", "password01");
  CHECK(out.status == 403);
  CHECK(wire::error_text(out.body).find("Invalid credentials") == std::string::npos);
  CHECK(peer.seen().failed_logins == 0);
  CHECK(peer.seen().capped_logins == 1);
  CHECK(outcome(wire::log_out()) == "200");
  CHECK(log_in_as("admin", "password01").status == 200);
}

TEST_CASE_METHOD(entered_site, "S1: a write without CSRF token or Referer is refused and noted",
                 "[avi][sim]") {
  const auto whole = request_of(creation("pool", pool_named("S1-AZ1--a")));
  for (const auto* field : {"X-CSRFToken", "Referer", "Cookie"}) {
    auto asked = whole;
    std::erase_if(asked.fields, [&](const auto& one) { return one.first == field; });
    CHECK(send(asked).status == (std::string{field} == "Cookie" ? 401 : 403));
  }
  CHECK(broken().size() == 2);
  auto other_port = whole;
  for (auto& [name, value] : other_port.fields)
    if (name == "Referer")
      value = "https://controller1:8443/";
  CHECK(send(other_port).status == 403);
  CHECK(send(whole).status == 201);
}

TEST_CASE_METHOD(entered_site, "S1: an idle session is 401 and one that lasted too long 419",
                 "[avi][sim]") {
  pass(14min);
  CHECK(outcome(wire::ask_cluster()) == "200");
  pass(16min);
  CHECK(outcome(wire::ask_cluster()) == "401 Session expired");
  log_in();
  for (int i = 0; i < 24 * 5; ++i) {
    pass(12min);
    ask(wire::ask_cluster());
  }
  CHECK(outcome(wire::ask_cluster()) == "200");
  pass(12min);
  CHECK(outcome(wire::ask_cluster()).starts_with("419"));
}

TEST_CASE_METHOD(entered_site, "S1: a CSRF token that is replaced is void from then on",
                 "[avi][sim]") {
  peer.settings.rotate_csrf = true;
  const auto first = session.csrf;
  CHECK(outcome(wire::ask_cluster()) == "200");
  CHECK(session.csrf != first);
  CHECK(outcome(creation("pool", pool_named("S1-AZ1--a"))) == "201");
  session.csrf = first;
  CHECK(outcome(creation("pool", pool_named("S1-AZ1--b"))).starts_with("403"));
}

TEST_CASE_METHOD(entered_site, "tokens are made, listed, used to log in and revoked",
                 "[avi][sim]") {
  const auto made = wire::read_tokens(get(wire::make_token(240h))).value().front();
  CHECK(wire::read_tokens(get(wire::list_tokens())).value().size() == 1);
  const auto by_token = [&](const std::string& token) {
    const auto what = wire::log_in_with_token("admin", token);
    return send(net::http_request{what.method, what.target, {}, what.body}).status;
  };
  CHECK(by_token(made.token) == 200);
  CHECK(by_token(made.token) == 200);
  CHECK(log_in_as("admin", made.token).status == 200);
  CHECK(outcome(wire::revoke_token(made.uuid)) == "204");
  CHECK(by_token(made.token) == 401);
  const auto once = wire::read_tokens(get(wire::make_token(0h))).value().front();
  CHECK(by_token(once.token) == 200);
  CHECK(by_token(once.token) == 401);
}

TEST_CASE_METHOD(controller_site, "Basic authentication works only where it is allowed",
                 "[avi][sim]") {
  const net::http_request asked{"GET",
                                "/api/cluster",
                                {{"Authorization", "Basic " + encode_base64("admin:password01")},
                                 {"X-Avi-Tenant", "admin"},
                                 {"X-Avi-Version", "22.1.3"}},
                                {}};
  CHECK(send(asked).status == 401);
  peer.settings.basic_authentication = true;
  CHECK(send(asked).status == 200);
}

TEST_CASE_METHOD(entered_site,
                 "S4: a tenant that is not there is 403, and all of them are for reading",
                 "[avi][sim]") {
  CHECK(outcome(wire::list("pool", {}, "nowhere")) == "403 Tenant 'nowhere' does not exist!");
  CHECK(outcome(wire::list("pool", {}, "*")) == "200");
  CHECK(outcome(creation("pool", pool_named("S1-AZ1--a"), "*")).starts_with("400"));
}

TEST_CASE_METHOD(entered_site, "S6: a version above the controller's is refused", "[avi][sim]") {
  version = "30.1.1";
  CHECK(outcome(wire::ask_cluster()).starts_with("400"));
  CHECK(outcome(wire::ask_version()) == "200");
}

TEST_CASE_METHOD(controller_site, "S7: the state of the cluster needs a session, its status none",
                 "[avi][sim]") {
  CHECK(outcome(wire::ask_status()) == "200");
  CHECK(outcome(wire::ask_version()) == "200");
  CHECK(outcome(wire::ask_runtime()).starts_with("401"));
  log_in();
  const auto before = wire::read_runtime(get(wire::ask_runtime())).value();
  CHECK(wire::is_usable(before));
  peer.fail_over(20s, now);
  CHECK(outcome(wire::ask_status()).starts_with("503"));
  pass(20s);
  CHECK(outcome(wire::ask_runtime()).starts_with("401"));
  log_in();
  CHECK(wire::read_runtime(get(wire::ask_runtime())).value() != before);
}

TEST_CASE_METHOD(entered_site, "S8: an upgrade refuses writes and nothing else", "[avi][sim]") {
  peer.settings.upgrading = true;
  CHECK(outcome(creation("pool", pool_named("S1-AZ1--a")))
        == "403 Configuration is disallowed during upgrade");
  CHECK(outcome(wire::list("pool")) == "200");
}

TEST_CASE_METHOD(entered_site, "a busy controller answers 503", "[avi][sim]") {
  peer.settings.requests_per_second = 2;
  CHECK(outcome(wire::ask_cluster()) == "200");
  CHECK(outcome(wire::ask_cluster()) == "200");
  CHECK(outcome(wire::ask_cluster()).starts_with("503"));
  pass(1s);
  CHECK(outcome(wire::ask_cluster()) == "200");
}

} // namespace weft::avi::testing
