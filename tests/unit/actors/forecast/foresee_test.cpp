#include "actors/runtime/root.hpp"
#include "actors/runtime_config.hpp"
#include "tests/unit/actors/forecast/served_peers.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <stdexcept>

using namespace weft;
using namespace std::chrono_literals;

namespace {

constexpr auto* quick_start = "Quick Start Profile";

/// A controller over the same peers, as `weft run` starts it.
class running_weft {
public:
  explicit running_weft(served_peers& over) {
    use_real_world(world_);
    root_wiring its;
    its.domains = enabled_domains(over.how, over.ways, &world_);
    its.io = over.client;
    its.lease = over.how.lease;
    its.identity = "test";
    its.objects = &objects_;
    its.world = &world_;
    root_ = system_.spawn(root, std::move(its));
  }

  ~running_weft() {
    caf::scoped_actor self{system_};
    self->send_exit(root_, caf::exit_reason::user_shutdown);
    self->wait_for(root_);
  }

private:
  surroundings world_;
  weft::index objects_;
  runtime_config config_{2};
  caf::actor_system system_{config_};
  root_actor root_;
};

std::vector<std::string> lines_of(const forecast& what) {
  std::vector<std::string> out;
  for (const auto& one : what.changes)
    for (const auto& line : one.lines)
      out.push_back(std::string{to_string(line.what)} + " " + line.text);
  return out;
}

std::string all_troubles(const forecast& what) {
  std::string out;
  for (const auto& one : what.troubles)
    out += one + "\n";
  return out;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

TEST_CASE_METHOD(served_peers, "a forecast says what a controller would do, and does nothing",
                 "[forecast]") {
  install();
  place("ns1", "shop", quick_start);
  place("ns2", "bank", quick_start, 8443);
  place("ns1", "lost", "No Such Profile");
  const auto version = cluster_version();
  const auto what = foresee();
  CHECK(what.troubles.empty());
  CHECK(verdict_of(what) == foresight::changes);
  const auto lines = lines_of(what);
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines, Catch::VectorContains(std::string{
                      R"(add rule "shop" at 1 in Global Segment of "Quick Start Profile" )"
                      R"((for VelocloudBP/ns1/shop): hostname shop.example.com, dport 443, )"
                      "class transactional, link auto, group ALL, priority normal"}));
  REQUIRE(what.unplaced.size() == 1);
  CHECK(what.unplaced[0].about == object_key{"VelocloudBP", "ns1", "lost"});
  CHECK(what.unplaced[0].reason == "ProfileNotFound");
  CHECK(what.objects == std::map<std::string, std::size_t>{{"ns1", 2}, {"ns2", 1}});

  const auto of_ns2 = narrowed(what, "ns2");
  REQUIRE(lines_of(of_ns2).size() == 1);
  CHECK(holds(lines_of(of_ns2)[0], "(for VelocloudBP/ns2/bank)"));
  CHECK(of_ns2.unplaced.empty());

  CHECK(vco_writes() == 0);
  CHECK(cluster_version() == version);
}

TEST_CASE_METHOD(served_peers, "once a controller has done all of it, nothing is left to foresee",
                 "[forecast]") {
  install();
  place("ns1", "shop", quick_start);
  place("ns2", "bank", quick_start);
  {
    const running_weft beside{*this};
    const auto limit = std::chrono::steady_clock::now() + 60s;
    auto what = foresee();
    while (verdict_of(what) != foresight::nothing && std::chrono::steady_clock::now() < limit)
      what = foresee();
    CHECK(all_troubles(what) == "");
    CHECK(lines_of(what).empty());
  }
  const auto writes = vco_writes();
  CHECK(writes > 0);
  CHECK(verdict_of(foresee()) == foresight::nothing);
  const auto version = cluster_version(); // by now the last that the controller wrote is there
  place("ns1", "shop", quick_start, 444);
  const auto edited = foresee();
  REQUIRE(lines_of(edited).size() == 1);
  CHECK(holds(lines_of(edited)[0], "match.dport_low: 443 -> 444"));
  CHECK(cluster_version() == version + 1);
  CHECK(vco_writes() == writes);
}

TEST_CASE_METHOD(served_peers, "what stands in the way of a forecast is named", "[forecast]") {
  SECTION("the CRDs are missing") {
    CHECK(holds(all_troubles(foresee()), "apply config/crds"));
  }
  SECTION("a kind may not be listed") {
    install();
    cluster.with_core([](auto& core) { core.deny({"", "list", "velocloudpolicies", ""}); });
    const auto said = all_troubles(foresee());
    CHECK(holds(said, "this user may not list velocloudpolicies.vcn.cloud"));
    CHECK_FALSE(holds(said, "velocloudbps"));
  }
  SECTION("the API server is away") {
    cluster.with_core([](auto& core) {
      core.inject({k8s::server::misfortune::drop, "", "", 1000, 1});
    });
    CHECK(holds(all_troubles(foresee()), "k8s GET /api/v1/namespaces/kube-system"));
  }
  SECTION("the VCO is away") {
    install();
    place("ns1", "shop", quick_start);
    vco.reset();
    CHECK(holds(all_troubles(foresee()), "velocloud: "));
  }
  SECTION("the VCO does not accept the token") {
    install();
    log_in("not-a-token");
    CHECK(holds(all_troubles(foresee()), "velocloud: "));
  }
  SECTION("no domain is enabled") {
    how.velocloud.enabled = false;
    CHECK(holds(all_troubles(foresee()), "no domain is enabled"));
  }
  const auto what = foresee();
  CHECK(verdict_of(what) == foresight::trouble);
  CHECK(what.changes.empty());
}

TEST_CASE_METHOD(served_peers, "a forecaster that dies is a trouble, not a wait without end",
                 "[forecast]") {
  install();
  place("ns1", "shop", quick_start);
  const std::string last_words = GENERATE("asking what there is in velocloud", "reading ");
  foresight_wiring with{how, client, ways};
  with.say = [&](const std::string& words) {
    if (words.starts_with(last_words))
      throw std::logic_error("a bug");
  };
  const auto what = weft::foresee(with);
  CHECK(holds(all_troubles(what), "velocloud: the forecaster died"));
  CHECK(verdict_of(what) == foresight::trouble);
}

TEST_CASE_METHOD(served_peers, "a list that comes in pages is read to its end", "[forecast]") {
  install();
  place("ns1", "shop", quick_start);
  how.kubernetes.page = 1;
  place("ns1", "bank", quick_start);
  const auto what = foresee();
  CHECK(lines_of(what).size() == 2);
  CHECK(what.objects == std::map<std::string, std::size_t>{{"ns1", 2}});
}
