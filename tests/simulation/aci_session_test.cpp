#include "adapters/aci/signer.hpp"
#include "tests/simulation/fabric_scene.hpp"

#include <algorithm>
#include <set>
#include <sstream>

/// The way to the APICs: tokens, sockets, nodes.
using namespace weft;
using namespace weft::simulation;

namespace {

using ending = aci::sim::delivery::kind;
constexpr auto log_in_part = "aaaLogin";

/// Opens the scene with E and so many Pods in it.
void open_with_many(fabric_scene& here, int pods) {
  here.open_with_web();
  run_pods(here, "web", pods);
  REQUIRE(
    here.sees([&] { return here.prefixes("E").size() == static_cast<std::size_t>(pods); }, 1min));
  REQUIRE(here.sees([&] { return here.stands("web") == "True"; }));
  here.run_for(2min); // calm
  here.count_anew();
}

std::vector<std::size_t> nodes_of(const std::vector<aci::sim::request_entry>& all) {
  std::vector<std::size_t> out;
  for (const auto& one : all)
    out.push_back(one.node);
  return out;
}

std::string numbered_subnet(int number) {
  return subnet_dn("E", "10.1.0." + std::to_string(number) + "/32");
}

const aci::signing_identity& robots_identity() {
  static const auto made = aci::make_signing_identity("weft");
  return made;
}

/// A world that signs its requests.
world_shape with_certificate() {
  auto shape = on_fabric();
  shape.fabric_login.user = "robot";
  shape.fabric_login.password.clear();
  shape.fabric_login.key_pem = robots_identity().key_pem;
  shape.fabric_login.certificate_dn = "uni/userext/user-robot/usercert-robot.crt";
  return shape;
}

void let_robot_in(fabric_scene& here) {
  here.apic.add_user({"robot", "", {{"robot.crt", robots_identity().certificate_pem}}, false});
}

} // namespace

TEST_CASE("aci row 32: a token that ends early costs one log-in, and the write is applied once",
          "[aci]") {
  fabric_scene here;
  open_with_many(here, 2);
  for (int turn = 0; turn < 3; ++turn) {
    here.count_anew();
    here.apic.invalidate_tokens();
    run_pod(here, "web", "late-" + std::to_string(turn), {"10.2.0." + std::to_string(turn)});
    CHECK(here.sees([&] { return here.holds("E", "10.2.0." + std::to_string(turn) + "/32"); }));
    here.run_for(30s);
    CHECK(here.counted().log_ins == 1);
    CHECK(here.commits().size() == 1);
    CHECK(here.requests("POST", "/api/mo/").size() == 2); // refused, and once more
    CHECK(nodes_of(here.requests("POST", log_in_part)) == std::vector<std::size_t>{0});
  }
  CHECK(here.prefixes("E").size() == 5);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 33: a session that ends after a day is replaced and nothing is missed",
          "[aci]") {
  fabric_scene here;
  open_with_many(here, 90);
  const auto sockets = here.apic.seen().sockets;
  here.run_for(24h - 10min);
  CHECK(here.counted().log_ins == 0);
  for (int number = 1; number <= 90; ++number) { // through the end of the former session
    here.admin_deletes(numbered_subnet(number));
    here.run_for(10s);
  }
  CHECK(here.sees([&] { return here.prefixes("E").size() == 90; }));
  CHECK(here.counted().log_ins == 1);
  CHECK(here.apic.seen().sockets == sockets + 1);
  CHECK(here.apic.live_sockets() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 34: what changes while the socket is away is put right, and the same APIC is "
          "tried first",
          "[aci]") {
  const auto how = GENERATE(ending::close, ending::drop);
  fabric_scene here;
  open_with_many(here, 6);
  here.apic.disturb_sockets(how, here.apic_time());
  for (const auto number : {1, 2, 3})
    here.admin_deletes(numbered_subnet(number));
  here.admin_sets(numbered_subnet(4), {{"name", "mine"}, {"scope", "export-rtctrl"}});
  CHECK(here.sees([&] { return here.prefixes("E").size() == 6; }));
  CHECK(here.at(numbered_subnet(4), "name") == "ns1::web-3");
  CHECK(here.at(numbered_subnet(4), "scope") == "export-rtctrl,import-security");
  CHECK(nodes_of(here.requests("POST", log_in_part)) == std::vector<std::size_t>{0});
  here.run_for(15min);
  CHECK(here.counted().log_ins == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 34: another APIC is tried once an attempt at the same one has failed", "[aci]") {
  fabric_scene here;
  open_with_many(here, 2);
  aci::sim::disturbance deaf;
  deaf.how = aci::sim::disturbance::way::reset_before;
  deaf.part = log_in_part;
  deaf.node = 0;
  here.apic.inject(deaf);
  here.apic.disturb_sockets(ending::drop, here.apic_time());
  here.admin_deletes(numbered_subnet(1));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 2; }, 30s));
  CHECK(nodes_of(here.requests("POST", log_in_part)) == std::vector<std::size_t>{0, 1});
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 35: a subscription that the APIC does not know any more is made again, and what "
          "was missed is put right",
          "[aci]") {
  fabric_scene here;
  open_with_many(here, 3);
  here.apic.expire_subscriptions();
  here.admin_deletes(numbered_subnet(1));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }, 205s));
  CHECK(here.counted().subscriptions == 1);
  CHECK(here.counted().log_ins == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 36: a socket that only seems to live is replaced within 90 seconds", "[aci]") {
  fabric_scene here;
  open_with_many(here, 3);
  here.apic.disturb_sockets(ending::freeze, here.apic_time());
  here.admin_deletes(numbered_subnet(1));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }, 90s));
  here.run_for(15min);
  CHECK(here.counted().log_ins == 1);
  CHECK(here.apic.live_sockets() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 37: the next APIC takes over from one that is down within ten seconds",
          "[aci]") {
  fabric_scene here;
  open_with_many(here, 3);
  here.apic.set_up(0, false, here.apic_time());
  run_pod(here, "web", "late", {"10.2.0.1"});
  CHECK(here.sees([&] { return here.holds("E", "10.2.0.1/32"); }, 10s));
  here.count_anew();
  here.run_for(1h);
  here.apic.set_up(0, true, here.apic_time());
  run_pod(here, "web", "later", {"10.2.0.2"});
  here.run_for(1h);
  CHECK(here.holds("E", "10.2.0.2/32"));
  for (const auto node : nodes_of(here.requests({})))
    REQUIRE(node == 1);
  CHECK(here.counted().log_ins == 0);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 38: a minute of web pages with 503 is borne with fewer and fewer requests",
          "[aci]") {
  fabric_scene here;
  open_with_many(here, 3);
  const auto began = here.apic_time();
  here.apic.settings.unavailable_until = began + 60s;
  here.admin_deletes(numbered_subnet(1));
  run_pod(here, "web", "late", {"10.2.0.1"});
  here.run_for(60s);
  const auto asked = here.requests({});
  const auto count = [&](span from, span to) {
    return std::ranges::count_if(
      asked, [&](const auto& one) { return one.when - began >= from && one.when - began < to; });
  };
  CHECK(count(0s, 20s) <= 20);
  CHECK(count(40s, 60s) < count(0s, 20s));
  std::optional<aci::sim::instant> last;
  for (const auto& one : here.requests("POST", log_in_part)) {
    CHECK((!last || one.when - *last >= 1s));
    last = one.when;
  }
  CHECK(here.sees([&] { return here.prefixes("E").size() == 4; }, 1min));
  CHECK(here.sees([&] { return here.stands("web") == "True"; }, 1min));
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 41: a write whose answer is lost is not done twice", "[aci]") {
  fabric_scene here;
  open_with_many(here, 2);
  aci::sim::disturbance lost;
  lost.how = aci::sim::disturbance::way::reset_after;
  lost.part = "/api/mo/";
  lost.method = GENERATE("POST", "DELETE");
  lost.times = 3;
  here.apic.inject(lost);
  if (lost.method == "POST")
    run_pod(here, "web", "late", {"10.2.0.1"});
  else
    undeploy(here, "web");
  const std::size_t wanted = lost.method == "POST" ? 3 : 0;
  CHECK(here.sees([&] { return here.prefixes("E").size() == wanted; }, 1min));
  here.run_for(15min);
  CHECK(here.prefixes("E").size() == wanted);
  CHECK(here.has(eepg_dn("E")) == (wanted > 0));
  CHECK(here.commits().size() == 1);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 49: passwords, keys and tokens are in no line, Event, annotation or state",
          "[aci]") {
  const bool signs = GENERATE(false, true);
  fabric_scene here{signs ? with_certificate() : on_fabric()};
  let_robot_in(here);
  open_with_many(here, 3);
  here.apic.disturb_sockets(ending::close, here.apic_time());
  here.apic.invalidate_tokens();
  here.run_for(5min);
  here.apic.settings.unavailable_until = here.apic_time() + 30s;
  here.run_for(1min);
  here.apic.settings.refuse_refresh = true;
  here.run_for(5min);
  std::set<std::string> secrets{apic_password};
  std::istringstream key{robots_identity().key_pem};
  for (std::string line; std::getline(key, line);)
    if (line.size() > 60)
      secrets.insert(line);
  for (const auto& one : here.apic.requests()) {
    const auto from = one.cookies.find(signs ? "APIC-WebSocket-Session=" : "APIC-cookie=");
    if (from != std::string::npos)
      secrets.insert(one.cookies.substr(one.cookies.find('=', from) + 1, 40));
  }
  CHECK(secrets.size() > (signs ? 20U : 4U));
  auto shown = here.trace;
  for (const auto* path : {"/apis/events.k8s.io/v1/events", "/apis/apps/v1/deployments"})
    shown.push_back(here.ask_api("GET", path).body);
  for (const auto& one : dump(here)) {
    shown.push_back(one.last_error + " " + one.reason + " " + one.key + " " + one.state);
    for (const auto& [name, value] : one.details)
      shown.push_back(name + " " + value);
  }
  for (const auto& text : shown)
    for (const auto& secret : secrets)
      if (text.find(secret) != std::string::npos)
        FAIL_CHECK(text << " tells " << secret);
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 50: with a certificate nobody logs in, every signature verifies and events "
          "arrive",
          "[aci]") {
  fabric_scene here{with_certificate()};
  let_robot_in(here);
  open_with_many(here, 3);
  here.admin_deletes(numbered_subnet(1));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }, 2s));
  here.apic.disturb_sockets(ending::drop, here.apic_time());
  here.admin_deletes(numbered_subnet(2));
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }));
  here.run_for(1h);
  here.kill(here.newest());
  const auto& seen = here.apic.seen();
  CHECK(seen.logins == 0);
  CHECK(seen.refreshes == 0);
  CHECK(seen.logouts == 0);
  CHECK(seen.web_tokens == 2);
  for (const auto& one : here.apic.requests())
    if (one.status == 401 || one.status == 403)
      FAIL_CHECK(one.method << " " << one.target << " is refused");
  CHECK(here.blemishes() == texts{});
}

TEST_CASE("aci row 51: every request bears one cookie, and every body its attributes first",
          "[aci]") {
  fabric_scene here;
  here.open_with_web();
  deploy(here, "other", order_for("F"));
  run_pods(here, "web", 30);
  here.run_for(10s);
  ask_for(here, "web", order_for("F"));
  here.run_for(10s);
  ask_for(here, "web", order_for("G"));
  here.run_for(10s);
  here.apic.disturb_sockets(ending::drop, here.apic_time());
  here.run_for(1min);
  undeploy(here, "web");
  here.run_for(1min);
  std::size_t cookies = 0;
  for (const auto& one : here.apic.requests()) {
    const auto at = one.cookies.find("APIC-cookie=");
    const bool logs_in = one.target.find(log_in_part) != std::string::npos;
    CHECK((at != std::string::npos) != logs_in);
    CHECK(
      (at == std::string::npos || one.cookies.find("APIC-cookie=", at + 1) == std::string::npos));
    cookies += at != std::string::npos ? 1 : 0;
  }
  CHECK(cookies > 10);
  CHECK(here.blemishes() == texts{}); // it looks at every body
}

TEST_CASE("aci 8.8: tenants without rights are parked and told so, and others are served without "
          "log-ins in between",
          "[aci]") {
  fabric_scene here;
  for (const auto* tenant : {"N1", "N2"}) {
    here.apic.make_out(tenant, "O", here.apic_time());
    here.apic.settings.denied_tenants.insert(tenant);
  }
  here.open_with_web();
  deploy(here, "no-1", order_for("E", {}, "O", "N1"));
  deploy(here, "no-2", order_for("E", {}, "O", "N2"));
  run_pods(here, "web", 3);
  CHECK(here.sees([&] { return here.prefixes("E").size() == 3; }));
  CHECK(here.sees([&] { return here.stands("no-1") == "False/ApicRejected"; }, 1min));
  CHECK(here.sees([&] { return here.stands("no-2") == "False/ApicRejected"; }, 1min));
  CHECK(here.sees([&] { return here.events("no-1", "ApicRejected") == 1; }));
  here.run_for(1min);
  here.count_anew();
  here.run_for(1h);
  CHECK(here.counted().log_ins == 0);
  CHECK(here.counted().writes() == 0);
  CHECK(here.stands("web") == "True");
  here.apic.settings.denied_tenants.clear();
  CHECK(here.sees([&] { return here.stands("no-1") == "True" && here.stands("no-2") == "True"; },
                  12min));
  CHECK(here.blemishes() == texts{});
}
