#include "actors/runtime/root.hpp"
#include "adapters/log/log.hpp"
#include "tests/unit/actors/runtime/toy_cluster.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::toy;
using namespace std::chrono_literals;

namespace {

/// An API server that says which cluster it is, as soon as it may, and nothing else.
struct laconic_client : k8s::client {
  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    if (what.target == "/api/v1/namespaces/kube-system")
      asked.push_back(std::move(done));
  }
  std::unique_ptr<k8s::stream> watch(k8s::request, std::chrono::milliseconds,
                                     k8s::stream_events) override {
    return nullptr;
  }

  /// Answers what was asked. @returns whether something was.
  bool answer() {
    if (!speaks || asked.empty())
      return false;
    const auto done = std::move(asked.front());
    asked.pop_front();
    k8s::response told;
    told.status = 200;
    told.body = R"({"metadata":{"uid":"cluster-1"}})";
    done(std::move(told));
    return true;
  }

  std::deque<std::function<void(result<k8s::response>)>> asked;
  bool speaks = true;
};

/// The root over the toy's domain; without an election it leads at once.
struct one_root : weft::testing::deterministic_actors {
  one_root() {
    log::start({}, [](std::string_view) {});
    idle = [this] { return io->answer(); };
    here.wall = world().wall;
    here.boot = world().boot;
    here.spread = world().spread;
    domain_seat seat;
    seat.name = "toy";
    seat.kinds = {wish_kind()};
    seat.fill = [this](const std::string& cluster) {
      clusters.push_back(cluster);
      auto whole = filling();
      whole.kinds = {wish_kind()};
      whole.interpret = interpret;
      whole.report = report;
      return std::make_shared<const domain>(std::move(whole));
    };
    seat.sessions = [this](domain_actor::pointer house) -> session_house_actor {
      return sessions = house->spawn(session, &vco);
    };
    wiring.domains = {seat};
    wiring.io = io;
    wiring.identity = "weft-0";
    wiring.objects = &objects;
    wiring.world = &here;
    wiring.lease.enabled = false;
  }
  ~one_root() {
    idle = nullptr;
    log::start({});
  }

  void start() {
    subject = spawn(root, wiring);
    settle();
  }

  /// The living child that calls itself so; null when there is none.
  caf::actor child(const std::string& actor) {
    const auto names = ask<roll>(subject, call_roll{});
    if (names)
      for (const auto& one : names->living)
        if (const auto told = ask<description>(caf::actor_cast<describable_actor>(one), describe{});
            told && told->actor == actor)
          return one;
    return nullptr;
  }

  std::string state() {
    const auto told = ask<description>(subject, describe{});
    return told ? told->state : "gone";
  }

  std::shared_ptr<laconic_client> io = std::make_shared<laconic_client>();
  surroundings here;
  weft::index objects;
  controller vco;
  session_house_actor sessions;
  std::vector<std::string> clusters; ///< of each life of the domain
  root_wiring wiring;
  root_actor subject;
};

} // namespace

TEST_CASE_METHOD(one_root, "no domain starts before the cluster is known", "[root]") {
  io->speaks = false;
  start();
  CHECK(state() == "leading");
  CHECK_FALSE(child("toy.supervisor"));
  io->speaks = true;
  settle();
  CHECK(child("toy.supervisor"));
  CHECK(clusters == std::vector<std::string>{"cluster-1"});
}

TEST_CASE_METHOD(one_root, "a domain that dies is back after a second, and nothing else is touched",
                 "[root]") {
  start();
  const auto api = child("k8s.api");
  caf::anon_send_exit(child("toy.supervisor"), crash);
  settle();
  CHECK_FALSE(child("toy.supervisor"));
  advance(1s);
  CHECK(child("toy.supervisor"));
  CHECK(clusters.size() == 2);
  CHECK(child("k8s.api") == api);
}

TEST_CASE_METHOD(one_root, "the death of a vital part ends the root with an error", "[root]") {
  start();
  const auto domain = child("toy.supervisor");
  self->monitor(subject);
  caf::anon_send_exit(child(GENERATE("k8s.api", "shard.elector")), crash);
  settle();
  self->receive([](const caf::down_msg& msg) { CHECK(msg.reason == crash); });
  CHECK_FALSE(ask<description>(caf::actor_cast<describable_actor>(domain), describe{}));
}

TEST_CASE_METHOD(one_root, "told to stop, the rest ends only after the last domain", "[root]") {
  start();
  freeze({caf::actor_cast<caf::actor>(sessions)}); // a write is under way
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  settle();
  CHECK(state() == "stopping");
  CHECK(child("k8s.api"));
  CHECK(child("shard.elector"));
  thaw();
  settle();
  CHECK(state() == "gone");
}

TEST_CASE_METHOD(one_root, "without an election nobody is said to lead", "[root]") {
  std::string said;
  log::start({}, [&said](std::string_view line) { said += line; });
  start();
  CHECK(child("toy.supervisor"));
  caf::anon_send_exit(subject, caf::exit_reason::user_shutdown);
  advance(1s);
  CHECK(said.find("lead") == said.npos);
  CHECK(said.find("stands by") == said.npos);
}
