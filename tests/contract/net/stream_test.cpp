#include "tests/contract/net/pair.hpp"

#include <atomic>
#include <mutex>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// What a stream told.
struct told {
  std::mutex mutex;
  std::string body;
  std::promise<http_response> head;
  std::promise<void> first_bytes;
  bool any_bytes = false;
  std::promise<result<void>> over;

  http_stream_events events() {
    return {[this](http_response got) { head.set_value(std::move(got)); },
            [this](std::string_view bytes) {
              std::lock_guard lock{mutex};
              body += bytes;
              if (!std::exchange(any_bytes, true))
                first_bytes.set_value();
            },
            [this](result<void> how) { over.set_value(std::move(how)); }};
  }
};

/// Serves every request through the test's own hands.
struct by_hand {
  explicit by_hand(bool tls, std::size_t threads = 1)
    : io{threads}, server{io, listening(tls),
                          [this](exchange_ptr one) { arrived.set_value(std::move(one)); }},
      client{io, towards(server, tls), trusting()} {}

  std::promise<exchange_ptr> arrived;
  transport io;
  http_server server;
  http_client client;
};

} // namespace

TEST_CASE("a stream hands on bytes as they come and ends as HTTP says", "[net]") {
  by_hand site{GENERATE(false, true)};
  told heard;
  auto stream = site.client.open(get("/watch"), patience, heard.events());
  const auto one = await(site.arrived.get_future());
  one->begin({200, {{"X-A", "b"}}, {}});
  CHECK(find(await(heard.head.get_future()).fields, "x-a") == "b");
  CHECK(one->send("first"));
  await(heard.first_bytes.get_future());
  CHECK(one->send(" and more"));
  one->end();
  CHECK(await(heard.over.get_future()));
  CHECK(heard.body == "first and more");
}

TEST_CASE("a stream understands every framing of a body", "[net]") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const auto sent = GENERATE_COPY(
    head + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: z\r\n\r\n",
    head + "Content-Length: 11\r\n\r\nhello world", head + "\r\nhello world",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + head + "Content-Length: 11\r\n\r\nhello world");
  by_hand site{GENERATE(false, true)};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  await(site.arrived.get_future())->answer_raw(sent);
  CHECK(await(heard.over.get_future()));
  CHECK(heard.body == "hello world");
}

TEST_CASE("a refusal to stream arrives whole, then the end", "[net]") {
  by_hand site{GENERATE(false, true)};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  await(site.arrived.get_future())->answer({410, {}, "too old"});
  const auto head = await(heard.head.get_future());
  CHECK(head.status == 410);
  CHECK(head.body == "too old");
  CHECK(await(heard.over.get_future()));
  CHECK(heard.body.empty());
}

TEST_CASE("a stream that breaks off ends with unreachable", "[net]") {
  by_hand site{GENERATE(false, true)};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  const auto one = await(site.arrived.get_future());
  one->begin({});
  one->send("half");
  await(heard.first_bytes.get_future());
  one->reset();
  const auto how = await(heard.over.get_future());
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::unreachable);
}

TEST_CASE("broken chunks end a stream as malformed", "[net]") {
  by_hand site{false};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  await(site.arrived.get_future())
    ->answer_raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX");
  const auto how = await(heard.over.get_future());
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::malformed);
  CHECK(heard.body == "abc");
}

TEST_CASE("a stream that falls silent ends after the idle limit", "[net]") {
  by_hand site{false};
  told heard;
  auto stream = site.client.open(get("/"), 50ms, heard.events());
  const auto one = await(site.arrived.get_future());
  one->begin({});
  const auto how = await(heard.over.get_future());
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::unreachable);
  CHECK_THAT(how.error().what, Catch::Contains("silent for 50 ms"));
}

TEST_CASE("stopping a stream closes it for the server, answered or idle", "[net]") {
  by_hand site{GENERATE(false, true)};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  const auto one = await(site.arrived.get_future());
  if (GENERATE(false, true)) {
    one->begin({});
    await(heard.head.get_future());
  }
  std::promise<void> gone;
  one->on_gone([&] { gone.set_value(); });
  stream = nullptr;
  await(gone.get_future());
  CHECK_FALSE(one->send("late"));
}

TEST_CASE("no callback runs once stop has returned on another thread", "[net]") {
  by_hand site{GENERATE(false, true), 2};
  std::atomic<bool> stopped = false;
  std::atomic<int> late = 0;
  std::atomic<int> pieces = 0;
  std::promise<void> flowing;
  auto stream = site.client.open(get("/"), patience,
                                 {[](const auto&) {},
                                  [&](std::string_view) {
                                    late += stopped ? 1 : 0;
                                    if (++pieces == 100)
                                      flowing.set_value();
                                  },
                                  [&](const auto&) { late += stopped ? 1 : 0; }});
  const auto one = await(site.arrived.get_future());
  one->begin({});
  const auto pump = [one] {
    while (one->send(std::string(1000, 'x')))
      ;
  };
  std::promise<void> gone;
  one->on_gone([&] { gone.set_value(); });
  one->on_drained(pump);
  await(flowing.get_future());
  stream->stop();
  stopped = true;
  await(gone.get_future());
  CHECK(late == 0);
}

TEST_CASE("a stream is read no further ahead than it may be", "[net]") {
  by_hand site{GENERATE(false, true)};
  constexpr std::size_t allowed = 2;
  const std::string sent(4U << 20U, 'x');
  std::atomic<std::size_t> told = 0;
  std::atomic<std::size_t> taken = 0;
  std::atomic<bool> overran = false;
  std::size_t received = 0;
  std::promise<void> over;
  http_stream_events events{[](const auto&) {},
                            [&](std::string_view bytes) {
                              if (++told - taken > allowed)
                                overran = true;
                              received += bytes.size();
                            },
                            [&](const auto&) { over.set_value(); }, allowed};
  auto stream = site.client.open(get("/"), patience, std::move(events));
  const auto one = await(site.arrived.get_future());
  one->begin({});
  one->send(sent);
  one->end();
  auto ended = over.get_future();
  while (ended.wait_for(1ms) != std::future_status::ready)
    if (taken < told) {
      ++taken;
      stream->more();
    }
  CHECK_FALSE(overran);
  CHECK(received == sent.size());
}

TEST_CASE("a stream that is left unread is not taken for silent", "[net]") {
  by_hand site{GENERATE(false, true)};
  told heard;
  auto events = heard.events();
  events.ahead = 1;
  auto stream = site.client.open(get("/"), 1s, std::move(events));
  const auto one = await(site.arrived.get_future());
  one->begin({});
  one->send("first");
  await(heard.first_bytes.get_future());
  one->send(" and more");
  one->end();
  site.io.after(2500ms, [&] { stream->more(); });
  CHECK(await(heard.over.get_future()));
  CHECK(heard.body == "first and more");
}

TEST_CASE("a stream may be dropped from within its own callback", "[net]") {
  by_hand site{GENERATE(false, true)};
  std::unique_ptr<http_stream> stream;
  std::atomic<int> calls = 0;
  std::promise<void> opened;
  auto ready = opened.get_future().share();
  stream = site.client.open(get("/"), patience,
                            {[](const auto&) {},
                             [&](std::string_view) {
                               ready.wait();
                               ++calls;
                               stream = nullptr;
                             },
                             [&](const auto&) { ++calls; }});
  opened.set_value();
  const auto one = await(site.arrived.get_future());
  std::promise<void> gone;
  one->on_gone([&] { gone.set_value(); });
  one->begin({});
  one->send("a");
  one->send("b");
  await(gone.get_future());
  CHECK(calls == 1);
}

TEST_CASE("renewing the credentials ends streams under way", "[net]") {
  by_hand site{true};
  told heard;
  auto stream = site.client.open(get("/"), patience, heard.events());
  const auto one = await(site.arrived.get_future());
  site.client.renew(trusting());
  const auto how = await(heard.over.get_future());
  REQUIRE_FALSE(how);
  CHECK(how.error().code == errc::expired);
}

TEST_CASE("a sender that runs ahead is told to wait", "[net]") {
  by_hand site{false};
  std::promise<void> held;
  auto release = held.get_future().share();
  std::promise<std::size_t> received;
  std::size_t total = 0;
  auto stream = site.client.open(get("/"), patience,
                                 {[](const auto&) {},
                                  [&](std::string_view bytes) {
                                    release.wait();
                                    total += bytes.size();
                                  },
                                  [&](const auto&) { received.set_value(total); }});
  const auto one = await(site.arrived.get_future());
  one->begin({});
  std::size_t taken = 0;
  while (taken < 256 && one->send(std::string(1U << 20U, 'x')))
    ++taken;
  CHECK(taken < 256);
  held.set_value();
  one->end();
  CHECK(await(received.get_future()) == taken << 20U);
}
