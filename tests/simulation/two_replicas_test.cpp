#include "tests/simulation/claims.hpp"

#include <algorithm>

/// Row 36: who writes when there are two.
using namespace weft;
using namespace weft::simulation;
using namespace std::chrono_literals;

namespace {

world_shape with_lease() {
  auto shape = with_trace();
  shape.lease.enabled = true;
  return shape;
}

/// A client whose cable can be pulled.
class severable : public k8s::client {
public:
  severable(std::unique_ptr<k8s::client> real, std::shared_ptr<bool> cut)
    : real_(std::move(real)), cut_(std::move(cut)) {}

  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    if (!*cut_)
      return real_->call(std::move(what), std::move(done));
    k8s::request lost; // asks for nothing, so that time passes
    lost.target = "/version";
    real_->call(std::move(lost), [done = std::move(done)](const result<k8s::response>&) {
      done(fault{errc::unreachable, "the cable is pulled", "k8s", {}});
    });
  }

  std::unique_ptr<k8s::stream> watch(k8s::request what, std::chrono::milliseconds idle_limit,
                                     k8s::stream_events events) override {
    return real_->watch(std::move(what), idle_limit, std::move(events));
  }

private:
  std::unique_ptr<k8s::client> real_;
  std::shared_ptr<bool> cut_;
};

/// Two replicas, the first of which leads, and a rule that is Ready.
struct pair : world {
  explicit pair(std::uint64_t seed, world_shape of = with_lease()) : world(seed, std::move(of)) {
    start();
    run_for(3s);
    start();
    apply_rule("velokube1", velokube1);
    REQUIRE(run_until([&] { return all_ready(*this, {"velokube1"}); }, 1min));
    run_for(5s);
    REQUIRE(holder() == "weft-0");
  }

  std::string holder() { return at(find(lease_path), {"spec", "holderIdentity"}); }

  /// Who wrote the module, in order, neighbours that are the same once.
  std::vector<std::string> writers() const {
    std::vector<std::string> out;
    for (const auto& one : books.attempts)
      out.push_back(one.who);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// The writes that VCO applied, in the order of their arrival.
  std::vector<std::string> authors() const {
    std::vector<std::string> out;
    for (const auto& one : vco.journal())
      out.push_back(one.author.substr(one.author.find(' ') + 1));
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
};

} // namespace

TEST_CASE("row 36: a leader that was frozen for a minute writes nothing when it wakes",
          "[velocloud]") {
  // From the moment of a change through debounce, read, intent, probe, write and read back.
  const auto into_the_cycle = 20ms * GENERATE(range(0, 45));
  CAPTURE(into_the_cycle.count());
  pair here{36};
  here.apply_rule("velokube2", velokube2);
  here.patch(world::rule_path("velokube1"), R"({"spec":{"dport":8081}})");
  here.run_for(into_the_cycle);
  here.freeze(here.actors_of(*here.processes.front()));
  const auto frozen = here.vco_time();

  REQUIRE(here.run_until([&] { return here.holder() == "weft-1"; }, 25s));
  CHECK(here.run_until([&] { return all_ready(here, {"velokube1", "velokube2"}); }, 10s));
  here.patch(world::rule_path("velokube1"), R"({"spec":{"dport":8082}})");
  here.apply_rule("velokube3", spec_of("velokube3"));
  here.erase(world::rule_path("velokube2"));
  const auto all_done = [&] {
    return all_ready(here, {"velokube1", "velokube3"})
           && here.find(world::rule_path("velokube2")).is_null();
  };
  CHECK(here.run_until(all_done, 20s));
  here.run_for(60s - (here.vco_time() - frozen));

  const auto version = here.vco.find_module(sim::quick_start_qos)->version;
  const auto objects = here.list("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps");
  here.thaw();
  here.run_for(11min);
  CHECK(here.vco.find_module(sim::quick_start_qos)->version == version);
  CHECK(here.list("/apis/vcn.cloud/v1/namespaces/ns1/velocloudbps") == objects);
  CHECK(all_done());
  CHECK(here.holder() == "weft-1");
  CHECK(here.writers() == std::vector<std::string>{"weft-0", "weft-1"});
  CHECK(here.authors() == std::vector<std::string>{"weft-0", "weft-1"});
  for (const auto& one : here.books.attempts)
    if (one.who == "weft-0")
      CHECK(one.sent <= frozen);
  CHECK(at(*here.vco.rule(sim::quick_start, "velokube1"), {"match", "dport_low"}) == "8082");
  CHECK(here.vco.rule_names(sim::quick_start).size() == 5);
  check_manners(here);
}

TEST_CASE("row 36: a leader that cannot renew stops writing before another starts", "[velocloud]") {
  const auto cut = std::make_shared<bool>(false);
  auto shape = with_lease();
  shape.how.resync = 2s;
  shape.before_api =
    [cut, first = true](std::unique_ptr<k8s::client> real) mutable -> std::unique_ptr<k8s::client> {
    if (!std::exchange(first, false))
      return real;
    return std::make_unique<severable>(std::move(real), cut);
  };
  pair here{36, std::move(shape)};
  *cut = true;
  const auto began = here.vco_time();
  while (here.vco_time() - began < 60s) { // somebody keeps spoiling our rule
    here.vco.human_edit(
      sim::quick_start_qos,
      [](json::value& data) {
        for (auto& one : *data.find("segments")->as_array()->front().find("rules")->as_array())
          if (at(one, {"name"}) == "velokube1")
            one["match"].set("hostname", "spoilt.example.com");
      },
      here.vco_time());
    here.run_for(2600ms);
  }
  *cut = false;
  here.run_for(1min);
  CHECK(here.holder() == "weft-1");
  CHECK(here.writers() == std::vector<std::string>{"weft-0", "weft-1"});
  sim::instant last{};
  sim::instant next{};
  std::size_t repairs = 0;
  for (const auto& one : here.books.attempts) {
    (one.who == "weft-0" ? last : next) = one.sent;
    repairs += one.sent > began && one.who == "weft-0" ? 1 : 0;
    if (one.who == "weft-1")
      break;
  }
  CHECK(repairs > 1); // it went on while it was allowed to
  CHECK(last - began < 10s);
  CHECK(next - began > 13s); // a renewal was up to two seconds old
  CHECK(here.ready("velokube1") == "True");
  CHECK(here.vco.rule(sim::quick_start, "velokube1"));
  check_manners(here);
}

TEST_CASE("row 36: a replica that stands by writes nothing, and takes over when the leader dies",
          "[velocloud]") {
  pair here{36};
  here.apply_rule("velokube2", velokube2);
  REQUIRE(here.run_until([&] { return all_ready(here, {"velokube2"}); }, 10s));
  here.run_for(11min);
  CHECK(here.writers() == std::vector<std::string>{"weft-0"});
  const auto writes = here.vco.seen().writes;
  here.kill(*here.processes.front());
  here.apply_rule("velokube3", spec_of("velokube3"));
  const auto took = here.run_until([&] { return all_ready(here, {"velokube3"}); }, 1min);
  REQUIRE(took);
  CHECK(*took > 10s); // not before the Lease ran out
  CHECK(*took < 30s);
  CHECK(here.vco.seen().writes == writes + 1);
  CHECK(all_ready(here, {"velokube1", "velokube2"}));
  check_manners(here);
}

TEST_CASE("kubernetes row 13: a leader that is told to stop gives its Lease away, and nothing is "
          "half done",
          "[velocloud]") {
  const auto into_the_cycle = 150ms * GENERATE(range(0, 6));
  CAPTURE(into_the_cycle.count());
  pair here{13};
  here.apply_rule("velokube2", velokube2);
  here.patch(world::rule_path("velokube1"), R"({"spec":{"dport":8081}})");
  here.run_for(into_the_cycle);
  const auto& first = here.processes.front()->root;
  caf::anon_send_exit(first, caf::exit_reason::user_shutdown);
  const auto took = here.run_until(
    [&] {
      return here.holder() == "weft-1" && all_ready(here, {"velokube1", "velokube2"});
    },
    1min);
  REQUIRE(took);
  CHECK(*took < 10s); // the Lease would have run out later
  CHECK_FALSE(here.ask<description>(first, describe{}));
  CHECK(here.vco.rule_names(sim::quick_start).size() == 5);
  CHECK(here.vco.seen().writes <= 3);
  check_manners(here);
}
