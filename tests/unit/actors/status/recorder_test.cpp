#include "actors/status/recorder.hpp"
#include "adapters/log/log.hpp"
#include "protocol/json/value.hpp"
#include "tests/deterministic.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <string>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

namespace {

/// The Events an API server was asked for.
struct events {
  struct call {
    std::string method;
    std::string target;
    json::value body;
    lane through;
  };
  std::vector<call> calls;
  std::deque<fault> faults; ///< consumed one per call

  std::int64_t count(std::size_t nth) const {
    const auto* told = calls.at(nth).body.find_path({"series", "count"});
    return told ? told->int_or(-1) : 1;
  }
  std::string text(std::size_t nth, std::initializer_list<std::string_view> path) const {
    const auto* held = calls.at(nth).body.find_path(path);
    return std::string{held ? held->text_or("") : ""};
  }
};

api_actor::behavior_type event_api(api_actor::pointer, events* server) {
  return {
    [server](const api_call& call) -> caf::result<api_answer> {
      server->calls.push_back(
        {call.what->method, call.what->target, *json::parse(call.what->body), call.through});
      if (server->faults.empty())
        return api_answer{take_snapshot(k8s::response{})};
      const auto why = server->faults.front();
      server->faults.pop_front();
      return to_error(why);
    },
    [](describe) { return description{}; },
  };
}

struct one_recorder : weft::testing::deterministic_actors {
  one_recorder() {
    log::start({}, [this](std::string_view line) { lines.emplace_back(line); });
    k8s::kind kind;
    kind.group = "vcn.cloud";
    kind.version = "v1";
    kind.name = "VelocloudBP";
    world.wall = [this] { return timestamp{std::chrono::floor<std::chrono::seconds>(now())}; };
    world.boot = [this] { return now(); };
    world.spread = [] { return 0.5; };
    subject = spawn(
      recorder,
      recorder_wiring{
        {{kind.name, kind}}, "weft.dev/velocloud", "weft-0", spawn(event_api, &server), &world});
  }
  ~one_recorder() { log::start({}); }

  void tell(const std::string& reason, const std::string& note = "n", const std::string& name = "a",
            const std::string& kind = "VelocloudBP") {
    const owner about{{kind, "ns1", name}, "uid-" + name};
    caf::anon_send(subject, announce{take_snapshot(notice{about, true, reason, note})});
    settle();
  }

  std::string detail(const std::string& name) {
    const auto told = ask<description>(subject, describe{});
    for (const auto& [key, text] : told->details)
      if (key == name)
        return text;
    return {};
  }

  std::vector<std::string> lines;
  events server;
  surroundings world;
  recorder_actor subject;
};

fault silence() {
  return {errc::unreachable, "no whole answer in time", "k8s", {}};
}

} // namespace

TEST_CASE_METHOD(one_recorder, "a notice becomes an Event about its object and a line",
                 "[recorder]") {
  tell("Rejected", "the class is unknown");
  REQUIRE(server.calls.size() == 1);
  CHECK(server.calls[0].method == "POST");
  CHECK(server.calls[0].through == lane::event);
  CHECK(server.text(0, {"regarding", "apiVersion"}) == "vcn.cloud/v1");
  CHECK(server.text(0, {"regarding", "uid"}) == "uid-a");
  CHECK(server.text(0, {"reason"}) == "Rejected");
  CHECK(server.text(0, {"note"}) == "the class is unknown");
  CHECK(server.text(0, {"type"}) == "Warning");
  CHECK(server.text(0, {"reportingController"}) == "weft.dev/velocloud");
  CHECK(server.text(0, {"reportingInstance"}) == "weft-0");
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::Contains("is wrong with an object")
                         && Catch::Contains("VelocloudBP/ns1/a") && Catch::Contains("Rejected"));
}

TEST_CASE_METHOD(one_recorder, "a second notice makes a series, further ones only count",
                 "[recorder]") {
  tell("Rejected", "one");
  for (int i = 0; i < 10; ++i)
    tell("Rejected", "another note " + std::to_string(i));
  REQUIRE(server.calls.size() == 2);
  CHECK(server.calls[1].method == "PATCH");
  CHECK(server.count(1) == 2);
  CHECK(lines.size() == 11);
  SECTION("until the series ends") {
    advance(8min);
    REQUIRE(server.calls.size() == 3);
    CHECK(server.count(2) == 11);
    advance(2min);
    CHECK(detail("series") == "0");
    tell("Rejected");
    CHECK(server.calls.back().method == "POST");
  }
}

TEST_CASE_METHOD(one_recorder, "a series that goes on is refreshed half-hourly", "[recorder]") {
  for (int i = 0; i < 61; ++i) {
    tell("Rejected");
    advance(1min);
  }
  REQUIRE(server.calls.size() >= 3);
  CHECK(server.calls.size() <= 4);
  CHECK(server.count(2) > 25);
}

TEST_CASE_METHOD(one_recorder, "object, type and reason tell series apart, and so do names",
                 "[recorder]") {
  tell("Rejected");
  tell("Recovered");
  tell("Rejected", "n", "b");
  REQUIRE(server.calls.size() == 3);
  CHECK(server.text(0, {"metadata", "name"}) != server.text(1, {"metadata", "name"}));
}

TEST_CASE_METHOD(one_recorder, "each part of an object has Events of its own", "[recorder]") {
  notice what{{{"VelocloudBP", "ns1", "a"}, "uid-a"}, true, "Rejected", "net1 is not there"};
  for (const auto* part : {"net1", "net2", "net1"}) {
    what.part = part;
    what.note = std::string{part} + " is not there";
    caf::anon_send(subject, announce{take_snapshot(what)});
    settle();
  }
  REQUIRE(server.calls.size() == 3);
  CHECK(server.text(0, {"note"}) == "net1 is not there");
  CHECK(server.text(1, {"note"}) == "net2 is not there");
  CHECK(server.count(2) == 2);
}

TEST_CASE_METHOD(one_recorder, "a notice about nothing the recorder knows is only logged",
                 "[recorder]") {
  tell("Rejected", "n", "a", "Unknown");
  tell("RemovalBraked", "n", "");
  CHECK(server.calls.empty());
  CHECK(lines.size() == 2);
}

TEST_CASE_METHOD(one_recorder, "what does not get through is tried twelve times", "[recorder]") {
  server.faults = std::deque<fault>(20, silence());
  tell("Rejected");
  CHECK(server.calls.size() == 1);
  advance(5s);
  CHECK(server.calls.size() == 2);
  advance(9s);
  CHECK(server.calls.size() == 2);
  advance(1h);
  CHECK(server.calls.size() == 12);
  CHECK(detail("lost") == "1");
  CHECK(detail("series") == "0");
}

TEST_CASE_METHOD(one_recorder, "an Event whose creation was answered by nobody is not made twice",
                 "[recorder]") {
  server.faults = {silence(), {errc::conflict, "it exists", "k8s", {}}};
  tell("Rejected");
  advance(1min);
  CHECK(server.calls.size() == 2);
  tell("Rejected");
  CHECK(server.calls.back().method == "PATCH");
}

TEST_CASE_METHOD(one_recorder, "an Event whose name is taken gets another", "[recorder]") {
  server.faults = {{errc::conflict, "it exists", "k8s", {}}};
  tell("Rejected");
  REQUIRE(server.calls.size() == 2);
  CHECK(server.text(0, {"metadata", "name"}) != server.text(1, {"metadata", "name"}));
}

TEST_CASE_METHOD(one_recorder, "an Event that has expired is made anew", "[recorder]") {
  tell("Rejected");
  server.faults = {{errc::not_found, "no such event", "k8s", {}}};
  tell("Rejected");
  REQUIRE(server.calls.size() == 4);
  CHECK(server.calls[2].method == "POST");
  CHECK(server.count(3) == 2);
}

TEST_CASE_METHOD(one_recorder, "what the server will not have is forgotten", "[recorder]") {
  const auto code = GENERATE(errc::forbidden, errc::refused, errc::expired);
  server.faults = {{code, "no", "k8s", {}}};
  tell("Rejected");
  advance(1h);
  CHECK(server.calls.size() == 1);
  CHECK(detail("lost") == "1");
}

TEST_CASE_METHOD(one_recorder, "beyond a thousand open Events the newest are dropped",
                 "[recorder]") {
  server.faults = std::deque<fault>(1000, silence());
  for (int i = 0; i < 1010; ++i)
    tell("Rejected", "n", "o" + std::to_string(i));
  CHECK(server.calls.size() == 1000);
  CHECK(detail("dropped") == "10");
  advance(1min);
  CHECK(detail("open") == "0");
}
