#include "adapters/net/web_socket.hpp"
#include "tests/contract/net/pair.hpp"

#include <atomic>
#include <deque>
#include <mutex>

using namespace weft;
using namespace weft::net;
using namespace weft::net::testing;

namespace {

/// What one end of a web socket told.
struct overheard {
  using kind = web_socket_message::kind;
  struct message {
    kind what;
    std::string bytes;
  };

  std::promise<void> opened;
  std::promise<web_socket_end> over;
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<message> messages;
  std::atomic<int> ends = 0;
  std::promise<void> answered; ///< a ping
  std::atomic<int> pongs = 0;
  std::function<void()> then = [] {}; ///< done when it is open

  web_socket_events events() {
    return {[this] {
              then();
              opened.set_value();
            },
            [this](web_socket_message got) {
              std::lock_guard lock{mutex};
              messages.push_back({got.what, std::string{got.bytes}});
              arrived.notify_all();
            },
            [this](web_socket_end how) {
              if (++ends == 1)
                over.set_value(std::move(how));
            },
            [this] {
              if (++pongs == 1)
                answered.set_value();
            }};
  }

  message next() {
    std::unique_lock lock{mutex};
    if (!arrived.wait_for(lock, patience, [this] { return !messages.empty(); }))
      throw std::runtime_error("nothing was said for a long time");
    auto out = std::move(messages.front());
    messages.pop_front();
    return out;
  }
};

/// A client and a server that opens every web socket it is asked for.
struct socket_site {
  explicit socket_site(bool tls, web_socket_settings server_side = {})
    : server{io, listening(tls),
             [this, server_side](exchange_ptr one) {
               asked.set_value(one->asked());
               theirs = accept_web_socket(one, server_side, there.events());
               accepted.set_value();
             }},
      secure(tls) {}

  web_socket& open(web_socket_settings how = {}, headers fields = {}) {
    ours = open_web_socket(io, towards(server, secure), trusting(),
                           {"GET", "/socketA.b/c+d=", std::move(fields), {}}, how, here.events());
    return *ours;
  }

  /// Waits until both ends have it open.
  void settle() {
    await(here.opened.get_future());
    await(there.opened.get_future());
    await(accepted.get_future());
  }

  overheard here;
  overheard there;
  std::promise<http_request> asked;
  std::promise<void> accepted;
  transport io{2};
  std::unique_ptr<web_socket> theirs;
  http_server server;
  bool secure;
  std::unique_ptr<web_socket> ours;
};

} // namespace

TEST_CASE("a web socket asks for its path as it is written, with the headers it is given",
          "[net][websocket]") {
  socket_site site{GENERATE(false, true)};
  site.open({}, {{"Cookie", "APIC-cookie=A.b/c+d="}});
  const auto asked = await(site.asked.get_future());
  CHECK(asked.target == "/socketA.b/c+d=");
  CHECK(find(asked.fields, "Cookie") == "APIC-cookie=A.b/c+d=");
  CHECK(asks_for_web_socket(asked));
  site.settle();
}

TEST_CASE("texts and binary messages arrive whole, in order and told apart", "[net][websocket]") {
  web_socket_settings chopped;
  chopped.fragment_bytes = 16;
  socket_site site{GENERATE(false, true), chopped};
  site.open();
  site.settle();
  const std::string large(100'000, 'x');
  site.theirs->send("first");
  site.theirs->send(large);
  site.theirs->send(std::string{"\0\xff", 2}, true);
  site.ours->send("back");
  CHECK(site.here.next().bytes == "first");
  CHECK(site.here.next().bytes == large);
  const auto last = site.here.next();
  CHECK(last.what == overheard::kind::binary);
  CHECK(last.bytes == std::string{"\0\xff", 2});
  CHECK(site.there.next().bytes == "back");
}

TEST_CASE("what is sent before the web socket is open is sent then", "[net][websocket]") {
  socket_site site{false};
  site.open().send("early");
  site.settle();
  CHECK(site.there.next().bytes == "early");
}

TEST_CASE("a message larger than allowed is told as such, and the next one is heard",
          "[net][websocket]") {
  socket_site site{false};
  web_socket_settings small;
  small.max_message_bytes = 1000;
  site.open(small);
  site.settle();
  site.theirs->send(std::string(1001, 'x'));
  site.theirs->send(std::string(1000, 'y'));
  const auto first = site.here.next();
  CHECK(first.what == overheard::kind::too_large);
  CHECK(first.bytes.size() < 1000);
  CHECK(site.here.next().bytes == std::string(1000, 'y'));
}

TEST_CASE("a text that is no UTF-8 ends a web socket as malformed", "[net][websocket]") {
  socket_site site{false};
  site.open();
  site.settle();
  site.theirs->send("\xff\xfe");
  CHECK(await(site.here.over.get_future()).why.code == errc::malformed);
}

TEST_CASE("a close frame says why to the other end, and both ends end once", "[net][websocket]") {
  socket_site site{GENERATE(false, true)};
  site.open();
  site.settle();
  site.theirs->close(1001, "going away");
  const auto told = await(site.here.over.get_future());
  CHECK(told.code == 1001);
  CHECK(told.reason == "going away");
  CHECK(told.why.code == errc::none);
  CHECK(await(site.there.over.get_future()).code == 1001);
  CHECK(site.here.ends == 1);
  CHECK(site.there.ends == 1);
}

TEST_CASE("a peer that breaks off without a close frame is unreachable", "[net][websocket]") {
  socket_site site{GENERATE(false, true)};
  site.open();
  site.settle();
  site.theirs->drop(GENERATE(false, true));
  const auto told = await(site.here.over.get_future());
  CHECK(told.code == 1006);
  CHECK(told.why.code == errc::unreachable);
}

TEST_CASE("a peer that stops answering pings is given up", "[net][websocket]") {
  socket_site site{false};
  web_socket_settings quick;
  quick.ping = 20ms;
  site.open(quick);
  site.settle();
  await(site.here.answered.get_future());
  site.theirs->freeze();
  const auto told = await(site.here.over.get_future());
  CHECK(told.why.code == errc::unreachable);
  CHECK_THAT(told.why.what, Catch::Contains("pings"));
}

TEST_CASE("a peer that has never answered a ping is not given up for it", "[net][websocket]") {
  std::promise<void> much_later;
  socket_site site{false};
  site.there.then = [&] { site.theirs->freeze(); };
  web_socket_settings quick;
  quick.ping = 10ms;
  site.open(quick);
  site.settle();
  site.io.after(100ms, [&] { much_later.set_value(); });
  await(much_later.get_future());
  CHECK(site.here.ends == 0);
}

TEST_CASE("a peer that keeps a close frame waiting is left after a while", "[net][websocket]") {
  socket_site site{false};
  web_socket_settings quick;
  quick.closing = 20ms;
  site.open(quick);
  site.settle();
  site.theirs->freeze();
  site.ours->close();
  CHECK(await(site.here.over.get_future()).why.code == errc::unreachable);
}

TEST_CASE("an answer in place of a web socket is handed on whole", "[net][websocket]") {
  transport io;
  http_server server{io, listening(true), [](exchange_ptr one) {
                       one->answer({403, {{"X-A", "b"}}, std::string(20'000, 'n')});
                     }};
  overheard heard;
  const auto ours
    = open_web_socket(io, towards(server, true), trusting(), get("/socketx"), {}, heard.events());
  const auto told = await(heard.over.get_future());
  CHECK(told.why.code == errc::refused);
  REQUIRE(told.declined);
  CHECK(told.declined->status == 403);
  CHECK(find(told.declined->fields, "x-a") == "b");
  CHECK(told.declined->body.size() == 20'000);
}

TEST_CASE("a server that never opens a web socket is left after a while", "[net][websocket]") {
  transport io;
  std::promise<exchange_ptr> held;
  http_server server{io, listening(false),
                     [&](exchange_ptr one) { held.set_value(std::move(one)); }};
  overheard heard;
  web_socket_settings quick;
  quick.opening = 1s; // time enough to ask
  const auto ours
    = open_web_socket(io, towards(server, false), {}, get("/socketx"), quick, heard.events());
  const auto asked = await(held.get_future());
  CHECK(await(heard.over.get_future()).why.code == errc::unreachable);
  asked->reset();
}

TEST_CASE("a web socket needs a peer that is there, is trusted and speaks the protocol",
          "[net][websocket]") {
  transport io;
  overheard heard;
  std::unique_ptr<web_socket> ours;
  SECTION("nobody listens") {
    const dead_port nobody;
    ours = open_web_socket(io, {false, "127.0.0.1", nobody.number()}, {}, get("/"), {},
                           heard.events());
    CHECK(await(heard.over.get_future()).why.code == errc::unreachable);
  }
  SECTION("its certificate is not trusted") {
    http_server server{io, listening(true), [](exchange_ptr) {}};
    ours = open_web_socket(io, towards(server, true), {}, get("/"), {}, heard.events());
    CHECK(await(heard.over.get_future()).why.code == errc::refused);
  }
  SECTION("it speaks something else") {
    http_server server{io, listening(false),
                       [](exchange_ptr one) { one->answer_raw("HELO there\r\n\r\n"); }};
    ours = open_web_socket(io, towards(server, false), {}, get("/"), {}, heard.events());
    CHECK(await(heard.over.get_future()).why.code == errc::malformed);
  }
  SECTION("the request cannot be sent") {
    ours = open_web_socket(io, {false, "127.0.0.1", 9}, {}, get("/a\nb"), {}, heard.events());
    CHECK(await(heard.over.get_future()).why.code == errc::refused);
  }
}

TEST_CASE("a web socket that is let go says nothing more", "[net][websocket]") {
  socket_site site{GENERATE(false, true)};
  site.open();
  if (GENERATE(false, true))
    site.settle();
  site.ours.reset();
  site.theirs ? site.theirs->close() : void();
  CHECK(site.here.ends == 0);
}

TEST_CASE("a request that asks for a web socket may be answered like any other, and the next too",
          "[net][websocket]") {
  transport io;
  http_server server{io, listening(false), [](exchange_ptr one) { one->answer({204, {}, {}}); }};
  http_client client{io, towards(server, false), {}};
  auto what = get("/");
  what.fields = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
  CHECK(ask(client, what)->status == 204);
  CHECK(ask(client, what)->status == 204);
  CHECK(ask(client, get("/"))->status == 204);
}

TEST_CASE("who asks for a web socket in the wrong words is answered", "[net][websocket]") {
  socket_site site{false};
  http_client client{site.io, towards(site.server, false), {}};
  auto what = get("/");
  what.fields = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}};
  const auto answer = ask(client, what);
  REQUIRE(answer);
  CHECK(answer->status == 400);
  CHECK(await(site.there.over.get_future()).why.code == errc::malformed);
}
