#include "protocol/avi/show.hpp"
#include "tests/unit/protocol/avi/avi_stage.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

/// Service shop/web with TCP 80 and two endpoints, of which one is not ready; and a Node.
struct avi_shown : avi_stage {
  avi_shown() {
    put(service("web", {"TCP/80"}));
    endpoints({"10.34.1.12@n1", "10.34.1.13!@n1"});
    put(node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
    speak();
  }

  void endpoints(const words& all) { put(slice("web-1", "web", "TCP/8080", all)); }
  std::string shop() const { return service_target(how, "S1-AZ1--shop-web"); }

  /// "add Service/shop/web: <text>", one per line of the next batch.
  words lines(const std::string& target) {
    const auto seen = seen_by(target);
    const plan_request asked{target, parts[target], seen, held, refused, true, true, live, nullptr};
    const auto what = make_domain(how).plan(asked);
    REQUIRE(what.work);
    return lines(asked, *what.work);
  }

  words lines(const plan_request& asked, const transaction& work) const {
    words all;
    for (const auto& one : show(how, asked, work))
      all.push_back(std::string{to_string(one.what)} + " "
                    + (one.about.kind.empty() ? "nobody" : to_string(one.about)) + ": " + one.text);
    return all;
  }
};

} // namespace

TEST_CASE("a plan shows what a Service adds, with the members of its pools", "[avi]") {
  avi_shown m;
  auto asking = avi_cluster::service("web", {"TCP/80", "UDP/53/dns"});
  avi_cluster::annotate(asking, annotation::address, "10.10.25.44");
  m.put(asking);
  m.speak();
  CHECK(m.lines(m.shop())
        == words{"add Service/shop/web: vsvip/S1-AZ1--shop-web with address 10.10.25.44"
                 " (for Service/shop/web)",
                 "add Service/shop/web: pool/S1-AZ1--shop-web-TCP-80 of 10.34.1.12 port 8080,"
                 " 10.34.1.13 port 8080 (disabled) (for Service/shop/web)",
                 "add Service/shop/web: pool/S1-AZ1--shop-web-UDP-53 without members"
                 " (for Service/shop/web)",
                 "add Service/shop/web: l4policyset/S1-AZ1--shop-web (for Service/shop/web)",
                 "add Service/shop/web: virtualservice/S1-AZ1--shop-web (for Service/shop/web)"});
}

TEST_CASE("a plan names the first members of a large pool, and how many more there are", "[avi]") {
  avi_shown m;
  words all;
  for (int i = 10; i < 30; ++i)
    all.push_back("10.34.1." + std::to_string(i));
  m.endpoints(all);
  m.speak();
  const auto pool = m.lines(m.shop()).at(1);
  CHECK(pool.find("10.34.1.17 port 8080 and 12 more (for") != pool.npos);
}

TEST_CASE("a plan shows of a change what was and what comes, and what goes", "[avi]") {
  avi_shown m;
  REQUIRE(m.settle() == words{});
  m.endpoints({"10.34.1.12@n1", "10.34.1.13@n1"});
  m.speak();
  CHECK(m.lines(m.shop())
        == words{"alter Service/shop/web: pool/S1-AZ1--shop-web-TCP-80: servers[1].enabled"
                 " false -> true (for Service/shop/web)"});
  REQUIRE(m.settle() == words{});
  m.take(service_kind, "shop", "web");
  m.speak();
  CHECK(m.lines(m.shop())
        == words{"remove nobody: virtualservice/S1-AZ1--shop-web",
                 "remove nobody: vsvip/S1-AZ1--shop-web",
                 "remove nobody: l4policyset/S1-AZ1--shop-web",
                 "remove nobody: pool/S1-AZ1--shop-web-TCP-80"});
}

TEST_CASE("of Services that share a VIP each is named for its own pools", "[avi]") {
  avi_shown m;
  for (const auto* name : {"web", "dns"}) {
    auto sharing = avi_cluster::service(name, {name == std::string{"web"} ? "TCP/80" : "UDP/53"});
    avi_cluster::annotate(sharing, annotation::shared_vip, "front");
    m.put(sharing);
  }
  m.speak();
  const auto said = m.lines(service_target(m.how, "S1-AZ1--shop-front"));
  words whose;
  for (const auto& one : said)
    if (one.find(": pool/") != one.npos)
      whose.push_back(one.substr(0, one.find(':')));
  std::ranges::sort(whose);
  CHECK(whose == words{"add Service/shop/dns", "add Service/shop/web"});
}

TEST_CASE("a plan shows each route with its next hop and whose it is", "[avi]") {
  avi_shown m;
  const auto said = m.lines(m.routes_target_here());
  CHECK_THAT(said, Catch::VectorContains(
                     std::string{"add Node/n1: route to 10.244.0.0/24 by 10.1.1.2, as "
                                 "S1-AZ1-d6dc5235-bbb0-53a4-b410-b5d8ba619e77-0 (for Node/n1)"}));
  REQUIRE(m.settle() == words{});
  m.put(avi_cluster::node("n1", {"10.1.1.3"}, {"10.244.0.0/24"}));
  m.speak();
  CHECK(m.lines(m.routes_target_here())
        == words{"alter Node/n1: route to 10.244.0.0/24 by 10.1.1.2 -> route to 10.244.0.0/24 by"
                 " 10.1.1.3 (for Node/n1)"});
}

TEST_CASE("whatever would be done to somebody else's object is shown as a mistake", "[avi]") {
  avi_shown m;
  REQUIRE(m.settle() == words{});
  auto& pool = m.controller.at("pool", "S1-AZ1--shop-web-TCP-80");
  pool.set("created_by", "ako-other");
  pool.erase("markers");
  const auto seen = m.seen_by(m.shop());
  batch work;
  work.steps.push_back(
    {write_step::verb::remove, {"pool", "S1-AZ1--shop-web-TCP-80"}, "u", {}, {}});
  transaction next;
  next.body = take_snapshot(std::move(work));
  const auto target = m.shop();
  const plan_request asked{target, m.parts[target], seen,   m.held, m.refused, true,
                           true,   m.live,          nullptr};
  CHECK(m.lines(asked, next)
        == words{"wrong nobody: pool/S1-AZ1--shop-web-TCP-80 would change; it is not ours"});
}
