#include "actors/k8s/api.hpp"
#include "adapters/metrics/registry.hpp"
#include "tests/deterministic.hpp"

#include <caf/event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace weft;
using namespace std::chrono_literals;

namespace {

/// An API server whose answers the test gives by hand, in any order.
struct patient_client : k8s::client {
  struct exchange {
    k8s::request what;
    std::function<void(result<k8s::response>)> done;
  };

  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    calls.push_back({std::move(what), std::move(done)});
  }
  std::unique_ptr<k8s::stream> watch(k8s::request, std::chrono::milliseconds,
                                     k8s::stream_events) override {
    return nullptr;
  }

  std::vector<exchange> calls;
};

/// What became of one request.
struct outcome_seen {
  std::optional<int> status;
  fault why;
};

struct one_session : weft::testing::deterministic_actors {
  one_session() {
    world.wall = [] { return timestamp{}; };
    world.boot = [this] { return now(); };
    world.spread = [this] { return spread; };
    world.permit.open();
    subject = spawn(api_session, io, &world, at_once);
  }

  /// Sends a request and remembers what becomes of it.
  std::shared_ptr<outcome_seen> send(lane through, const std::string& path,
                                     const std::string& method = "PATCH") {
    k8s::request what;
    what.method = method;
    what.target = path;
    auto seen = std::make_shared<outcome_seen>();
    const auto api = subject;
    spawn([seen, api, what, through](caf::event_based_actor* asker) {
      asker->request(api, caf::infinite, api_call{take_snapshot(what), through})
        .then([seen](const api_answer& got) { seen->status = got.what->status; },
              [seen](const caf::error& why) { seen->why = to_fault(why); });
    });
    settle();
    return seen;
  }

  void answer(std::size_t nth, int status, std::chrono::milliseconds retry_after = {}) {
    k8s::response got;
    got.status = status;
    got.retry_after = retry_after;
    io->calls.at(nth).done(got);
    settle();
  }

  void lose(std::size_t nth) {
    io->calls.at(nth).done(fault{errc::unreachable, "no whole answer in time", "", {}});
    settle();
  }

  std::string detail(const std::string& name) {
    const auto told = ask<description>(subject, describe{});
    for (const auto& [key, text] : told->details)
      if (key == name)
        return text;
    return {};
  }

  static constexpr std::size_t at_once = 32;
  double spread = 0;
  std::shared_ptr<patient_client> io = std::make_shared<patient_client>();
  surroundings world;
  api_actor subject;
};

} // namespace

TEST_CASE_METHOD(one_session, "a request is carried out and answered", "[api]") {
  const auto seen = send(lane::write, "/a");
  REQUIRE(io->calls.size() == 1);
  CHECK(io->calls.front().what.target == "/a");
  answer(0, 201);
  CHECK(seen->status == 201);
}

TEST_CASE_METHOD(one_session, "a Status that says no becomes the fault it stands for", "[api]") {
  const auto seen = send(lane::write, "/a?fieldManager=weft");
  answer(0, 409);
  CHECK(seen->why.code == errc::conflict);
  CHECK(seen->why.where == "k8s PATCH /a");
}

TEST_CASE_METHOD(one_session, "the session's last error is the server's, until it serves again",
                 "[api]") {
  auto last_error = [this] { return ask<description>(subject, describe{})->last_error; };
  const auto missing = send(lane::read, "/a");
  answer(0, 404);
  CHECK(missing->why.code == errc::not_found);
  CHECK(last_error().empty());
  std::size_t nth = 1;
  auto serve = [&](lane through) {
    const auto served = send(through, "/a");
    answer(nth++, 200);
  };
  const auto denied = send(lane::read, "/a");
  answer(nth++, 403);
  CHECK_FALSE(last_error().empty());
  serve(lane::lease); // has rights of its own
  CHECK_FALSE(last_error().empty());
  serve(lane::read);
  CHECK(last_error().empty());
  const auto distrusted = send(lane::write, "/a");
  io->calls.at(nth++).done(fault{errc::refused, "certificate not trusted", "", {}});
  settle();
  CHECK(distrusted->why.code == errc::refused);
  CHECK(last_error().find("not trusted") != std::string::npos);
}

TEST_CASE_METHOD(one_session, "no lane takes every place, and that of the Lease has its own",
                 "[api]") {
  for (int i = 0; i < 40; ++i)
    send(lane::write, "/w" + std::to_string(i));
  CHECK(io->calls.size() == 24);
  CHECK(detail("write") == "24 in flight, 16 waiting");
  for (int i = 0; i < 40; ++i)
    send(lane::read, "/r", "GET");
  CHECK(io->calls.size() == at_once);
  for (int i = 0; i < 10; ++i)
    send(lane::lease, "/l", "PUT");
  CHECK(io->calls.size() == at_once + 8);
}

TEST_CASE_METHOD(one_session, "who reads what another waits to read shares its answer", "[api]") {
  std::vector<std::shared_ptr<outcome_seen>> all;
  for (int i = 0; i < 1000; ++i)
    all.push_back(send(lane::read, "/r", "GET"));
  REQUIRE(io->calls.size() == 24);
  answer(0, 200);
  REQUIRE(io->calls.size() == 25);
  const auto late = send(lane::read, "/r", "GET"); // hears of nothing that was asked before it
  REQUIRE(io->calls.size() == 25);
  answer(24, 201);
  CHECK(std::count_if(all.begin(), all.end(), [](auto& one) { return one->status == 201; }) == 976);
  CHECK_FALSE(late->status);
  answer(25, 202);
  CHECK(late->status == 202);
}

TEST_CASE_METHOD(one_session, "shared reads fail together", "[api]") {
  for (int i = 0; i < 24; ++i)
    send(lane::read, "/r", "GET");
  const auto a = send(lane::read, "/r", "GET");
  const auto b = send(lane::read, "/r", "GET");
  answer(0, 200);
  answer(24, 404);
  CHECK(a->why.code == errc::not_found);
  CHECK(b->why.code == errc::not_found);
}

TEST_CASE_METHOD(one_session, "I6: reads that pile up leave places for writes, also in trouble",
                 "[api]") {
  send(lane::read, "/r", "GET");
  answer(0, 429, 1s); // from now on four at once
  advance(1s);
  for (int i = 0; i < 100; ++i)
    send(lane::read, "/r", "GET");
  send(lane::write, "/w");
  REQUIRE(detail("at once") == "4");
  CHECK(io->calls.back().what.target == "/w");
}

TEST_CASE_METHOD(one_session, "I6: a fresh change waits for no backlog, of its namespace or others",
                 "[api]") {
  for (int i = 0; i < 24 + 100; ++i)
    send(lane::write, "/api/v1/namespaces/loud/maps/m" + std::to_string(i));
  send(lane::write, "/api/v1/namespaces/calm/maps/m");
  send(lane::write, "/api/v1/namespaces/loud/maps/fresh");
  const auto next = [this](std::size_t nth) {
    answer(nth, 200);
    const auto& target = io->calls.back().what.target;
    return target.substr(target.find("namespaces/") + 11);
  };
  CHECK(next(0) == "calm/maps/m");
  CHECK(next(1) == "loud/maps/fresh");
  CHECK(next(2) == "loud/maps/m24");
}

TEST_CASE_METHOD(one_session, "events beyond a thousand waiting are dropped", "[api]") {
  for (int i = 0; i < 8 + 1000; ++i)
    send(lane::event, "/e", "POST");
  const auto late = send(lane::event, "/late", "POST");
  CHECK(late->why.code == errc::throttled);
  CHECK(detail("dropped events") == "1");
  CHECK(detail("event") == "8 in flight, 1000 waiting");
}

TEST_CASE_METHOD(one_session, "a pause is a little longer than asked for, by chance", "[api]") {
  spread = 0.5;
  send(lane::write, "/w");
  answer(0, 429, 10s);
  advance(10999ms);
  CHECK(io->calls.size() == 1);
  advance(1ms);
  CHECK(io->calls.size() == 2);
}

TEST_CASE_METHOD(one_session, "a 429 without advice pauses for a second", "[api]") {
  const auto seen = send(lane::write, "/w");
  answer(0, 429);
  CHECK(seen->why.code == errc::none);
  CHECK(io->calls.size() == 1);
  advance(1s);
  REQUIRE(io->calls.size() == 2);
  answer(1, 200);
  CHECK(seen->status == 200);
}

TEST_CASE_METHOD(one_session, "I6: a server that recovers is not stormed", "[api]") {
  const bool refused = GENERATE(true, false); // it answers 429, or not at all
  for (int i = 0; i < 100; ++i)
    send(lane::read, "/r", "GET");
  REQUIRE(io->calls.size() == 24);
  for (std::size_t nth = 0; nth < 24; ++nth)
    refused ? answer(nth, 429, 5s) : lose(nth);
  const auto asked = io->calls.size();
  advance(6s);
  const auto first = io->calls.size() - asked;
  CHECK(first <= 12);
  for (std::size_t nth = asked; nth < asked + first; ++nth)
    answer(nth, 200);
  CHECK(io->calls.size() <= asked + 3 * first); // one for each answer, and one more
  CHECK(detail("at once") == std::to_string(12 + first));
}

TEST_CASE_METHOD(one_session, "a 429 with advice holds up every lane but that of the leases",
                 "[api]") {
  const auto status = GENERATE(429, 503);
  const auto asked = send(lane::write, "/w");
  answer(0, status, 5s);
  CHECK_FALSE(asked->status);
  CHECK(asked->why.code == errc::none);
  send(lane::read, "/r", "GET");
  send(lane::event, "/e", "POST");
  CHECK(io->calls.size() == 1);
  send(lane::lease, "/l", "PUT");
  CHECK(io->calls.size() == 2);
  CHECK(detail("paused until") == "1970-01-01T00:00:05Z");
  advance(4999ms);
  CHECK(io->calls.size() == 2);
  advance(1ms);
  REQUIRE(io->calls.size() == 5);
  for (std::size_t nth = 2; nth < 5; ++nth)
    answer(nth, 200);
  CHECK(asked->status == 200);
}

TEST_CASE_METHOD(one_session, "requests of the Lease travel apart from all others", "[api]") {
  send(lane::lease, "/l", "PUT");
  send(lane::write, "/w");
  send(lane::read, "/r", "GET");
  REQUIRE(io->calls.size() == 3);
  CHECK(io->calls[0].what.apart);
  CHECK_FALSE(io->calls[1].what.apart);
  CHECK_FALSE(io->calls[2].what.apart);
}

TEST_CASE_METHOD(one_session, "a 429 in the lane of the leases is answered at once", "[api]") {
  const auto seen = send(lane::lease, "/l", "PUT");
  answer(0, 429, 5s);
  CHECK(seen->why.code == errc::throttled);
  CHECK(seen->why.retry_after == 5s);
}

TEST_CASE_METHOD(one_session, "a server that only ever asks for pauses is given up", "[api]") {
  const auto seen = send(lane::write, "/w");
  for (std::size_t i = 0; i <= 10; ++i) {
    answer(i, 429, 1s);
    advance(1s);
  }
  CHECK(io->calls.size() == 11);
  CHECK(seen->why.code == errc::throttled);
}

TEST_CASE_METHOD(one_session, "a read that finds nobody is repeated three times", "[api]") {
  const auto seen = send(lane::read, "/r", "GET");
  for (std::size_t i = 0; i < 3; ++i) {
    lose(i);
    CHECK(io->calls.size() == i + 1);
    CHECK(seen->why.code == errc::none);
    advance(5s);
    REQUIRE(io->calls.size() == i + 2);
  }
  SECTION("and then answered") {
    answer(3, 200);
    CHECK(seen->status == 200);
  }
  SECTION("and then given up") {
    lose(3);
    CHECK(seen->why.code == errc::unreachable);
    advance(1min);
    CHECK(io->calls.size() == 4);
  }
}

TEST_CASE_METHOD(one_session, "a write that finds nobody is never repeated", "[api]") {
  const auto seen = send(lane::write, "/w");
  lose(0);
  CHECK(seen->why.code == errc::unreachable);
  advance(1min);
  CHECK(io->calls.size() == 1);
}

TEST_CASE_METHOD(one_session, "a write leaves only while this process may write", "[api]") {
  const auto through = GENERATE(lane::write, lane::event);
  world.permit.permit(now() + 10s);
  send(through, "/first");
  CHECK(io->calls.size() == 1);
  answer(0, 429, 20s);
  const auto held = send(through, "/second");
  advance(20s);
  CHECK(io->calls.size() == 1);
  CHECK(held->why.code == errc::expired);
  CHECK(held->why.what == "this process does not lead");
  send(lane::read, "/r", "GET");
  send(lane::lease, "/l", "PUT");
  CHECK(io->calls.size() == 3);
}

TEST_CASE_METHOD(one_session, "a write gets no more time than this process may still write",
                 "[api]") {
  const auto deadline = [this](lane through) {
    send(through, "/a");
    return io->calls.back().what.deadline;
  };
  CHECK(deadline(lane::write) == 0ms);
  world.permit.permit(now() + 45s); // the client's usual deadline may be longer, and must not win
  CHECK(deadline(lane::write) == 45s);
  world.permit.permit(now() + 3s);
  CHECK(deadline(lane::write) == 3s);
  CHECK(deadline(lane::event) == 3s);
  CHECK(deadline(lane::read) == 0ms);
}

TEST_CASE_METHOD(one_session, "the session tells since when it has been open or paused", "[api]") {
  const auto told = [this] {
    const auto got = ask<description>(subject, describe{});
    return got->state + " " + std::to_string(got->state_age_ms);
  };
  advance(3s);
  CHECK(told() == "open 3000");
  send(lane::write, "/w");
  answer(0, 429, 5s);
  advance(2s);
  CHECK(told() == "paused 2000");
  send(lane::lease, "/l", "PUT");
  answer(1, 429, 5s); // the same pause, longer
  advance(4s);
  CHECK(told() == "paused 6000");
  advance(2s);
  CHECK(told() == "open 1000");
}

TEST_CASE_METHOD(one_session,
                 "row 14: how long requests wait, and why they are sent again, is told", "[api]") {
  metrics::registry numbers;
  world.numbers = &numbers;
  send(lane::read, "/a", "GET");
  answer(0, 429, 5s);
  advance(5s);
  answer(1, 200);
  send(lane::read, "/a", "GET");
  lose(2);
  CHECK_THAT(
    numbers.exposition(),
    Catch::Contains(
      R"(rest_client_request_retries_total{code="429",verb="GET",host="in-process"} 1)")
      && Catch::Contains(
        R"(rest_client_request_retries_total{code="<error>",verb="GET",host="in-process"} 1)")
      && Catch::Contains(
        R"(rest_client_rate_limiter_duration_seconds_sum{verb="GET",host="in-process"} 5)"));
  world.numbers = nullptr;
}

TEST_CASE_METHOD(one_session, "whoever waits hears of the session's end", "[api]") {
  const auto seen = send(lane::write, "/w");
  caf::anon_send_exit(subject, caf::exit_reason::kill);
  settle();
  CHECK(seen->why.code == errc::unreachable);
  answer(0, 200);
  CHECK_FALSE(seen->status);
}
