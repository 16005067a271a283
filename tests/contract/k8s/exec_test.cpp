#include "adapters/k8s/exec_credential.hpp"
#include "adapters/k8s/exec_source.hpp"
#include "tests/contract/k8s/api_server.hpp"

#include <fstream>
#include <iterator>

using namespace weft;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

using exchange = api_server::exchange_ptr;

constexpr const char* v1 = "client.authentication.k8s.io/v1";

std::string whole_text(const std::filesystem::path& file) {
  std::ifstream from{file};
  return {std::istreambuf_iterator<char>{from}, {}};
}

std::string credential_text(const std::string& status) {
  return std::string{R"({"apiVersion":")"} + v1 + R"(","kind":"ExecCredential","status":{)" + status
         + "}}";
}

/// A server that accepts one token, and a plugin that hands out what a file says.
struct plugin_server : api_server {
  plugin_server()
    : api_server{[this](const exchange& asked) {
        const auto sent = net::find(asked->asked().fields, "Authorization");
        asked->answer({sent == "Bearer " + accepted ? 200 : 401, {}, "{}"});
      }} {
    hand_out(R"("token":"one")");
    use("echo run >> " + (path() / "runs").string() + "\ncat " + (path() / "out").string() + "\n");
  }

  void use(const std::string& commands) {
    const auto file = write("plugin", "#!/bin/sh\n" + commands);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    access.exec = k8s::exec_plugin{v1, file.string(), {}, {}, "", {}};
  }

  void hand_out(const std::string& status) { write("out", credential_text(status)); }

  auto runs() { return whole_text(path() / "runs").size() / 4; }

  std::string accepted = "one";
};

} // namespace

TEST_CASE_METHOD(plugin_server, "a plugin runs once and its token serves until it is refused",
                 "[k8s][contract]") {
  CHECK(read("/x")->status == 200);
  CHECK(read("/x")->status == 200);
  CHECK(runs() == 1);
  accepted = "two";
  hand_out(R"("token":"two")");
  CHECK(read("/x")->status == 200);
  CHECK(runs() == 2);
}

TEST_CASE_METHOD(plugin_server, "a token that has expired is asked for anew", "[k8s][contract]") {
  hand_out(R"("token":"one","expirationTimestamp":"2020-01-01T00:00:00Z")");
  CHECK(read("/x")->status == 200);
  CHECK(read("/x")->status == 200);
  CHECK(runs() == 2);
}

TEST_CASE_METHOD(plugin_server, "a plugin is told what it runs for, without a shell",
                 "[k8s][contract]") {
  const auto told = (path() / "told").string();
  use("printf '%s|%s|%s' \"$1\" \"$EXTRA\" \"$KUBERNETES_EXEC_INFO\" > " + told + "\ncat "
      + (path() / "out").string() + "\n");
  access.exec->args = {"a b;$(c)"};
  access.exec->env = {{"EXTRA", "x y"}};
  access.exec->cluster = json::value::of({{"server", "https://h"}});
  CHECK(read("/x")->status == 200);
  CHECK(whole_text(told)
        == std::string{R"(a b;$(c)|x y|{"apiVersion":")"} + v1
             + R"(","kind":"ExecCredential","spec":{"interactive":false,)"
               R"("cluster":{"server":"https://h"}}})");
}

TEST_CASE_METHOD(plugin_server, "a plugin that fails is a fault in words, with its hint",
                 "[k8s][contract]") {
  SECTION("by its exit code") {
    use("echo secret; exit 3\n");
    access.exec->install_hint = "log in first";
  }
  SECTION("by not being there") {
    access.exec->command = (path() / "nowhere").string();
    access.exec->install_hint = "log in first";
  }
  const auto got = read("/x");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::forbidden);
  CHECK_THAT(got.error().what,
             Contains("log in first") && Contains(access.exec->command) && !Contains("secret"));
  CHECK(asked().empty());
}

TEST_CASE_METHOD(plugin_server, "a plugin that hangs costs a call no more than its deadline",
                 "[k8s][contract]") {
  use("exec sleep 60\n");
  settings.request_timeout = 200ms;
  const auto got = read("/x");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::unreachable);
  CHECK_THAT(got.error().what, Contains("no credential in time"));
}

TEST_CASE("what a plugin must not answer is refused, and never shown", "[k8s]") {
  k8s::exec_plugin plugin;
  plugin.api_version = v1;
  const auto output
    = GENERATE(Catch::Generators::as<std::string>{}, "", "secret", "{\"secret\":1}",
               R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"})",
               credential_text(""), credential_text(R"("clientKeyData":"secret")"),
               credential_text(R"("clientCertificateData":"secret")"),
               credential_text(R"("token":"secret","expirationTimestamp":"soon")"));
  const auto read = k8s::read_exec_credential(plugin, output);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == errc::forbidden);
  CHECK_THAT(read.error().what, !Contains("secret"));
}

TEST_CASE("a foreign version that a plugin answers with is cut between characters", "[k8s]") {
  std::string version = "x";
  for (int i = 0; i < 40; ++i)
    version += "\xe2\x82\xac";
  const auto read = k8s::read_exec_credential(
    {v1, "x", {}, {}, "", {}}, R"({"kind":"ExecCredential","apiVersion":")" + version + "\"}");
  REQUIRE_FALSE(read.has_value());
  CHECK_THAT(read.error().what,
             Contains("has apiVersion \"" + version.substr(0, 79) + "\" instead"));
}

namespace {

/// A plugin whose runs the test ends by hand, at a time of its own.
struct plugin_by_hand {
  void fetch() {
    source->fetch(
      [this](result<k8s::credential> one) { got.push_back(one ? one->token : one.error().what); });
  }

  /// Ends the latest run with a token that lives for so long.
  void hand_out(const std::string& token, std::chrono::seconds life) {
    const auto end = std::chrono::floor<std::chrono::seconds>(now + life);
    finish(credential_text(R"("token":")" + token + R"(","expirationTimestamp":")" + to_rfc3339(end)
                           + '"'));
  }
  void fail() { finish(fault{errc::forbidden, "no", "", {}}); }

  std::string last() const { return got.empty() ? "nothing" : got.back(); }

  timestamp now{std::chrono::hours{100'000}};
  metrics::registry numbers;
  std::vector<std::function<void(result<std::string>)>> running;
  std::vector<std::string> got;
  std::shared_ptr<k8s::credential_source> source = k8s::make_exec_source(
    {v1, "x", {}, {}, "", {}}, [this](auto&, auto done) { running.push_back(std::move(done)); },
    &numbers, [this] { return now; });

private:
  void finish(result<std::string> how) {
    const auto done = std::move(running.back());
    done(std::move(how));
  }
};

} // namespace

TEST_CASE_METHOD(plugin_by_hand, "whoever asks while the plugin runs waits for that run", "[k8s]") {
  fetch();
  fetch();
  REQUIRE(running.size() == 1);
  hand_out("a", 1h);
  CHECK(got == std::vector<std::string>{"a", "a"});
  source->reject({"a", "", ""});
  fetch();
  CHECK(running.size() == 2);
  CHECK(got.size() == 2);
}

TEST_CASE_METHOD(plugin_by_hand, "a plugin that fails is not run for each request", "[k8s]") {
  fetch();
  fail();
  CHECK(last() == "no");
  now += 4s;
  fetch();
  CHECK(running.size() == 1);
  CHECK(got == std::vector<std::string>{"no", "no"});
  now += 1s;
  fetch();
  CHECK(running.size() == 2);
}

TEST_CASE_METHOD(plugin_by_hand, "row 6: a credential is renewed before its end, and nobody waits",
                 "[k8s]") {
  fetch();
  hand_out("a", 100s);
  now += 80s;
  fetch();
  CHECK(running.size() == 1);
  now += 1s;
  fetch();
  CHECK(running.size() == 2);
  CHECK(last() == "a");
  fetch();
  CHECK(running.size() == 2); // once at a time
  SECTION("by another") {
    hand_out("b", 100s);
    fetch();
    CHECK(last() == "b");
  }
  SECTION("or serves to its end, should that fail") {
    fail();
    fetch();
    CHECK(last() == "a");
    CHECK(running.size() == 2);
    now += 5s;
    fetch();
    CHECK(last() == "a");
    CHECK(running.size() == 3);
    fail();
    now += 5s;
    fetch(); // in its last ten seconds it may lapse on the way
    CHECK(got.size() == 6);
    fail();
    CHECK(last() == "no");
  }
}

TEST_CASE("a plugin's client certificate is presented, and a new one after a refusal",
          "[k8s][contract]") {
  auto identity = net::make_identity();
  identity.server.client_ca_pem = identity.ca_pem;
  api_server server{
    [](const exchange& asked) {
      asked->answer({asked->peer_name() == "new" ? 200 : 401, {}, asked->peer_name()});
    },
    identity.server};
  auto hand_out = [&](const std::string& name) {
    const auto made = net::issue_client(identity.ca, name);
    std::string quoted;
    json::append_quoted(quoted += "\"clientCertificateData\":", made.certificate_pem);
    json::append_quoted(quoted += ",\"clientKeyData\":", made.key_pem);
    server.write("out", credential_text(quoted));
  };
  server.access.ca.text = identity.ca_pem;
  server.access.exec = k8s::exec_plugin{v1, "cat", {(server.path() / "out").string()}, {}, "", {}};
  hand_out("old");
  const auto before = server.read("/x");
  REQUIRE(before);
  CHECK(before->body == "old");
  hand_out("new");
  CHECK(server.read("/x")->status == 200);
}

TEST_CASE_METHOD(plugin_by_hand, "row 14: how long a credential still lives is shown", "[k8s]") {
  CHECK_THAT(numbers.exposition(), Contains("\nrest_client_exec_plugin_ttl_seconds +Inf\n"));
  fetch();
  hand_out("a", 1h);
  CHECK_THAT(numbers.exposition(), Contains("\nrest_client_exec_plugin_ttl_seconds 3600\n"));
  now += 20min;
  fetch();
  CHECK_THAT(numbers.exposition(), Contains("\nrest_client_exec_plugin_ttl_seconds 2400\n"));
}
