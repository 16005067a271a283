#include "protocol/velocloud/channels.hpp"
#include "tests/contract/velocloud/served.hpp"

#include <atomic>

using namespace weft;
using namespace weft::velocloud;
using namespace weft::velocloud::testing;

namespace {

/// A promise that any number of callbacks may keep.
struct signal {
  std::promise<void> kept;
  std::atomic<bool> done = false;

  void give() {
    if (!done.exchange(true))
      kept.set_value();
  }
  bool come() {
    return kept.get_future().wait_for(velocloud::testing::patience) == std::future_status::ready;
  }
};

} // namespace

TEST_CASE_METHOD(served, "a log-in is made once for all that wait for it", "[velocloud]") {
  vco.with([](sim::core& core) { core.settings.login_redirects = GENERATE(true, false); });
  const auto client = open(by_password());
  std::vector<std::future<result<json::value>>> calls;
  for (int i = 0; i < 8; ++i)
    calls.push_back(begin(*client, who, json::object{}));
  for (auto& one : calls)
    CHECK(wait(std::move(one)));
  CHECK(seen().logins == 1);
}

TEST_CASE_METHOD(served, "a log-in without a session cookie is no log-in, whatever its status",
                 "[velocloud]") {
  const bool redirects = GENERATE(true, false);
  const bool empty_cookie = GENERATE(true, false);
  vco.with([&](sim::core& core) {
    core.settings.login_redirects = redirects;
    core.settings.empty_cookie_on_failure = empty_cookie;
  });
  const auto client = open(by_password("wrong"));
  const auto answer = call(*client, who);
  REQUIRE(code_of(answer) == errc::expired);
  CHECK_THAT(answer.error().what, Catch::Contains("Invalid credentials"));
  CHECK(seen().calls == 1);
}

TEST_CASE_METHOD(served, "an expired session is renewed once and the call sent again",
                 "[velocloud]") {
  const auto client = open(by_password());
  REQUIRE(call(*client, who));
  vco.with([](sim::core& core) { core.end_sessions(); });
  CHECK(call(*client, update, rewrite()));
  CHECK(seen().logins == 2);
  CHECK(seen().writes == 1);
  SECTION("but not for ever") {
    vco.with([](sim::core& core) { core.inject(who, sim::misbehaviour::token_error200, 2); });
    CHECK(code_of(call(*client, who)) == errc::expired);
    CHECK(seen().logins == 3);
  }
  SECTION("also when only the header Expires says so") {
    vco.with([](sim::core& core) { core.inject(who, sim::misbehaviour::expires0); });
    CHECK(call(*client, who));
    CHECK(seen().logins == 3);
  }
}

TEST_CASE_METHOD(served, "an operator logs in as one, also where the log-in is at the root",
                 "[velocloud]") {
  vco.with([](sim::core& core) { core.settings.login_at_root = true; });
  auto how = by_password();
  how.credentials.user_file = files.write("user", "operator@example.com");
  how.operator_login = true;
  how.enterprise = sim::enterprise_id;
  CHECK(call(*open(how), who));
}

TEST_CASE_METHOD(served, "a log-in that is never answered ends its callers at their deadlines",
                 "[velocloud]") {
  auto how = by_password();
  net::transport silent;
  std::vector<std::shared_ptr<net::http_exchange>> kept;
  net::http_server server{silent, {}, [&](auto asked) { kept.push_back(asked); }};
  how.url = "http://127.0.0.1:" + std::to_string(server.port());
  const auto client = open(how);
  CHECK(code_of(call(*client, who, json::object{}, 100ms)) == errc::unreachable);
}

TEST_CASE_METHOD(served, "a rotated token is told and used without a restart", "[velocloud]") {
  const auto client = open(by_token());
  signal told;
  client->on_new_credential([&told] { told.give(); });
  REQUIRE(call(*client, who));
  vco.with([](sim::core& core) { core.rotate_token(sim::demo_token, "fresh-one", {}); });
  CHECK(code_of(call(*client, who)) == errc::expired);
  files.write("token", "fresh-one\n");
  REQUIRE(told.come());
  CHECK(call(*client, who));
}

TEST_CASE_METHOD(served, "a token file is read again however old it says it is", "[velocloud]") {
  const auto how = by_token("not-yet");
  const auto client = open(how);
  signal told;
  client->on_new_credential([&told] { told.give(); });
  CHECK(code_of(call(*client, who)) == errc::expired);
  const auto before = std::filesystem::last_write_time(how.credentials.token_file);
  const auto fresh = files.write("fresh", sim::demo_token);
  std::filesystem::last_write_time(fresh, before);
  std::filesystem::rename(fresh, how.credentials.token_file);
  REQUIRE(told.come());
  CHECK(call(*client, who));
}

TEST_CASE_METHOD(served, "a credential file is noticed when it becomes readable", "[velocloud]") {
  const auto path = files.write("token", "one");
  const auto before = marks_of({path});
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  CHECK(marks_of({path}) != before);
  CHECK(marks_of({files.path("none")}) == std::vector{file_mark{}});
}

TEST_CASE_METHOD(served, "a token file that comes late is used when it comes", "[velocloud]") {
  auto how = by_token();
  how.credentials.token_file = files.path("late");
  const auto client = open(how);
  signal told;
  client->on_new_credential([&told] { told.give(); });
  const auto answer = call(*client, who);
  REQUIRE(code_of(answer) == errc::expired);
  CHECK_THAT(answer.error().what, Catch::Contains("late"));
  files.write("late", sim::demo_token);
  REQUIRE(told.come());
  CHECK(call(*client, who));
}

TEST_CASE_METHOD(served, "no secret is in a fault, even when VCO puts it there", "[velocloud]") {
  const auto client = open(by_token());
  vco.with([](sim::core& core) {
    core.settings.reject_if = [](const json::value&) {
      return std::string{"denied for Token "} + sim::demo_token + " and " + sim::demo_token;
    };
  });
  const auto answer = call(*client, update, rewrite());
  REQUIRE(code_of(answer) == errc::refused);
  CHECK(answer.error().what == "denied for Token [redacted] and [redacted]");
  // Nor is one that has been replaced meanwhile.
  signal told;
  client->on_new_credential([&told] { told.give(); });
  vco.with([](sim::core& core) { core.rotate_token(sim::demo_token, "fresh-one", {}); });
  files.write("token", "fresh-one\n");
  REQUIRE(told.come());
  CHECK(call(*client, update, rewrite()).error().what
        == "denied for Token [redacted] and [redacted]");
}

TEST_CASE_METHOD(served, "a refused log-in is told on one line, bounded and without the password",
                 "[velocloud]") {
  vco.with([](sim::core& core) {
    core.settings.login_failure = "no%20open-sesame%0d%0aX:%20" + std::string(400, 'y');
  });
  const auto client = open(by_password("open-sesame"));
  const auto answer = call(*client, who);
  REQUIRE(code_of(answer) == errc::expired);
  const auto& text = answer.error().what;
  CHECK_THAT(text, Catch::StartsWith("log-in refused: no [redacted]  X: yyy"));
  CHECK(text.size() < 250);
}

TEST_CASE_METHOD(served,
                 "a password that the end of a long refusal cuts in two is not told in part",
                 "[velocloud]") {
  const std::string padding(channels::longest_text - 8, 'y');
  vco.with([&](sim::core& core) { core.settings.login_failure = padding + "open-sesame"; });
  const auto client = open(by_password("open-sesame"));
  CHECK_THAT(call(*client, who).error().what, !Catch::Contains("open"));
}

TEST_CASE_METHOD(served, "a rotated password opens a session of its own, and the old is not told",
                 "[velocloud]") {
  const auto client = open(by_password());
  REQUIRE(call(*client, who));
  signal told;
  client->on_new_credential([&told] { told.give(); });
  vco.with([](sim::core& core) { core.accounts.front().password = "fresh-one"; });
  files.write("password", "fresh-one");
  REQUIRE(told.come());
  REQUIRE(call(*client, who));
  CHECK(seen().logins == 2);
  vco.with([](sim::core& core) {
    core.settings.reject_if
      = [](const json::value&) { return std::string{"once it was "} + sim::demo_password; };
  });
  CHECK(call(*client, update, rewrite()).error().what == "once it was [redacted]");
}

TEST_CASE_METHOD(served, "a session that ended is in no fault either", "[velocloud]") {
  const auto client = open(by_password());
  REQUIRE(call(*client, who));
  std::string ended;
  vco.with([&ended](sim::core& core) {
    ended = core.sessions().front();
    core.end_sessions();
    core.accounts.front().valid_until = {};
    core.settings.login_failure = "session%20" + ended + "%20is%20over";
  });
  const auto answer = call(*client, who);
  REQUIRE(code_of(answer) == errc::expired);
  CHECK(answer.error().what == "log-in refused: session [redacted] is over");
}

TEST_CASE_METHOD(served, "only the latest listener hears of a new credential", "[velocloud]") {
  const auto client = open(by_token());
  std::atomic<int> early{0};
  signal told;
  client->on_new_credential([&early] { ++early; });
  client->on_new_credential([&told] { told.give(); });
  files.write("token", "fresh-one\n");
  REQUIRE(told.come());
  CHECK(early == 0);
}
