#include "tests/unit/protocol/avi/avi_stage.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

using avi_lines = std::vector<std::pair<std::string, std::string>>;

/// What a Service's wish says of itself.
avi_lines avi_told(const avi_cluster& of) {
  const auto meaning = of.service_meaning("web");
  REQUIRE_FALSE(meaning.parts.empty());
  return as<wished_service>(meaning.parts.front().body).tell();
}

/// A slice of one endpoint that is what `conditions` says.
json::value avi_slice_with(const std::string& name, const std::string& address,
                           json::value conditions) {
  auto out = avi_cluster::slice(name, "web", "TCP/8080", {});
  out.set("endpoints",
          json::value::list({json::value::of({{"addresses", json::value::list({address})},
                                              {"conditions", std::move(conditions)},
                                              {"nodeName", "n1"}})}));
  return out;
}

} // namespace

TEST_CASE("a wish tells of each member where it is, and why it is disabled", "[avi]") {
  avi_cluster m;
  m.put(avi_cluster::service("web", {"TCP/80"}));
  m.put(avi_slice_with("a", "10.34.1.1", json::value::of({{"ready", true}})));
  m.put(avi_slice_with("b", "10.34.1.2", json::value::of({{"ready", false}})));
  m.put(
    avi_slice_with("c", "10.34.1.3", json::value::of({{"ready", false}, {"terminating", true}})));
  CHECK(avi_told(m)
        == avi_lines{{"TCP 80", "10.34.1.1 port 8080 on n1"},
                     {"TCP 80", "10.34.1.2 port 8080 on n1, disabled: it is not ready"},
                     {"TCP 80", "10.34.1.3 port 8080 on n1, disabled: it is terminating"}});
}

TEST_CASE("a member that ends is news, since another reason is told", "[avi]") {
  avi_cluster m;
  m.put(avi_cluster::service("web", {"TCP/80"}));
  m.put(avi_slice_with("a", "10.34.1.1", json::value::of({{"ready", false}})));
  const auto before = m.service_meaning("web").parts.front().digest;
  m.put(
    avi_slice_with("a", "10.34.1.1", json::value::of({{"ready", false}, {"terminating", true}})));
  CHECK(m.service_meaning("web").parts.front().digest != before);
}

TEST_CASE("a wish tells what its annotations ask for", "[avi]") {
  avi_cluster m;
  auto service = avi_cluster::service("web", {"TCP/80"});
  avi_cluster::annotate(service, annotation::address, "10.10.25.44");
  avi_cluster::annotate(service, annotation::disable_traffic, "true");
  m.put(service);
  CHECK(avi_told(m)
        == avi_lines{{"requested address", "10.10.25.44"},
                     {"traffic", "switched off by annotation"},
                     {"TCP 80", "has no members"}});
  avi_cluster::annotate(service, annotation::shared_vip, "front");
  m.put(service);
  CHECK(avi_told(m).at(1)
        == std::pair{std::string{"shares a VIP"}, std::string{"by the key front"}});
}

TEST_CASE("evidence tells the VIP and its names, and each route with its id", "[avi]") {
  avi_stage m;
  m.put(avi_cluster::service("web", {"TCP/80"}));
  m.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  REQUIRE(m.settle() == words{});
  const auto target = service_target(m.how, "S1-AZ1--shop-web");
  const auto placed = m.planned(target).verdicts.at(avi_stage::service_owner("web"));
  REQUIRE(placed.evidence);
  const auto told = as<standing_service>(placed.evidence).tell();
  REQUIRE(told.size() == 3);
  CHECK(told[0].second.starts_with("S1-AZ1--shop-web ("));
  CHECK(told[1].first == "VIP");
  CHECK_FALSE(told[1].second.empty());
  CHECK(told[2] == std::pair{std::string{"names"}, std::string{"web.shop.avi.iberia.local"}});
  const auto routed = m.planned(m.routes_target_here()).verdicts;
  const auto node = routed.find({{std::string{node_kind}, "", "n1"}, "uid-n1"});
  REQUIRE(node != routed.end());
  avi_lines lines;
  append_words(node->second.evidence, lines);
  CHECK(lines
        == avi_lines{{"stands", "10.244.0.0/24 by 10.1.1.2, as "
                                "S1-AZ1-d6dc5235-bbb0-53a4-b410-b5d8ba619e77-0"}});
}
