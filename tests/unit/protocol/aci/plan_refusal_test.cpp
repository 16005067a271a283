#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;

TEST_CASE_METHOD(stage, "of five hundred the one that is refused is found, the others land",
                 "[aci]") {
  const auto bad = dn_of(e, "10.1.1.7/32");
  apic.refuses = [&](const std::string& dn) { return dn == bad; };
  run("web", e, addresses(500));
  std::size_t tries = 0;
  std::vector<std::vector<aci::piece>> waiting;
  hear();
  read_on();
  for (auto what = planned(); what.next; ++tries) {
    REQUIRE(tries < 60);
    known.begin_write(*what.next);
    if (apic.carry_out(*what.next)) {
      note(known.take_written(*what.next, now));
      if (!waiting.empty())
        waiting.pop_back();
    } else if (what.units.size() == 1) {
      refused[what.units.front()] = "unknown property value";
      if (!waiting.empty())
        waiting.pop_back();
    } else {
      if (!waiting.empty())
        waiting.pop_back();
      const auto middle = what.units.begin() + static_cast<std::ptrdiff_t>(what.units.size() / 2);
      waiting.emplace_back(middle, what.units.end());
      waiting.emplace_back(what.units.begin(), middle);
    }
    only.reset();
    if (!waiting.empty())
      only.emplace(waiting.back().begin(), waiting.back().end());
    what = planned();
  }
  CHECK(apic.prefixes(e).size() == 499);
  CHECK_FALSE(apic.has(bad));
  CHECK(word_on("web") == "declined/ApicRejected");
  CHECK(verdict_on("web").message == "10.1.1.7/32: unknown property value");
  CHECK(tries < 25);
}

TEST_CASE_METHOD(stage, "an EEPG that is refused keeps its prefixes out", "[aci]") {
  refused = {{{deployment("web"), ""}, "no such thing"}};
  run("web", e, {"10.1.1.5/32"});
  settle();
  CHECK(apic.posts == 0);
  CHECK(word_on("web") == "declined/ApicRejected");
  CHECK(verdict_on("web").message == "T/O/E: no such thing");
}

TEST_CASE_METHOD(stage, "what is held waits and says so", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  run("api", f, {"10.1.1.6/32"});
  held = {{deployment("web"), ""}, {deployment("web"), "10.1.1.5/32"}};
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
  CHECK(apic.prefixes(f).size() == 1);
  CHECK(word_on("web") == "pending/Pending");
  CHECK(verdict_on("web").message == "waits for other changes to be tried first");
}

TEST_CASE_METHOD(stage, "a removal that is refused stays out under the name of what it removes",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  settle();
  run("web", e, {});
  hear();
  read_on();
  const auto what = planned();
  CHECK(what.units
        == std::vector<aci::piece>{{{}, dn_of(e, "10.1.1.5/32")}, {{}, dn_of(e, "10.1.1.6/32")}});
  refused = {{what.units.front(), "no"}};
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32"});
}

TEST_CASE_METHOD(stage,
                 "who goes does not wait for a right that we lack, and nothing is lost by it",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  stop("web");
  SECTION("to read") {
    known.follow(parts);
    known.take_denied(out, "no right");
  }
  SECTION("to write") {
    known.follow(parts);
    known.close("T", "no right");
  }
  const auto said = planned();
  CHECK_FALSE(said.next);
  CHECK(word_on("web") == "absent/");
  REQUIRE(said.notices.size() == 1);
  CHECK(said.notices.front().about == deployment("web"));
  CHECK(said.notices.front().warning);
  CHECK(said.notices.front().note.starts_with("what it had in T/O/E stays there for now; "));
  vanish("web");
  known.follow(parts);
  CHECK_FALSE(planned().next);
  known.open("T");
  read(out);
  settle();
  CHECK_FALSE(apic.has(dn_of(e)));
}

TEST_CASE_METHOD(stage, "where nothing of it is left nobody is warned of what is left", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  settle();
  apic.erase(dn_of(e));
  hear();
  known.close("T", "no right");
  stop("web");
  known.follow(parts);
  CHECK(word_on("web") == "absent/");
  CHECK(planned().notices.empty());
}

TEST_CASE_METHOD(stage, "requests keep to their limits, however long names are", "[aci]") {
  how.batch_children = 40;
  how.batch_bytes = 4000;
  std::size_t largest = 0;
  look = [&](const plan_output& what) {
    CHECK(what.next->edits.size() <= how.batch_children + 1);
    CHECK(what.next->body.size() <= how.batch_bytes);
    largest = std::max(largest, what.next->body.size());
  };
  std::vector<claim> claims;
  for (const auto& prefix : addresses(200))
    claims.push_back(pod(prefix, std::string(1 + claims.size() % 90, 'x')));
  wish_for("web", {"T", "O", std::string(64, 'e')}, claims);
  settle();
  wish_for("web", {"T", "O", std::string(64, 'f')}, claims);
  settle();
  CHECK(apic.prefixes({"T", "O", std::string(64, 'f')}).size() == 200);
  CHECK(largest > 3000);
}

TEST_CASE_METHOD(stage, "two thousand Pods of one Deployment take four requests", "[aci]") {
  run("web", e, addresses(2000));
  settle();
  CHECK(apic.prefixes(e).size() == 2000);
  CHECK(apic.posts == 4);
}

TEST_CASE_METHOD(stage, "no tenant waits for another to be done", "[aci]") {
  how.batch_children = 5;
  texts order;
  look = [&](const plan_output& what) { order.push_back(what.next->tenant); };
  apic.add_out({"U", "O"});
  run("web", e, addresses(20));
  run("api", {"U", "O", "E"}, {"192.0.2.1/32"});
  settle();
  REQUIRE(order.size() == 5);
  CHECK(order[1] == "U");
}

TEST_CASE_METHOD(stage, "an answer that is lost is made up for by reading", "[aci]") {
  run("web", e, {"10.1.1.5/32"});
  hear();
  read_on();
  const auto what = planned();
  REQUIRE(what.next);
  known.begin_write(*what.next);
  apic.carry_out(*what.next);
  apic.told.clear();
  note(known.take_lost(*what.next));
  settle();
  CHECK(apic.posts == 1);
  CHECK(word_on("web") == "placed/");
}

TEST_CASE_METHOD(stage, "the turn of a tenant is over whatever comes of its request", "[aci]") {
  const eepg_name other{"U", "O", "E"};
  apic.add_out(other.out());
  run("web", e, {"10.1.1.5/32"});
  run("shop", other, {"10.1.1.6/32"});
  read_on();
  const auto first = planned().next;
  REQUIRE(first);
  known.begin_write(*first);
  SECTION("it is refused") {
    known.take_refused(*first);
  }
  SECTION("it is lost") {
    known.take_lost(*first);
  }
  const auto second = planned().next;
  REQUIRE(second);
  CHECK(second->tenant != first->tenant);
}

TEST_CASE_METHOD(stage, "the echo of our own write is nobody's correction", "[aci]") {
  early = true;
  run("web", e, {"10.1.1.5/32"});
  settle();
  for (int i = 0; i < 12; ++i) {
    wish_for("web", e, {pod("10.1.1.5/32", "web-" + std::to_string(i))});
    settle();
    CHECK(apic.at(dn_of(e, "10.1.1.5/32"), "name") == "shop::web-" + std::to_string(i));
  }
  CHECK(known.observe(now)->resting.empty());
  CHECK(word_on("web") == "placed/");
}
