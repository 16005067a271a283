#include "adapters/aci/in_process.hpp"
#include "adapters/aci/signer.hpp"
#include "protocol/aci/answers.hpp"
#include "protocol/aci/events.hpp"
#include "tests/printing.hpp"

#include <deque>

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// Messages and time that go when the test says so.
struct wireless {
  sim::core apic;
  sim::instant now{std::chrono::milliseconds{1'800'000'000'000}};
  std::deque<std::function<void()>> messages;
  std::multimap<sim::instant, std::function<void()>> alarms;
  sim::switchboard board{apic, surroundings()};
  in_process client{board, {"weft", {}, "secret", {}, {}}};
  std::vector<std::string> heard;

  wireless() {
    apic.add_user({"weft", "secret", {}, false});
    apic.make_out("T", "O", now);
    apic.settings.housekeeping = false;
  }

  sim::surroundings surroundings() {
    return {[this](std::function<void()> what) { messages.push_back(std::move(what)); },
            [this](std::chrono::milliseconds delay, std::function<void()> what) {
              alarms.emplace(now + delay, std::move(what));
            },
            [this] { return now; }};
  }

  void step() {
    const auto next = std::move(messages.front());
    messages.pop_front();
    next();
  }

  /// Everything that can happen within that time happens.
  void run(std::chrono::milliseconds time = 0ms) {
    const auto until = now + time;
    while (true) {
      while (!messages.empty())
        step();
      if (alarms.empty() || alarms.begin()->first > until)
        break;
      now = std::max(now, alarms.begin()->first);
      const auto next = std::move(alarms.begin()->second);
      alarms.erase(alarms.begin());
      next();
    }
    now = until;
  }

  client::completion noting() {
    return [this](result<answer> got) {
      heard.push_back(got ? std::to_string(got->status) : std::string{to_string(got.error().code)});
    };
  }

  std::string log_in(std::size_t node = 0) {
    std::string out;
    client.log_in(node, 1s, [&](result<answer> got) {
      if (got)
        out = read_grant(read_reply(got->status, got->body, "").value()).value().token;
    });
    run(999ms);
    return out;
  }

  std::unique_ptr<event_socket> listen(const std::string& token, std::size_t node = 0) {
    return client.listen(
      node, token, 1s,
      {[this] { heard.push_back("open"); },
       [this](socket_word got) {
         heard.push_back(got.what == socket_word::kind::frame ? "frame" : "noise");
       },
       [this](fault why) { heard.push_back(std::string{to_string(why.code)}); }});
  }
};

using story = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(wireless, "a request and its answer travel only when they are let",
                 "[aci][in_process]") {
  client.send(0, ask_version(), "token", 1s, noting());
  CHECK(apic.seen().requests == 0);
  step();
  CHECK(apic.seen().requests == 1);
  CHECK(heard.empty());
  step();
  CHECK(heard == story{"403"});
  run(2s);
  CHECK(heard.size() == 1);
}

TEST_CASE_METHOD(wireless, "a message that is lost is heard of at the deadline, once",
                 "[aci][in_process]") {
  client.send(0, ask_version(), "token", 1s, noting());
  if (GENERATE(false, true))
    step();
  messages.pop_front();
  run(999ms);
  CHECK(heard.empty());
  run(1ms);
  CHECK(heard == story{"unreachable"});
}

TEST_CASE_METHOD(wireless, "rude answers are unreachable, and late ones late",
                 "[aci][in_process]") {
  using way = sim::disturbance::way;
  for (const auto how : {way::reset_before, way::reset_after, way::cut_off, way::hang}) {
    sim::disturbance rude;
    rude.how = how;
    apic.inject(rude);
    client.send(0, ask_version(), "token", 1s, noting());
    run(1s);
  }
  CHECK(heard == story(4, "unreachable"));
  sim::disturbance slow;
  slow.how = way::slow;
  slow.latency = 300ms;
  apic.inject(slow);
  client.send(0, ask_version(), "token", 1s, noting());
  run(299ms);
  CHECK(heard.size() == 4);
  run(1ms);
  CHECK(heard.back() == "403");
}

TEST_CASE_METHOD(wireless, "a node that is down cannot be reached", "[aci][in_process]") {
  apic.set_up(1, false, now);
  client.send(1, ask_version(), "token", 1s, noting());
  const auto socket = listen("token", 1);
  run();
  CHECK(heard == story{"unreachable", "unreachable"});
  CHECK(client.nodes() == 3);
  CHECK(client.name_of(1) == "apic2");
}

TEST_CASE_METHOD(wireless, "frames arrive at their time, and the socket's end once",
                 "[aci][in_process]") {
  const auto token = log_in();
  const auto socket = listen(token);
  run();
  REQUIRE(heard == story{"open"});
  client.send(0, subscribe({"T", "O"}, 600s), token, 1s, [](result<answer>) {});
  run();
  apic.settings.events.least_delay = apic.settings.events.most_delay = 100ms;
  apic.edit("POST", "uni/tn-T/out-O", R"({"l3extInstP":{"attributes":{"name":"A"}}})", now);
  run(99ms);
  CHECK(heard.size() == 1);
  run(1ms);
  CHECK(heard == story{"open", "frame"});
  apic.say("\x01", now, true);
  apic.disturb_sockets(sim::delivery::kind::close, now);
  run(1h);
  CHECK(heard == story{"open", "frame", "noise", "expired"});
  CHECK(apic.live_sockets() == 0);
}

TEST_CASE_METHOD(wireless, "a session's end ends its socket", "[aci][in_process]") {
  const auto token = log_in();
  const auto socket = listen(token);
  run(599s);
  CHECK(heard == story{"open"});
  run(1s);
  CHECK(heard == story{"open", "expired"});
}

TEST_CASE_METHOD(wireless, "a frozen socket is noticed within ninety seconds",
                 "[aci][in_process]") {
  const auto socket = listen(log_in());
  run();
  apic.disturb_sockets(sim::delivery::kind::freeze, now);
  run(59s);
  CHECK(heard == story{"open"});
  run(30s);
  CHECK(heard == story{"open", "unreachable"});
  CHECK(apic.live_sockets() == 0);
}

TEST_CASE_METHOD(wireless, "a socket that is let go is closed and says nothing",
                 "[aci][in_process]") {
  auto socket = listen(log_in());
  run();
  REQUIRE(apic.live_sockets() == 1);
  socket.reset();
  apic.say("{}", now);
  run(1s);
  CHECK(apic.live_sockets() == 0);
  CHECK(heard == story{"open"});
}

TEST_CASE_METHOD(wireless, "a socket of no session is not opened, and a lost opening is noticed",
                 "[aci][in_process]") {
  const auto unknown = listen("unknown");
  run();
  CHECK(heard == story{"expired"});
  const auto lost = listen(log_in());
  messages.pop_front();
  run(2s);
  CHECK(heard == story{"expired", "unreachable"});
}

TEST_CASE_METHOD(wireless, "another credential is used from the moment it is told",
                 "[aci][in_process]") {
  std::size_t told = 0;
  client.on_new_credential([&] { ++told; });
  client.change_credential({"weft", {}, "wrong", {}, {}});
  client.log_in(0, 1s, noting());
  run();
  CHECK(heard == story{"401"});
  CHECK(told == 1);
}

TEST_CASE_METHOD(wireless, "a client that signs reads and listens without a log-in",
                 "[aci][in_process]") {
  const auto identity = make_signing_identity("weft");
  apic.add_user({"robot", "", {{"robot.crt", identity.certificate_pem}}, false});
  in_process robot{
    board, {"robot", {}, {}, identity.key_pem, "uni/userext/user-robot/usercert-robot.crt"}};
  CHECK(robot.signs());
  std::string token;
  robot.send(0, ask_web_token(), {}, 1s, [&](result<answer> got) {
    token = read_web_token(read_reply(got->status, got->body, "").value()).value();
  });
  run();
  const auto socket = robot.listen(0, token, 1s, {[this] { heard.push_back("open"); }, {}, {}});
  robot.send(0, subscribe({"T", "O"}, 600s), token, 1s, noting());
  run();
  CHECK(heard == story{"open", "200"});
  CHECK(apic.seen().logins == 0);
}
