#include "protocol/aci/dn.hpp"
#include "tests/unit/adapters/aci/core_site.hpp"

using namespace weft;
using namespace weft::aci;
using namespace weft::aci::testing;

namespace {

/// A session that listens to an L3Out.
struct listening_site : core_site {
  std::string subscription;

  listening_site() {
    apic.settings.housekeeping = false;
    log_in();
    if (open_socket() == 0)
      throw std::runtime_error("no socket");
    subscription = subscribe();
  }

  net::http_response edit(const std::string& body, const std::string& dn = "uni/tn-T/out-O") {
    return apic.edit("POST", dn, body, now);
  }

  net::http_response refresh(const std::string& id) { return send(refresh_subscription(id)); }
};

using kind = event::kind;

} // namespace

TEST_CASE_METHOD(listening_site, "an object that comes is shown whole, one that changes in part",
                 "[aci][sim]") {
  edit(eepg("apps", subnet("10.1.1.1/32")));
  auto heard = hear();
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].what == kind::created);
  CHECK(heard[0].about.dn == dn_of(apps));
  CHECK(heard[1].about.text("scope") == "import-security");
  CHECK(*heard[1].about.find("rn") == "");
  edit(subnet("10.1.1.1/32", R"(,"scope":"export-rtctrl")"), dn_of(apps));
  heard = hear();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].what == kind::modified);
  CHECK(heard[0].about.text("scope") == "export-rtctrl");
  CHECK_FALSE(heard[0].about.find("annotation"));
  CHECK(heard[0].about.find("modTs"));
  apic.edit("DELETE", dn_of(apps), "", now);
  heard = hear();
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].what == kind::deleted);
  CHECK(heard[0].about.dn == dn_of(apps));
  CHECK_FALSE(heard[1].about.find("name"));
}

TEST_CASE_METHOD(listening_site, "an event names every subscription that it satisfies",
                 "[aci][sim]") {
  const auto second = subscribe();
  edit(eepg("apps"));
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(read_frame(out[0].bytes)->subscriptions == std::vector{subscription, second});
  CHECK(subscription.size() > 16);
}

TEST_CASE_METHOD(listening_site, "what a subscription does not ask for is not heard",
                 "[aci][sim]") {
  edit(R"({"fvRsProv":{"attributes":{"tnVzBrCPName":"web"}}})", "uni/tn-T/out-O/instP-none");
  apic.make_out("T", "other", now);
  CHECK(hear().empty());
  edit(eepg("apps"));
  CHECK(hear().size() == 1);
  edit(R"({"fvRsProv":{"attributes":{"tnVzBrCPName":"web"}}})", dn_of(apps));
  CHECK(hear().empty());
}

TEST_CASE_METHOD(listening_site, "a subscription lives as long as asked for and its refreshes",
                 "[aci][sim]") {
  pass(599s);
  token = read_grant(read(send(refresh_session())).value()).value().token;
  CHECK(refresh(subscription + "garbage").status == 200);
  CHECK(refresh("17").status == 400);
  pass(599s);
  edit(eepg("A"));
  CHECK(hear().size() == 1);
  token = read_grant(read(send(refresh_session())).value()).value().token;
  pass(1s);
  edit(eepg("B"));
  CHECK(hear().empty());
  const auto late = read(refresh(subscription));
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == setback::bad_subscription);
}

TEST_CASE_METHOD(listening_site, "without a wish a subscription lives for a minute", "[aci][sim]") {
  apic.settings.accepts_lifetime = false;
  CHECK(send(aci::subscribe({"T", "O"}, 600s)).status == 400);
  const auto id = read(send(aci::subscribe({"T", "O"}, std::nullopt))).value().subscription;
  pass(59s);
  CHECK(refresh(id).status == 200);
  pass(60s);
  CHECK(refresh(id).status == 400);
}

TEST_CASE_METHOD(core_site, "there is no subscription without a socket, and none survives it",
                 "[aci][sim]") {
  log_in();
  const auto refused = read(send(aci::subscribe({"T", "O"}, 600s)));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == setback::no_web_socket);
  const auto socket = open_socket();
  const auto id = subscribe();
  apic.socket_gone(socket, now);
  CHECK(send(refresh_subscription(id)).status == 400);
  CHECK(apic.live_subscriptions(now) == 0);
}

TEST_CASE_METHOD(listening_site, "a subscription waits for what is not there, and outlives it",
                 "[aci][sim]") {
  const auto got = read(send(aci::subscribe({"N", "O"}, 600s))).value();
  CHECK(got.objects.empty());
  apic.make_out("N", "O", now);
  CHECK(hear().size() == 2);
  apic.edit("DELETE", "uni/tn-N", "", now);
  CHECK(hear().size() == 2);
  apic.make_out("N", "O", now);
  CHECK(hear().size() == 2);
}

TEST_CASE_METHOD(listening_site, "a new EEPG is modified by the APIC itself soon after",
                 "[aci][sim]") {
  apic.settings.housekeeping = true;
  edit(eepg("apps"));
  CHECK(hear().size() == 1);
  const auto due = apic.next_due();
  REQUIRE(due);
  CHECK(*due >= now + 50ms);
  CHECK(*due <= now + 500ms);
  const auto heard = hear(500ms);
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].what == kind::modified);
  CHECK(heard[0].about.find("pcTag"));
  CHECK_FALSE(heard[0].about.find("annotation"));
  CHECK(apic.transactions().back().who == sim::by_itself);
}

TEST_CASE_METHOD(listening_site, "frames are lost, doubled and late as the knobs say",
                 "[aci][sim]") {
  auto& how = apic.settings.events;
  SECTION("lost") {
    how.drop = 1;
    edit(eepg("apps"));
    CHECK(hear(1h).empty());
  }
  SECTION("doubled") {
    how.duplicate = 1;
    edit(eepg("apps"));
    CHECK(hear().size() == 2);
  }
  SECTION("late") {
    how.least_delay = how.most_delay = 100ms;
    edit(eepg("apps"));
    CHECK(hear(99ms).empty());
    CHECK(hear(1ms).size() == 1);
  }
}

TEST_CASE_METHOD(listening_site, "late frames keep their order unless they may overtake",
                 "[aci][sim]") {
  apic.settings.events.most_delay = 10s;
  const auto in_order = [&] {
    for (int i = 0; i < 20; ++i)
      edit(subnet("10.1.1.1/32", R"(,"descr":")" + std::to_string(i) + R"(")"), dn_of(apps));
    int last = -1;
    for (const auto& one : hear(20s)) {
      if (!one.about.find("descr"))
        continue;
      const auto number = std::stoi(std::string{one.about.text("descr")});
      if (number < last)
        return false;
      last = number;
    }
    return true;
  };
  edit(eepg("apps"));
  hear(20s);
  CHECK(in_order());
  apic.settings.events.overtake = true;
  CHECK_FALSE(in_order());
}

TEST_CASE_METHOD(listening_site, "one commit may be one frame, and children may come first",
                 "[aci][sim]") {
  apic.settings.events.coalesce = true;
  edit(eepg("A", subnet("10.1.1.1/32") + "," + subnet("10.1.1.2/32")));
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(read_frame(out[0].bytes)->events.size() == 3);
  apic.settings.events.child_first = true;
  apic.edit("DELETE", "uni/tn-T/out-O/instP-A", "", now);
  const auto heard = hear();
  REQUIRE(heard.size() == 3);
  CHECK(heard[2].about.dn == "uni/tn-T/out-O/instP-A");
}

TEST_CASE_METHOD(listening_site, "a change may be shown whole", "[aci][sim]") {
  edit(eepg("apps"));
  hear();
  apic.settings.events.full = true;
  edit(R"({"l3extInstP":{"attributes":{"name":"apps","prio":"level1"}}})");
  const auto heard = hear();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].about.text("annotation") == marker);
}

TEST_CASE_METHOD(listening_site, "children of what has just come are not told of for a while",
                 "[aci][sim]") {
  apic.settings.events.settle = 5s;
  pass(5s);
  edit(eepg("apps", subnet("10.1.1.1/32")));
  CHECK(hear().size() == 1);
  edit(subnet("10.1.1.2/32"), dn_of(apps));
  CHECK(hear().empty());
  pass(5s);
  edit(subnet("10.1.1.3/32"), dn_of(apps));
  CHECK(hear().size() == 1);
  edit(subnet("10.1.1.1/32", R"(,"name":"x")"), dn_of(apps));
  CHECK(hear().size() == 1);
}

TEST_CASE_METHOD(listening_site, "a filter of a subscription is honoured", "[aci][sim]") {
  const auto target = R"(/api/class/l3extInstP.json?subscription=yes&query-target-filter=)"
                      R"(eq(l3extInstP.annotation,"orchestrator:aci-k8-haystack"))";
  const auto id = read(send({"GET", target, {}})).value().subscription;
  const auto told = [&] {
    std::size_t out = 0;
    for (const auto& one : pass(0ms)) {
      const auto ids = read_frame(one.bytes)->subscriptions;
      out += static_cast<std::size_t>(std::count(ids.begin(), ids.end(), id));
    }
    return out;
  };
  edit(R"({"l3extInstP":{"attributes":{"name":"theirs"}}})");
  CHECK(told() == 0);
  edit(eepg("ours"));
  CHECK(told() == 1);
}

TEST_CASE_METHOD(listening_site, "a frozen socket says nothing and a closed one is counted no more",
                 "[aci][sim]") {
  apic.disturb_sockets(sim::delivery::kind::freeze, now);
  edit(eepg("A"));
  const auto out = pass(0ms);
  REQUIRE(out.size() == 1);
  CHECK(out[0].what == sim::delivery::kind::freeze);
  CHECK(apic.live_sockets() == 1);
  apic.disturb_sockets(sim::delivery::kind::close, now, 1001);
  const auto last = pass(0ms);
  REQUIRE(last.size() == 1);
  CHECK(last[0].code == 1001);
  CHECK(apic.live_sockets() == 0);
}

TEST_CASE("one seed is one history, whatever goes wrong", "[aci][sim]") {
  const auto history = [](std::uint64_t seed) {
    listening_site site;
    site.apic = sim::core{seed};
    site.apic.add_user({"weft", "secret", {}, false});
    site.apic.make_out("T", "O", site.now);
    site.pass(1s);
    site.log_in();
    site.open_socket();
    site.subscribe();
    site.apic.settings.events.drop = 0.3;
    site.apic.settings.events.duplicate = 0.3;
    site.apic.settings.events.most_delay = 5s;
    std::string out = site.token;
    for (int i = 0; i < 20; ++i)
      site.edit(core_site::eepg("E" + std::to_string(i)));
    for (int i = 0; i < 60; ++i)
      for (const auto& one : site.hear(100ms))
        out += std::to_string(i) + one.about.dn + std::string{one.about.text("pcTag")};
    return out;
  };
  CHECK(history(7) == history(7));
  CHECK(history(7) != history(8));
}
