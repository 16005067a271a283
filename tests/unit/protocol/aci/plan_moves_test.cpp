#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

namespace {

/// Watches every commit for a prefix that two EEPGs hold.
struct moving : stage {
  moving() {
    committed = [this] {
      std::map<std::string, std::string> where;
      for (const auto& [dn, object] : apic.all)
        if (const auto at = read_place(dn); at && !at->prefix.empty() && watched(*at)) {
          const auto [first, fresh] = where.emplace(at->prefix, dn);
          if (!fresh)
            both.push_back(first->second + " and " + dn);
        }
    };
  }

  virtual bool watched(const place&) const { return true; }

  texts both;
};

} // namespace

TEST_CASE_METHOD(moving, "a change of EEPG within a tenant moves every prefix in one request",
                 "[aci]") {
  run("web", e, addresses(5));
  settle();
  run("web", f, addresses(5));
  settle();
  CHECK(both.empty());
  CHECK(apic.prefixes(f).size() == 5);
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(apic.posts == 2);
  CHECK(apic.deletes == 1);
  CHECK(bodies[1].starts_with(R"({"fvTenant":{"attributes":{"name":"T","status":"modified"})"));
}

TEST_CASE_METHOD(moving, "a move larger than a request is cut by prefix", "[aci]") {
  how.batch_children = 10;
  run("web", e, addresses(22));
  settle();
  run("web", {"T", "P", "F"}, addresses(22));
  apic.add_out({"T", "P"});
  settle();
  CHECK(both.empty());
  CHECK(apic.prefixes({"T", "P", "F"}).size() == 22);
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(moving, "from tenant to tenant a prefix leaves before it arrives", "[aci]") {
  const eepg_name far{"U", "O", "E"};
  apic.add_out({"U", "O"});
  run("web", e, addresses(4));
  settle();
  run("web", far, addresses(4));
  settle();
  CHECK(both.empty());
  CHECK(apic.prefixes(far).size() == 4);
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(apic.deletes == 1);
}

TEST_CASE_METHOD(moving, "an address that another Deployment's Pod has got moves to it", "[aci]") {
  wish_for("web", e, {pod("10.1.1.5/32", "web-0", 10)});
  wish_for("api", f, {});
  settle();
  wish_for("api", f, {pod("10.1.1.5/32", "api-0", 20)});
  settle();
  CHECK(apic.prefixes(e).empty());
  CHECK(apic.prefixes(f) == texts{"10.1.1.5/32"});
  CHECK(word_on("web") == "declined/Conflict");
  CHECK(verdict_on("web").message
        == "10.1.1.5/32 of Pod/shop/web-0 is that of Pod/shop/api-0 in T/O/F");
  const auto told = planned().notices;
  REQUIRE(told.size() == 1);
  CHECK(told[0].about == deployment("web"));
  CHECK(told[0].reason == reason::conflict);
  run("web", e, {});
  settle();
  CHECK(apic.prefixes(f) == texts{"10.1.1.5/32"});
  CHECK(both.empty());
}

TEST_CASE_METHOD(moving, "a Service behind Deployments of two EEPGs is in both, with a warning",
                 "[aci]") {
  wish_for("web", e, {service("192.0.2.1/32", "lb")});
  wish_for("api", f, {service("192.0.2.1/32", "lb")});
  settle();
  CHECK(apic.prefixes(e) == texts{"192.0.2.1/32"});
  CHECK(apic.prefixes(f) == texts{"192.0.2.1/32"});
  const auto told = planned().notices;
  REQUIRE(told.size() == 2);
  CHECK(told[0].note.find("share a VRF: the fabric raises F0467") != std::string::npos);
}

TEST_CASE_METHOD(stage, "moves in two tenants at once do not wait for each other", "[aci]") {
  apic.add_out({"U", "O"});
  wish_for("web", e, {service("10.1.2.1/32", "lb", 5)});
  wish_for("api", {"U", "O", "E"}, {service("10.1.2.1/32", "lb", 5)});
  settle();
  wish_for("web", f, {service("10.1.2.1/32", "lb", 5)});
  wish_for("api", {"U", "O", "F"}, {service("10.1.2.1/32", "lb", 5)});
  settle();
  CHECK(apic.prefixes(f) == texts{"10.1.2.1/32"});
  CHECK(apic.prefixes({"U", "O", "F"}) == texts{"10.1.2.1/32"});
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK_FALSE(apic.has(dn_of(eepg_name{"U", "O", "E"})));
}

TEST_CASE_METHOD(stage, "one prefix in two VRFs needs no warning, and in one VRF it does",
                 "[aci]") {
  const auto same = GENERATE(true, false);
  apic.add_out({"T", "P"}, "uni/tn-T/ctx-p");
  apic.add_out({"T", "Q"}, same ? "uni/tn-T/ctx-p" : "uni/tn-T/ctx-q");
  wish_for("web", {"T", "P", "E"}, {service("192.0.2.1/32", "lb")});
  wish_for("api", {"T", "Q", "E"}, {service("192.0.2.1/32", "lb")});
  settle();
  CHECK(planned().notices.size() == (same ? 2 : 0));
}

TEST_CASE_METHOD(moving, "a prefix waits while its old place cannot be cleared", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  may_remove = false;
  run("web", f, {"10.1.1.5/32"});
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
  CHECK(apic.prefixes(f).empty());
  CHECK(word_on("web") == "pending/Pending");
  CHECK(verdict_on("web").message
        == "10.1.1.5/32: it is still in T/O/E; nothing is removed before everything has been read");
  may_remove = true;
  settle();
  CHECK(both.empty());
  CHECK(apic.prefixes(f) == texts{"10.1.1.5/32"});
}

TEST_CASE_METHOD(moving, "what moves to where there is no L3Out leaves all the same", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  run("web", {"T", "gone", "F"}, {"10.1.1.5/32"});
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(word_on("web") == "pending/WaitingForL3Out");
}

TEST_CASE_METHOD(moving, "what moves to where nobody has looked yet stays until it is known",
                 "[aci]") {
  const eepg_name next{"T", "P", "E"};
  apic.add_out(next.out());
  run("web", e, {"10.1.1.5/32"});
  settle();
  run("web", next, {"10.1.1.5/32"});
  known.follow(parts);
  CHECK_FALSE(planned().next);
  settle();
  CHECK(both.empty());
  CHECK(apic.prefixes(next) == texts{"10.1.1.5/32"});
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(moving, "a move is one unit, tried and held back as a whole", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  run("web2", f, {});
  run("keep", e, {});
  settle();
  run("web", f, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  CHECK(both.empty());
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  hear();
  read_on();
  held = {{deployment("web"), "10.1.1.5/32"}};
  auto what = planned();
  REQUIRE(what.next);
  CHECK(what.units == std::vector<aci::piece>{{deployment("web"), "10.1.1.6/32"}});
  CHECK(what.next->edits.size() == 2);
  held.clear();
  only = {{deployment("web"), "10.1.1.5/32"}};
  what = planned();
  REQUIRE(what.next);
  CHECK(what.units == std::vector<aci::piece>{{deployment("web"), "10.1.1.5/32"}});
  CHECK(what.next->edits.size() == 2);
  only.reset();
  refused = {{{deployment("web"), "10.1.1.5/32"}, "no"}};
  settle();
  CHECK(apic.prefixes(f).empty());
  CHECK(apic.prefixes(e) == texts{"10.1.1.6/32"});
}
