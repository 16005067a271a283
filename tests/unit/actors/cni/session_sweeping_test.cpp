#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

namespace weft::cni::testing {

using sweep_way = sim::plugin_fault::way;

namespace {

/// A session with two networks whose plugins collect, one of them the agent's alone.
struct collecting_session : one_session {
  collecting_session() {
    node.renew_plugins();
    for (const auto* name : {"data", "shared"})
      networks[name] = R"({"cniVersion":"1.1.0","name":")" + std::string{name}
                       + R"(","plugins":[{"type":"bridge","bridge":"br0","ipam":)"
                         R"({"type":"host-local","subnet":"10.1.1.0/24"}}]})";
    how.exclusive_networks = {"data"};
    begin();
    run("web-01", "data@net1,shared@net2");
    converge("web-01");
    for (const auto* name : {"data", "shared"})
      reserve_for_nobody(name);
    node.forget_calls();
  }

  void reserve_for_nobody(const std::string& network) {
    const auto ipam = json::parse(R"({"subnet":"10.1.1.0/24"})").value();
    REQUIRE(node.pools.reserve(network, ipam, {"nobody", "net1"}).has_value());
  }
};

} // namespace

TEST_CASE_METHOD(collecting_session,
                 "what nobody has is collected where nobody but the agent attaches",
                 "[cni][session]") {
  CHECK(node.pools.count("data") == 2);
  advance(how.sweep + 1s);
  CHECK(calls() == texts{"GC bridge"});
  CHECK(node.pools.count("data") == 1);
  CHECK(node.pools.count("shared") == 2);
  wish("web-01", "");
  converge("web-01");
  reserve_for_nobody("data");
  advance(how.sweep + 1s);
  CHECK(node.pools.count("data") == 0);
}

TEST_CASE_METHOD(collecting_session, "nothing is attached or removed while plugins collect",
                 "[cni][session]") {
  inject(sweep_way::slow, verb::gc, 5s);
  run("web-02", "data@net1");
  REQUIRE(look("web-02") == errc::none);
  const auto next = plan("web-02");
  advance(how.sweep - 10s);
  for (int i = 0; i < 100 && node.running() == 0; ++i)
    advance(100ms);
  REQUIRE(node.running() == 1);
  auto pending = begin_write(next);
  advance(4s);
  CHECK(calls() == texts{"GC bridge"});
  advance(2s);
  CHECK(outcome_of(pending).code == errc::none);
  CHECK(calls() == texts{"GC bridge", "STATUS bridge", "ADD bridge"});
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(collecting_session,
                 "plugins do not collect beside a plugin that changes something",
                 "[cni][session]") {
  inject(sweep_way::slow, verb::add, 20s);
  run("web-02", "data@net1");
  auto pending = begin_work("web-02");
  advance(how.sweep - 10s);
  CHECK(outcome_of(pending).code == errc::none);
  inject(sweep_way::slow, verb::add, 20s);
  run("web-03", "data@net1");
  auto late = begin_work("web-03");
  advance(15s);
  CHECK(node.pools.count("data") == 3);
  advance(10s);
  CHECK(outcome_of(late).code == errc::none);
  CHECK(calls().back() == "GC bridge");
  CHECK(node.pools.count("data") == 3);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(collecting_session, "one network is collected at a time, and others come between",
                 "[cni][session]") {
  how.exclusive_networks = {"data", "shared"};
  restart();
  node.forget_calls();
  inject(sweep_way::slow, verb::gc, 5s, 2);
  run("web-02", "data@net1");
  REQUIRE(look("web-02") == errc::none);
  const auto next = plan("web-02");
  advance(how.sweep - 10s);
  for (int i = 0; i < 200 && node.running() == 0; ++i)
    advance(100ms);
  REQUIRE(node.running() == 1);
  auto pending = begin_write(next);
  advance(6s);
  CHECK(outcome_of(pending).code == errc::none);
  CHECK(calls() == texts{"GC bridge", "STATUS bridge", "ADD bridge", "GC bridge"});
  advance(6s);
  CHECK(node.pools.count("shared") == 1);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(collecting_session,
                 "a plugin that collects is ended by the next agent before anything is attached",
                 "[cni][session]") {
  inject(sweep_way::hang, verb::gc);
  for (int i = 0; i < 200 && node.running() == 0; ++i)
    advance(10s);
  REQUIRE(node.running() == 1);
  restart();
  const auto id = run("web-02", "data@net1");
  converge("web-02");
  CHECK(has(id));
  CHECK(calls() == texts{"GC bridge", "STATUS bridge", "ADD bridge"});
  CHECK(node.calls().front().was_ended);
  CHECK(node.violations().empty());
}

TEST_CASE_METHOD(collecting_session, "a session that dies while plugins collect waits for them",
                 "[cni][session]") {
  inject(sweep_way::slow, verb::gc, 20s);
  for (int i = 0; i < 200 && node.running() == 0; ++i)
    advance(10s);
  REQUIRE(node.running() == 1);
  crash();
  const auto id = run("web-02", "data@net1");
  auto pending = begin_work("web-02");
  CHECK_FALSE(has(id));
  advance(25s);
  CHECK(outcome_of(pending).code == errc::none);
  CHECK(has(id));
  CHECK_FALSE(node.calls().front().was_ended);
  CHECK(node.violations().empty());
}

namespace {

/// A runner whose plugins, once left behind, do not end for a while.
class stubborn_runner : public in_process_runner {
public:
  using in_process_runner::in_process_runner;

  void end_group(process_group which, std::string container_id,
                 std::function<void(result<bool>)> done) override {
    if (tries_++ > 2)
      return in_process_runner::end_group(which, std::move(container_id), std::move(done));
    in_process_runner::end_group({}, {}, [done = std::move(done)](const result<bool>&) {
      done(fault{errc::unreachable, "some of it have not ended", "process group 7", {}});
    });
  }

private:
  int tries_ = 0;
};

} // namespace

TEST_CASE_METHOD(collecting_session, "as long as a survivor that collects does not end, Pods wait",
                 "[cni][session]") {
  inject(sweep_way::hang, verb::gc);
  for (int i = 0; i < 200 && node.running() == 0; ++i)
    advance(10s);
  other_runner = [this] { return std::make_shared<stubborn_runner>(node, around()); };
  restart();
  CHECK(told_of_itself().last_error == "process group 7: some of it have not ended");
  CHECK(told_of_itself().retries == 1);
  const auto id = run("web-02", "data@net1");
  auto pending = begin_work("web-02");
  CHECK_FALSE(has(id));
  advance(10s);
  CHECK(outcome_of(pending).code == errc::none);
  CHECK(has(id));
  CHECK(told_of_itself().last_error.empty());
  CHECK(node.violations().empty());
}

namespace {

/// A session that has found a record of a Pod it was never asked for.
struct session_with_a_stray : one_session {
  session_with_a_stray() {
    node.files.place("results/" + file, "{");
    begin();
  }
  std::string strays() { return detail("torn_records"); }

  const std::string file = uid_of("web-09") + "-sandbox9-net1.json";
};

} // namespace

TEST_CASE_METHOD(session_with_a_stray,
                 "I7: whose record it is nobody says before all Pods have been heard of",
                 "[cni][session]") {
  advance(3 * how.sweep);
  CHECK(strays() == "1");
  caf::anon_send(subject, learn{});
  crash();
  advance(how.sweep / 3);
  CHECK(strays() == "1");
  advance(2 * how.sweep);
  CHECK(strays() == "0");
  CHECK(home.about_nodes() == texts{"AttachmentRecordLost"});
}

TEST_CASE_METHOD(session_with_a_stray, "I7: a stray of which a Pod is asked for at last stays",
                 "[cni][session]") {
  caf::anon_send(subject, learn{});
  advance(how.sweep - 1s);
  holding = true;
  advance(2s);
  begin_look("web-09");
  settle();
  holding = false;
  settle();
  CHECK(strays() == "1");
}

TEST_CASE_METHOD(collecting_session, "plugins do not collect while a record does not read",
                 "[cni][session]") {
  node.files.place("results/" + uid_of("web-01") + "-sandbox9-net1.json", "{");
  restart();
  advance(how.sweep - 10s);
  CHECK(look("web-01", 1s) == errc::none);
  advance(11s);
  CHECK(calls() == texts{});
  converge("web-01");
  CHECK(calls().back() == "GC bridge");
}

} // namespace weft::cni::testing
