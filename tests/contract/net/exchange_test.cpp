#include "tests/contract/net/pair.hpp"

#include <atomic>
#include <set>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// Answers with what it was asked.
void echo(const exchange_ptr& exchange) {
  const auto& asked = exchange->asked();
  exchange->answer({200,
                    {{"X-Connection", std::to_string(exchange->connection())},
                     {"X-Host", std::string{find(asked.fields, "host")}}},
                    asked.method + " " + asked.target + " " + asked.body});
}

} // namespace

TEST_CASE("a request comes back as its answer, plain and under TLS", "[net]") {
  const bool tls = GENERATE(false, true);
  transport io;
  http_server server{io, listening(tls), echo};
  http_client client{io, towards(server, tls), trusting()};
  const auto body = GENERATE(std::string{}, std::string{"x"}, std::string(3'000'000, 'y'));
  const auto answer = ask(client, post("/a?b=c", body));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "POST /a?b=c " + body);
  CHECK(find(answer->fields, "x-host") == "127.0.0.1:" + std::to_string(server.port()));
}

TEST_CASE("calls one after the other share a connection", "[net]") {
  const bool tls = GENERATE(false, true);
  transport io;
  http_server server{io, listening(tls), echo};
  http_client client{io, towards(server, tls), trusting()};
  std::set<std::string> connections;
  for (int i = 0; i < 20; ++i) {
    const auto answer = ask(client, get("/"));
    REQUIRE(answer);
    connections.insert(std::string{find(answer->fields, "X-Connection")});
  }
  CHECK(connections.size() == 1);
}

TEST_CASE("a thousand calls at once are all answered over sixteen connections", "[net]") {
  const bool tls = GENERATE(false, true);
  const std::size_t threads = GENERATE(std::size_t{1}, std::size_t{3});
  transport io{threads};
  http_server server{io, listening(tls), echo};
  http_client client{io, towards(server, tls), trusting()};
  constexpr int count = 1000;
  std::atomic<int> left = count;
  std::atomic<int> right = 0;
  std::mutex mutex;
  std::set<std::string> connections;
  std::promise<void> over;
  for (int i = 0; i < count; ++i) {
    const auto target = "/" + std::to_string(i);
    client.call(get(target), patience, [&, target](result<http_response> answer) {
      if (answer && answer->body == "GET " + target + " ") {
        ++right;
        std::lock_guard lock{mutex};
        connections.insert(std::string{find(answer->fields, "X-Connection")});
      }
      if (--left == 0)
        over.set_value();
    });
  }
  await(over.get_future());
  CHECK(right == count);
  CHECK(connections.size() <= 16);
}

TEST_CASE("a silent server costs no more than the deadline, in the queue too", "[net]") {
  transport io;
  std::vector<exchange_ptr> held;
  http_server server{io, listening(false), [&](exchange_ptr one) { held.push_back(one); }};
  http_client client{io, towards(server, false), {}, {.max_connections = 1}};
  std::promise<result<http_response>> first;
  std::promise<result<http_response>> second;
  client.call(get("/a?secret"), 1500ms, [&](auto outcome) { first.set_value(outcome); });
  client.call(get("/b"), 500ms, [&](auto outcome) { second.set_value(outcome); });
  const auto queued = await(second.get_future());
  const auto sent = await(first.get_future());
  REQUIRE_FALSE(queued);
  REQUIRE_FALSE(sent);
  CHECK(queued.error().code == errc::unreachable);
  CHECK_THAT(queued.error().what, Catch::Contains("waiting for a free connection"));
  CHECK_THAT(sent.error().what, Catch::Contains("no answer within 1500 ms"));
  CHECK(sent.error().where == "GET http://127.0.0.1:" + std::to_string(server.port()) + "/a");
  io.stop();
}

TEST_CASE("nobody listening is unreachable", "[net]") {
  transport io;
  const dead_port nobody;
  http_client client{io, {false, "127.0.0.1", nobody.number()}, {}};
  const auto answer = ask(client, get("/"));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::unreachable);
}

TEST_CASE("an answer larger than allowed is malformed, a request larger than allowed is 413",
          "[net]") {
  transport io;
  auto where = listening(false);
  where.max_body_bytes = 1000;
  http_server server{io, where, [](const exchange_ptr& one) {
                       if (one->asked().target == "/chunked") {
                         one->begin({});
                         one->send(std::string(600, 'x'));
                         one->send(std::string(600, 'x'));
                         one->end();
                       } else {
                         one->answer({200, {}, std::string(1200, 'x')});
                       }
                     }};
  http_client client{io, towards(server, false), {}, {.max_body_bytes = 1000}};
  const auto sized = ask(client, get("/"));
  REQUIRE_FALSE(sized);
  CHECK(sized.error().code == errc::malformed);
  const auto chunked = ask(client, get("/chunked"));
  REQUIRE_FALSE(chunked);
  CHECK(chunked.error().code == errc::malformed);
  const auto refused = ask(client, post("/", std::string(5'000'000, 'x')));
  REQUIRE(refused);
  CHECK(refused->status == 413);
}

TEST_CASE("what is not HTTP is malformed", "[net]") {
  const auto words = GENERATE(Catch::Generators::as<std::string>{}, "<html>go away</html>\r\n\r\n",
                              "HTTP/1.1 OK\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  transport io;
  http_server server{io, listening(false),
                     [&](const exchange_ptr& one) { one->answer_raw(words); }};
  http_client client{io, towards(server, false), {}};
  const auto answer = ask(client, get("/"));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::malformed);
}

TEST_CASE("an answer cut off is unreachable, whether reset or closed", "[net]") {
  const bool tls = GENERATE(false, true);
  transport io;
  http_server server{io, listening(tls), [](const exchange_ptr& one) {
                       if (one->asked().target == "/raw")
                         return one->answer_raw(
                           "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                       if (one->asked().target == "/nothing")
                         return one->answer_raw("");
                       one->reset();
                     }};
  http_client client{io, towards(server, tls), trusting()};
  for (const auto* target : {"/raw", "/nothing", "/reset"}) {
    const auto answer = ask(client, get(target));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::unreachable);
  }
}

TEST_CASE("a kept connection that died is noticed: GET goes again, POST does not", "[net]") {
  const bool tls = GENERATE(false, true);
  transport io;
  std::uint64_t warmed = 0;
  std::atomic<int> seen = 0;
  http_server server{io, listening(tls), [&](const exchange_ptr& one) {
                       ++seen;
                       if (one->asked().target == "/warm")
                         warmed = one->connection();
                       else if (one->connection() == warmed)
                         return one->reset();
                       one->answer({});
                     }};
  http_client client{io, towards(server, tls), trusting()};
  REQUIRE(ask(client, get("/warm")));
  CHECK(ask(client, get("/")));
  CHECK(seen == 3);
  REQUIRE(ask(client, get("/warm")));
  const auto posted = ask(client, post("/", "x"));
  REQUIRE_FALSE(posted);
  CHECK(posted.error().code == errc::unreachable);
  CHECK(seen == 5);
}

TEST_CASE("a connection that fails when fresh is not tried again", "[net]") {
  transport io;
  std::atomic<int> seen = 0;
  http_server server{io, listening(false), [&](const exchange_ptr& one) {
                       ++seen;
                       one->reset();
                     }};
  http_client client{io, towards(server, false), {}};
  CHECK_FALSE(ask(client, get("/")));
  CHECK(seen == 1);
}

TEST_CASE("a client that is destroyed calls nobody back", "[net]") {
  transport io{2};
  std::promise<exchange_ptr> arrived;
  http_server server{io, listening(false),
                     [&](exchange_ptr one) { arrived.set_value(std::move(one)); }};
  std::atomic<int> called = 0;
  auto client = std::make_unique<http_client>(io, towards(server, false), tls_settings{});
  client->call(get("/"), patience, [&](const auto&) { ++called; });
  const auto one = await(arrived.get_future());
  std::promise<void> gone;
  one->on_gone([&] { gone.set_value(); });
  client = nullptr;
  await(gone.get_future());
  CHECK(called == 0);
}

TEST_CASE("a request that HTTP cannot carry is refused before it is sent", "[net]") {
  transport io;
  http_server server{io, listening(false), echo};
  http_client client{io, towards(server, false), {}};
  const auto answer = ask(client, {"GET", "/", {{"X", "a\r\nEvil: b"}}, {}});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::refused);
}
