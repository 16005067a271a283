#include "adapters/log/log.hpp"
#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/status.hpp"
#include "tests/contract/k8s/api_server.hpp"

using namespace weft;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

using exchange = api_server::exchange_ptr;

std::string bearer(const exchange& asked) {
  return std::string{net::find(asked->asked().fields, "Authorization")};
}

void answer(const exchange& asked, int status, std::string body = "{}") {
  asked->answer({status, {{"Content-Type", "application/json"}}, std::move(body)});
}

/// Answers who asks, or 401 unless the token is the accepted one.
auto gatekeeper(std::shared_ptr<std::atomic<int>> accepted) {
  return [accepted](const exchange& asked) {
    const bool welcome = bearer(asked) == "Bearer token-" + std::to_string(accepted->load());
    answer(asked, welcome ? 200 : 401, bearer(asked));
  };
}

/// A watch that sends `chunks` and then ends properly, or by reset.
auto chunks(std::vector<std::string> all, bool properly = true) {
  return [all, properly](const exchange& asked) {
    asked->begin({200, {}, {}});
    for (const auto& one : all)
      asked->send(one);
    if (properly)
      return asked->end();
    // What was sent is lost in a reset unless it has left before.
    asked->on_drained([asked] { asked->reset(); });
  };
}

} // namespace

TEST_CASE("a request carries what was asked, who asks and as whom", "[k8s][contract]") {
  api_server server{[](const exchange& asked) { answer(asked, 200); }};
  server.access.token = "secret";
  server.access.base_path = "/clusters/c-1";
  server.access.as = {"jane", "7", {"g", "h"}, {{"example.com/x", {"v"}}}};
  server.settings.user_agent = "weft/1.2 (linux/amd64) test";
  k8s::request what;
  what.method = "PATCH";
  what.target = "/api/v1/pods?x=%20";
  what.content_type = "application/merge-patch+json";
  what.body = "{}";
  REQUIRE(server.call(what));
  const auto asked = server.asked().at(0);
  CHECK(asked.method == "PATCH");
  CHECK(asked.target == "/clusters/c-1/api/v1/pods?x=%20");
  CHECK(asked.body == "{}");
  CHECK(net::find(asked.fields, "Authorization") == "Bearer secret");
  CHECK(net::find(asked.fields, "Content-Type") == "application/merge-patch+json");
  CHECK(net::find(asked.fields, "Accept") == "application/json");
  CHECK(net::find(asked.fields, "User-Agent") == "weft/1.2 (linux/amd64) test");
  CHECK(net::find(asked.fields, "Impersonate-User") == "jane");
  CHECK(net::find(asked.fields, "Impersonate-Uid") == "7");
  CHECK(net::find(asked.fields, "Impersonate-Extra-example.com%2Fx") == "v");
  CHECK(std::count_if(asked.fields.begin(), asked.fields.end(),
                      [](auto& field) { return field.first == "Impersonate-Group"; })
        == 2);
}

TEST_CASE("an answer keeps its pause and its warnings", "[k8s][contract]") {
  api_server server{[](const exchange& asked) {
    asked->answer(
      {429, {{"Retry-After", "7"}, {"Warning", R"(299 - "old \"v1\"", 299 - "second")"}}, "{}"});
  }};
  const auto got = server.read("/x");
  REQUIRE(got);
  CHECK(got->status == 429);
  CHECK(got->retry_after == 7s);
  CHECK(got->warnings == std::vector<std::string>{"old \"v1\"", "second"});
}

TEST_CASE("a warning is logged once, with the request that met it", "[k8s][contract]") {
  std::mutex guard;
  std::vector<std::string> lines;
  log::start({}, [&](std::string_view one) {
    const std::lock_guard lock{guard};
    lines.emplace_back(one);
  });
  {
    api_server server{[](const exchange& asked) {
      asked->answer({200, {{"Warning", R"(299 - "v1beta1 is deprecated")"}}, "{}"});
    }};
    CHECK(server.read("/api/v1/pods?limit=5"));
    CHECK(server.read("/api/v1/nodes"));
  }
  log::start({});
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines.front(), Contains("v1beta1 is deprecated"));
  CHECK_THAT(lines.front(), Contains("k8s GET /api/v1/pods"));
}

TEST_CASE("a token file is read again as it ages", "[k8s][contract]") {
  api_server server{[](const exchange& asked) { answer(asked, 200, bearer(asked)); }};
  server.settings.credentials.reread = 0ms;
  server.access.token_file = server.write("token", "one\n");
  CHECK(server.read("/x")->body == "Bearer one");
  server.write("token", "two");
  CHECK(server.read("/x")->body == "Bearer two");
  std::filesystem::remove(server.access.token_file);
  CHECK(server.read("/x")->body == "Bearer two");
}

TEST_CASE("a refused token is read anew and the request repeated once", "[k8s][contract]") {
  auto accepted = std::make_shared<std::atomic<int>>(1);
  api_server server{gatekeeper(accepted)};
  server.settings.credentials.reread = 1h;
  server.access.token_file = server.write("token", "token-1");
  CHECK(server.read("/x")->status == 200);
  *accepted = 2;
  server.write("token", "token-2");
  const auto got = server.read("/x");
  CHECK(got->status == 200);
  CHECK(got->body == "Bearer token-2");
  CHECK(server.asked().size() == 3);
}

TEST_CASE("a refusal that nothing can change is answered as it is", "[k8s][contract]") {
  auto accepted = std::make_shared<std::atomic<int>>(9);
  api_server server{gatekeeper(accepted)};
  SECTION("a fixed token") {
    server.access.token = "token-1";
    CHECK(server.read("/x")->status == 401);
    CHECK(server.asked().size() == 1);
  }
  SECTION("a token file that stays the same") {
    server.access.token_file = server.write("token", "token-1");
    CHECK(server.read("/x")->status == 401);
    CHECK(server.asked().size() == 1);
  }
  SECTION("a new token that is refused as well") {
    server.access.token_file = server.write("token", "token-1");
    server.settings.credentials.reread = 1h;
    *accepted = 1;
    CHECK(server.read("/x")->status == 200);
    *accepted = 9;
    server.write("token", "token-2");
    CHECK(server.read("/x")->status == 401);
    CHECK(server.asked().size() == 3);
  }
}

TEST_CASE("without a token file there is nothing to send, and the fault says which",
          "[k8s][contract]") {
  api_server server{[](const exchange& asked) { answer(asked, 200); }};
  server.access.token_file = server.path() / "missing";
  const auto got = server.read("/api/v1/pods?limit=5");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::forbidden);
  CHECK_THAT(got.error().what, Contains("missing"));
  CHECK(got.error().where == "k8s GET /api/v1/pods");
  CHECK(server.asked().empty());
}

TEST_CASE("a watch whose token is refused opens with a fresh one", "[k8s][contract]") {
  auto accepted = std::make_shared<std::atomic<int>>(1);
  api_server server{gatekeeper(accepted)};
  server.settings.credentials.reread = 1h;
  server.access.token_file = server.write("token", "token-1");
  CHECK(server.read("/x")->status == 200);
  *accepted = 2;
  SECTION("when there is a fresh one") {
    server.write("token", "token-2");
    watch_record watch{server.client(), 30s};
    static_cast<void>(watch.end());
    CHECK(watch.head()->status == 200);
  }
  SECTION("and says so when there is none") {
    watch_record watch{server.client(), 30s};
    CHECK(watch.end());
    CHECK(watch.head()->status == 401);
    CHECK(server.asked().size() == 2);
  }
}

TEST_CASE("lines of a watch arrive whole however they were sent", "[k8s][contract]") {
  api_server server{chunks({"{\"a\":", "1}\n{\"b\":2}\n{\"c\"", ":3}", "\n", "\n", "{}\n"})};
  watch_record watch{server.client(), 30s};
  CHECK(watch.end());
  CHECK(watch.head()->status == 200);
  CHECK(watch.lines() == std::vector<std::string>{R"({"a":1})", R"({"b":2})", R"({"c":3})", "{}"});
}

TEST_CASE("a watch that ends within a line was cut, and the lines before it count",
          "[k8s][contract]") {
  const bool properly = GENERATE(true, false);
  api_server server{chunks({"{\"a\":1}\n", "{\"b\":"}, properly)};
  watch_record watch{server.client(), 30s};
  const auto end = watch.end();
  REQUIRE_FALSE(end);
  CHECK(end.error().code == errc::unreachable);
  CHECK(end.error().where == "k8s GET /watch");
  CHECK(watch.lines() == std::vector<std::string>{R"({"a":1})"});
}

TEST_CASE("a line beyond the limit ends the watch as malformed", "[k8s][contract]") {
  api_server server{chunks({"{}\n", std::string(5000, 'x')})};
  server.settings.max_line_bytes = 4096;
  watch_record watch{server.client(), 30s};
  const auto end = watch.end();
  REQUIRE_FALSE(end);
  CHECK(end.error().code == errc::malformed);
  CHECK(watch.lines().size() == 1);
}

TEST_CASE("a watch that falls silent ends after the idle limit", "[k8s][contract]") {
  api_server server{[](const exchange& asked) {
    asked->begin({200, {}, {}});
    asked->send("{}\n");
    asked->on_gone([asked] {});
  }};
  watch_record watch{server.client(), 2s};
  const auto end = watch.end();
  REQUIRE_FALSE(end);
  CHECK(end.error().code == errc::unreachable);
  CHECK(watch.lines().size() == 1);
}

TEST_CASE("a stopped watch tells nothing more", "[k8s][contract]") {
  std::promise<void> gone;
  api_server server{[&](const exchange& asked) {
    asked->begin({200, {}, {}});
    asked->on_gone([&gone, asked] { gone.set_value(); });
    asked->send("{}\n");
  }};
  std::promise<void> first_line;
  std::atomic<int> ends = 0;
  k8s::request what;
  what.target = "/watch";
  auto stream
    = server.client().watch(what, 30s,
                            {[](k8s::response) {}, [&](const auto&) { first_line.set_value(); },
                             [&](result<void>) { ++ends; }});
  REQUIRE(first_line.get_future().wait_for(api_server::patience) == std::future_status::ready);
  stream->stop();
  REQUIRE(gone.get_future().wait_for(api_server::patience) == std::future_status::ready);
  CHECK(ends == 0);
}

TEST_CASE("a page in place of an answer is handed on and named", "[k8s][contract]") {
  api_server server{[](const exchange& asked) {
    asked->answer({502, {{"Content-Type", "text/html"}}, "<html>bad gateway</html>"});
  }};
  const auto got = server.read("/x");
  REQUIRE(got);
  const auto why = k8s::read_failure(*got, "k8s GET /x");
  CHECK(why.code == errc::unreachable);
  CHECK_THAT(why.what, Contains("<html>bad gateway"));
  watch_record watch{server.client(), 30s};
  CHECK(watch.end());
  REQUIRE(watch.head());
  CHECK(watch.head()->status == 502);
  CHECK(watch.head()->body == "<html>bad gateway</html>");
}

TEST_CASE("a server that is not there or never answers is unreachable", "[k8s][contract]") {
  api_server server{[](const exchange& asked) { asked->on_gone([asked] {}); }};
  k8s::request what;
  what.target = "/x";
  what.deadline = 200ms;
  CHECK(server.call(what).error().code == errc::unreachable);
}

TEST_CASE("a call without a deadline of its own has the client's", "[k8s][contract]") {
  api_server server{[](const exchange& asked) { asked->on_gone([asked] {}); }};
  server.settings.request_timeout = 200ms;
  const auto got = server.read("/x");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::unreachable);
  CHECK_THAT(got.error().what, Contains("no answer within"));
}

TEST_CASE("a request that goes apart is answered while all connections are busy",
          "[k8s][contract]") {
  std::promise<void> taken;
  api_server server{[&](const exchange& asked) {
    if (asked->asked().target == "/lease")
      return answer(asked, 200);
    asked->on_gone([asked] {}); // never answered
    taken.set_value();
  }};
  server.settings.http.max_connections = 1;
  k8s::request slow;
  slow.target = "/slow";
  server.client().call(slow, [](const auto&) {});
  taken.get_future().wait();
  k8s::request lease;
  lease.target = "/lease";
  lease.apart = true;
  const auto got = server.call(lease);
  REQUIRE(got);
  CHECK(got->status == 200);
}

TEST_CASE("a certificate that is not trusted is refused in words", "[k8s][contract]") {
  const auto identity = net::make_identity();
  api_server server{[](const exchange& asked) { answer(asked, 200); }, identity.server};
  server.access.ca.text = net::make_identity().ca_pem;
  const auto got = server.read("/x");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::refused);
  watch_record watch{server.client(), 30s};
  CHECK(watch.end().error().code == errc::refused);
}

TEST_CASE("an expired server certificate is refused", "[k8s][contract]") {
  const auto identity = net::make_identity({}, {-2h, -1h});
  api_server server{[](const exchange& asked) { answer(asked, 200); }, identity.server};
  server.access.ca.text = identity.ca_pem;
  const auto got = server.read("/x");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == errc::refused);
  CHECK_THAT(got.error().what, Contains("expired"));
}

TEST_CASE("a bundle that is replaced on disk is used at the first refusal", "[k8s][contract]") {
  const auto identity = net::make_identity();
  api_server server{[](const exchange& asked) { answer(asked, 200); }, identity.server};
  server.access.ca.file = server.write("ca.crt", net::make_identity().ca_pem);
  CHECK(server.read("/x").error().code == errc::refused);
  server.write("ca.crt", "half a file");
  CHECK(server.read("/x").error().code == errc::refused);
  server.write("ca.crt", identity.ca_pem);
  CHECK(server.read("/x"));
}

TEST_CASE("a client certificate that is replaced on disk is presented at the first refusal",
          "[k8s][contract]") {
  auto identity = net::make_identity();
  identity.server.client_ca_pem = identity.ca_pem;
  api_server server{[](const exchange& asked) {
                      answer(asked, asked->peer_name() == "new" ? 200 : 401, asked->peer_name());
                    },
                    identity.server};
  const auto old_one = net::issue_client(identity.ca, "old");
  const auto new_one = net::issue_client(identity.ca, "new");
  server.access.ca.text = identity.ca_pem;
  server.access.certificate.file = server.write("tls.crt", old_one.certificate_pem);
  server.access.key.file = server.write("tls.key", old_one.key_pem);
  const auto before = server.read("/x");
  REQUIRE(before);
  CHECK(before->status == 401);
  CHECK(before->body == "old");
  server.write("tls.key", new_one.key_pem);
  CHECK(server.read("/x")->body == "old"); // the pair does not fit yet
  server.write("tls.crt", new_one.certificate_pem);
  CHECK(server.read("/x")->status == 200);
}

TEST_CASE("row 6: a watch ends as expired when its credential is renewed, even within a line",
          "[k8s][contract]") {
  const auto identity = net::make_identity();
  std::promise<void> begun;
  api_server server{[&](const exchange& asked) {
                      asked->begin({200, {}, {}});
                      asked->send("{}\n{\"half");
                      asked->on_gone([asked] {});
                      begun.set_value();
                    },
                    identity.server};
  server.settings.reload = 20ms;
  server.access.ca.file = server.write("ca.crt", identity.ca_pem);
  watch_record watch{server.client(), 30s};
  begun.get_future().wait();
  server.write("ca.crt", identity.ca_pem + "\n" + net::make_identity().ca_pem);
  const auto end = watch.end();
  REQUIRE_FALSE(end);
  CHECK(end.error().code == errc::expired);
}

TEST_CASE("certificates that cannot be used are refused before anything is asked",
          "[k8s][contract]") {
  net::transport io;
  k8s::cluster_access access;
  access.origin = "context \"a\"";
  access.server.host = "localhost";
  access.ca.file = "missing.crt";
  const auto made = k8s::make_client(io, access);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::refused);
  CHECK(to_string(made.error())
        == "context \"a\": cannot read missing.crt: No such file or directory");
  access.ca = {"no PEM", {}};
  CHECK(k8s::make_client(io, access).error().code == errc::refused);
}
