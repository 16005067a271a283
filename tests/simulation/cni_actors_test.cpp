#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// What the agent consists of at a time, as its state dump tells.
using namespace weft;
using namespace weft::simulation;

namespace {

std::vector<description> all_called(node_scene& here, std::string_view actor) {
  auto out = dump(here);
  std::erase_if(out, [&](const description& one) { return one.actor != actor; });
  return out;
}

/// Of those the ones of Pod "web".
std::size_t webs(node_scene& here, std::string_view actor) {
  const auto all = all_called(here, actor);
  return static_cast<std::size_t>(std::ranges::count_if(
    all, [](const description& one) { return one.key.find("ns1/web") != one.key.npos; }));
}

} // namespace

TEST_CASE("cni: a Pod that wishes nothing and has nothing of ours costs no actor", "[cni]") {
  node_scene here;
  start_pod(here, "other", {{"networks", asking_for({"green"})}});
  start_pod(here, "web",
            {{std::string{cni::annotation::status},
              R"([{"name":"cbr0","interface":"eth0","default":true,"dns":{}}])"}});
  here.open();
  CHECK(all_called(here, "cni.object").size() == 1);
  CHECK(webs(here, "cni.object") == 0);
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.told("web") == texts{"eth0", if_red}; }));
  CHECK(webs(here, "cni.object") == 1);
  here.web_asks(nullptr);
  CHECK(here.sees([&] { return here.told("web") == texts{"eth0"}; }));
  CHECK(here.sees([&] { return webs(here, "cni.object") + webs(here, "cni.target") == 0; }, 2min));
  CHECK(here.records().size() == 1);
}

TEST_CASE("cni: what a Pod that is gone has left and nobody can take away shows as unhealthy",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  cni::sim::plugin_fault fails;
  fails.of = cni::verb::del;
  fails.message = "no such plugin here";
  fails.times = 0;
  here.node.inject(fails);
  evict(here, "web");
  const auto unhealthy = [&] {
    auto all = all_called(here, "cni.target");
    std::erase_if(all, [](const description& one) { return !is_unhealthy(one); });
    return all;
  };
  here.run_for(1min);
  REQUIRE(unhealthy().size() == 1);
  CHECK(unhealthy()[0].reason == "FailedRemovingInterface");
  CHECK(unhealthy()[0].last_error.find("no such plugin here") != std::string::npos);
  here.restart();
  here.run_for(30min);
  REQUIRE(unhealthy().size() == 1);
  CHECK(unhealthy()[0].last_error.find("no such plugin here") != std::string::npos);
  here.node.relent();
  CHECK(here.sees([&] { return here.records().empty() && unhealthy().empty(); }, 30min));
}

TEST_CASE("cni: whoever carries out a Pod's operations is an actor that tells what it does",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  CHECK(all_called(here, "cni.invoker").empty());
  cni::sim::plugin_fault slow;
  slow.how = cni::sim::plugin_fault::way::slow;
  slow.of = cni::verb::add;
  slow.duration = 10s;
  here.node.inject(slow);
  here.web_asks(asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.node.running() == 1; }));
  here.run_for(3s);
  const auto all = all_called(here, "cni.invoker");
  REQUIRE(all.size() == 1);
  CHECK(all[0].key.starts_with("cni/ns1/web/"));
  CHECK(all[0].state == "running");
  CHECK(all[0].state_age_ms >= 2900);
  CHECK(all[0].state_age_ms <= 3100);
  CHECK(all[0].working_ms >= all[0].state_age_ms);
  std::map<std::string, std::string> details{all[0].details.begin(), all[0].details.end()};
  CHECK(details["operation"] == "attach " + std::string{if_red} + " at " + sandbox_of(here, "web"));
  CHECK(details["plugin"] == "ADD bridge");
  CHECK(details["waiting"] == "0"); // the other one comes with the next question
  REQUIRE(here.sees([&] { return here.web_has({if_red, if_green}); }, 10s));
  CHECK(here.sees([&] { return all_called(here, "cni.invoker").empty(); }));
}
