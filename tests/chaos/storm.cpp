#include "tests/chaos/storm.hpp"

#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <utility>

namespace weft::tests {

using namespace std::chrono_literals;

namespace {

constexpr auto bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/weft-velocloud";
constexpr auto profiles = {"Quick Start Profile", "Branch Gold"};
constexpr auto calm_limit = 4min;

} // namespace

storm::storm(std::uint64_t seed) : dice_(seed) {
  living_.push_back({net_.weft, true});
  const auto first = net_.here.read("ns1", "first");
  onlooker_.hear_of(first);
  promised_["first"] = text_at(first, {"metadata", "uid"});
  start_weft(false);
}

void storm::note(std::string what) {
  std::cout << "  " << what << std::endl; // at once: what Catch2 is told goes with the next success
  history_.push_back(std::move(what));
}

std::chrono::milliseconds storm::moment(int least_ms, int most_ms) {
  return std::chrono::milliseconds{
    least_ms + static_cast<int>(roll(static_cast<std::size_t>(most_ms - least_ms)))};
}

void storm::let_pass(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end)
    REQUIRE(net_.here.vco.lives_on(look_again));
}

void storm::round() {
  for (std::size_t turn = 0; turn < 3; ++turn) {
    users_work();
    troubles_come();
  }
  calm_down();
  hear_the_observer();
}

void storm::users_work() {
  auto& here = net_.here;
  for (std::size_t i = 0, all = 1 + roll(6); i < all; ++i) {
    const auto port = 1000 + static_cast<int>(roll(60'000));
    const auto choice = roll(10);
    if (promised_.size() < 4 || choice < 4) {
      const auto name = "app-" + std::to_string(++next_name_);
      const auto made = here.create("ns1", name,
                                    R"({"profile":")" + std::string{std::data(profiles)[roll(2)]}
                                      + R"(","dport":)" + std::to_string(port) + "}");
      onlooker_.hear_of(made);
      promised_[name] = text_at(made, {"metadata", "uid"});
      note("create " + name);
      continue;
    }
    const auto chosen = std::next(promised_.begin(), static_cast<long>(roll(promised_.size())));
    if (choice < 8) {
      onlooker_.hear_of(
        here.edit("ns1", chosen->first, R"({"dport":)" + std::to_string(port) + "}"));
      note("edit " + chosen->first);
    } else {
      note("delete " + chosen->first);
      here.erase("ns1", chosen->first);
      onlooker_.hear_of_deletion(chosen->second);
      promised_.erase(chosen);
    }
  }
}

void storm::for_a_moment(const std::function<void(bool)>& on) {
  on(true);
  let_pass(moment(200, 4000));
  on(false);
}

std::vector<storm::trouble> storm::troubles() {
  auto& cluster = net_.here.cluster;
  auto& wire = net_.wire;
  return {
    {"connections are cut", [&] { wire.drop(); }},
    {"nobody can connect",
     [&] {
       wire.drop();
       for_a_moment([&](bool on) { wire.refuse(on); });
     }},
    {"the line is dead", [&] { for_a_moment([&](bool on) { wire.hold(on); }); }},
    {"watches only seem to be open", [&] { wire.blacken("/velocloudbps"); }},
    {"an event is spoilt", [&] { wire.spoil_next_event(); }},
    {"bytes come in small pieces",
     [&] { for_a_moment([&](bool on) {
             wire.shape({on ? std::size_t{7} : 0, 0ms});
           }); }},
    {"the API server is restarted",
     [&] {
       cluster.stop_server();
       cluster.start_server();
     }},
    {"the API server is killed",
     [&] {
       cluster.kill_server();
       let_pass(moment(0, 3000));
       cluster.start_server();
     }},
    {"the API server freezes",
     [&] { for_a_moment([&](bool on) { on ? cluster.freeze_server() : cluster.thaw_server(); }); }},
    {"etcd is killed",
     [&] {
       cluster.kill_etcd();
       let_pass(moment(0, 3000));
       cluster.start_etcd();
       net_.here.await("the API server serves again", [&] {
         return net_.here.ask("GET", installation::path_of("ns1", "any")).status == 404;
       });
     }},
    {"history is compacted", [&] { cluster.compact(); }},
    {"a weft is killed", [&] { kill_a_weft(); }},
    {"a weft is paused", [&] { pause_a_weft(); }},
    {"rights are revoked and restored", [&] { revoke_rights(); }},
    {"the VCO fails",
     [&] {
       for (const auto* how : {"http500", "hang", "reset-after-apply"})
         net_.here.vco.turn(
           R"({"fault":{"method":"configuration/updateConfigurationModule","how":")"
           + std::string{how} + R"(","times":1}})");
     }},
  };
}

void storm::troubles_come() {
  const auto all = troubles();
  for (std::size_t i = 0, some = 1 + roll(3); i < some; ++i) {
    const auto& one = all[roll(all.size())];
    note(one.name);
    one.happen();
  }
}

void storm::start_weft(bool through) {
  std::vector<std::string> flags{"--kubernetes-watch-timeout=5s", "--lease-namespace=weft"};
  if (through)
    flags.push_back("--kubernetes-kubeconfig=" + (net_.here.cluster.folder() / "rough").string());
  living_.push_back({&net_.here.start(std::move(flags)), through});
}

void storm::kill_a_weft() {
  const auto which = living_.begin() + static_cast<long>(roll(living_.size()));
  const auto dead = *which;
  installation::kill(*dead.process);
  living_.erase(which);
  start_weft(dead.through);
}

void storm::pause_a_weft() {
  const auto& process = living_[roll(living_.size())].process->process();
  process.signal(SIGSTOP);
  let_pass(moment(500, 20'000));
  process.signal(SIGCONT);
}

void storm::revoke_rights() {
  auto binding = net_.here.ask("GET", bindings).document();
  REQUIRE(net_.here.ask("DELETE", bindings).status == 200);
  let_pass(moment(500, 4000));
  auto& meta = *binding.find("metadata");
  for (const auto* member : {"uid", "resourceVersion", "creationTimestamp", "managedFields"})
    meta.erase(member);
  REQUIRE(
    net_.here
      .ask("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", json::write(binding))
      .status
    == 201);
}

void storm::calm_down() {
  auto& here = net_.here;
  note("calm");
  here.await(
    "every object is Ready and the VCO holds what they ask for",
    [&] {
      const auto all = here.objects();
      return all.size() == promised_.size()
             && std::all_of(promised_.begin(), promised_.end(),
                            [&](const auto& one) { return here.ready("ns1", one.first) == "True"; })
             && held_rules(here) == wanted_rules(here);
    },
    calm_limit);
}

void storm::hear_the_observer() {
  const auto violations = onlooker_.judgement();
  for (const auto& one : violations)
    CHECK(one == "");
  REQUIRE(violations.empty());
}

} // namespace weft::tests
