#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// E with one prefix of ours that has been read; events are handed over one by one.
struct told : stage {
  told() {
    make(e, mark);
    make(e, "10.1.1.5/32", mark);
    run("web", e, {"10.1.1.5/32"});
    read_on();
    apic.told.clear();
  }

  std::vector<event> news() { return std::exchange(apic.told, {}); }

  upshot hand(const event& what) { return known.take_event(what, now); }

  bool holds(const eepg_name& where, const std::string& prefix) {
    const auto all = known.observe(now);
    const auto found = all->outs.at(where.out())->eepgs.find(where.epg);
    return found != all->outs.at(where.out())->eepgs.end() && found->second->present
           && (prefix.empty() || found->second->subnets.contains(prefix));
  }

  const std::string mark{plain_marker};
  const std::string one = dn_of(e, "10.1.1.5/32");
};

} // namespace

TEST_CASE_METHOD(told, "a frame that comes twice or late changes nothing, and is looked into",
                 "[aci]") {
  apic.erase(one);
  apic.put(one, mo::subnet, {{"annotation", mark}, {"scope", "import-security"}});
  const auto both = news();
  REQUIRE(both.size() == 2);
  CHECK(hand(both[0]).changed);
  CHECK(hand(both[1]).changed);
  const auto again = hand(both[0]);
  CHECK_FALSE(again.changed);
  CHECK(again.read == std::set{out});
  CHECK(hand(both[1]).read.empty());
  CHECK(holds(e, "10.1.1.5/32"));
}

TEST_CASE_METHOD(told, "of a deletion and a creation the newer one counts, whichever comes first",
                 "[aci]") {
  apic.erase(one);
  make(e, "10.1.1.5/32", mark, "import-security", "again");
  const auto both = news();
  CHECK(hand(both[1]).changed);
  CHECK_FALSE(hand(both[0]).changed);
  CHECK(holds(e, "10.1.1.5/32"));
}

TEST_CASE_METHOD(told, "a parent that goes takes all below it along, told or not", "[aci]") {
  apic.erase(dn_of(e));
  const auto all = news();
  REQUIRE(all.size() == 2);
  CHECK(hand(all[0]).changed);
  CHECK_FALSE(holds(e, ""));
  const auto rest = hand(all[1]);
  CHECK_FALSE(rest.changed);
  CHECK(rest.read.empty());
}

TEST_CASE_METHOD(told, "late news of what went with its parent does not bring it back", "[aci]") {
  apic.change(one, {{"name", "x"}});
  const auto late = news();
  apic.erase(dn_of(e));
  hear();
  CHECK_FALSE(hand(late[0]).changed);
  CHECK_FALSE(holds(e, ""));
}

TEST_CASE_METHOD(told, "a child that is told of before its parent makes that be read", "[aci]") {
  make(f, "theirs");
  make(f, "10.2.0.1/32", "");
  const auto both = news();
  CHECK(hand(both[1]).read == std::set{out});
  CHECK(holds(f, "10.2.0.1/32"));
  CHECK_FALSE(known.observe(now)->outs.at(out)->eepgs.at("F")->ours);
  CHECK(hand(both[0]).changed);
  CHECK(known.observe(now)->outs.at(out)->eepgs.at("F")->annotation == "theirs");
}

TEST_CASE_METHOD(told, "an EEPG that was only guessed at is not remembered as somebody's",
                 "[aci]") {
  run("api", f, {});
  known.follow(parts);
  make(f, mark);
  make(f, "10.2.0.1/32", mark);
  apic.erase(dn_of(f));
  const auto all = news();
  hand(all[1]);
  hand(all[2]);
  const auto& found = known.observe(now)->outs.at(out)->eepgs;
  CHECK((!found.contains("F") || !found.at("F")->was_external));
}

TEST_CASE_METHOD(told, "somebody else's new EEPG is read again once it has settled", "[aci]") {
  make(f);
  const auto result = hand(news()[0]);
  CHECK(result.changed);
  CHECK(known.next_due() == now + 5s);
}

TEST_CASE_METHOD(told, "what is not known cannot be changed, and is read", "[aci]") {
  make(e, "10.1.1.9/32", "");
  apic.told.clear();
  apic.change(dn_of(e, "10.1.1.9/32"), {{"name", "x"}});
  const auto result = hand(news()[0]);
  CHECK_FALSE(result.changed);
  CHECK(result.read == std::set{out});
}

TEST_CASE_METHOD(told, "events of what nobody asked for are nobody's business", "[aci]") {
  apic.add_out({"U", "P"});
  make({"U", "P", "E"});
  apic.put("uni/tn-T/ctx-v", "fvCtx");
  apic.put(dn_of(e) + "/rsprov-web", mo::provided);
  apic.put(dn_of(e) + "/extsubnet-[nonsense]", mo::subnet);
  const auto before = known.revision();
  for (const auto& each : news()) {
    const auto result = hand(each);
    CHECK_FALSE(result.changed);
    CHECK(result.read.empty());
  }
  CHECK(known.revision() == before);
}

TEST_CASE_METHOD(told, "an L3Out that appears is read, at once and when it has settled", "[aci]") {
  apic.erase(dn_of(out));
  hear();
  CHECK(known.observe(now)->outs.at(out)->stands == l3out::standing::absent);
  apic.add_out(out);
  make(e, "theirs");
  auto all = news();
  const bool child_first = GENERATE(true, false);
  if (child_first)
    std::ranges::reverse(all);
  CHECK(hand(all[0]).read == std::set{out});
  CHECK(known.observe(now)->outs.at(out)->stands == l3out::standing::unknown);
  CHECK_FALSE(planned().next);
  CHECK((child_first || known.next_due() == now + 5s));
}

TEST_CASE_METHOD(told, "an answer that is older than an event does not undo it", "[aci]") {
  const auto answer = apic.read(out);
  known.begin_read(out, now);
  apic.erase(one);
  make(e, "10.1.1.6/32", mark);
  make(f);
  hear();
  known.take_out(out, answer);
  CHECK_FALSE(holds(e, "10.1.1.5/32"));
  CHECK(holds(e, "10.1.1.6/32"));
  CHECK(holds(f, ""));
}

TEST_CASE_METHOD(told, "an answer that is older than a write does not undo it", "[aci]") {
  const auto answer = apic.read(out);
  known.begin_read(out, now);
  run("web", e, {"10.1.1.6/32"});
  known.follow(parts);
  REQUIRE(step_on());
  known.take_out(out, answer);
  CHECK_FALSE(holds(e, "10.1.1.5/32"));
  CHECK(holds(e, "10.1.1.6/32"));
}

TEST_CASE_METHOD(told, "the first answer counts but for what was told on its way", "[aci]") {
  known = mirror{how};
  known.begin_read(out, now);
  const auto answer = apic.read(out);
  apic.erase(one);
  make(e, "10.1.1.6/32", mark);
  hear();
  known.take_out(out, answer);
  CHECK(holds(e, "10.1.1.6/32"));
  CHECK_FALSE(holds(e, "10.1.1.5/32"));
}

TEST_CASE_METHOD(told, "an L3Out that comes or goes while it is read is not taken for the other",
                 "[aci]") {
  known = mirror{how};
  const auto there = apic.read(out);
  known.begin_read(out, now);
  apic.erase(dn_of(out));
  hear();
  CHECK(known.take_out(out, there).read.empty());
  CHECK(known.observe(now)->outs.at(out)->stands == l3out::standing::absent);
  known.begin_read(out, now);
  apic.add_out(out);
  hear();
  CHECK(known.take_out(out, {}).read == std::set{out});
  CHECK(known.observe(now)->outs.at(out)->stands == l3out::standing::unknown);
}

TEST_CASE_METHOD(told, "a write that may be older than an event is looked into", "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  known.follow(parts);
  const auto what = planned();
  REQUIRE(what.next);
  known.begin_write(*what.next);
  apic.carry_out(*what.next);
  apic.erase(dn_of(e, "10.1.1.6/32"));
  hear();
  note(known.take_written(*what.next, now));
  settle();
  CHECK(apic.prefixes(e) == texts{"10.1.1.5/32", "10.1.1.6/32"});
}

TEST_CASE_METHOD(told, "our own echo is no news, before the answer or after it", "[aci]") {
  early = GENERATE(true, false);
  run("web", e, {"10.1.1.6/32", "10.1.1.7/32"});
  run("api", f, {"10.1.1.8/32"});
  settle();
  to_read.clear();
  reads = 0;
  const auto before = known.revision();
  const auto posts = apic.posts;
  hear();
  CHECK(known.revision() == before);
  CHECK(to_read.empty());
  settle();
  CHECK(apic.posts == posts);
  CHECK(reads == 0);
}

TEST_CASE_METHOD(told, "our own removal may be told under the stamp of the change before it",
                 "[aci]") {
  const auto all = apic.read(out);
  const auto before = std::ranges::find(all, one, &managed_object::dn);
  REQUIRE(before != all.end());
  run("web", e, {});
  known.follow(parts);
  const auto what = planned();
  REQUIRE(what.next);
  known.begin_write(*what.next);
  apic.carry_out(*what.next);
  auto gone = news().at(0);
  REQUIRE(gone.about.dn == one);
  for (auto& [name, text] : gone.about.attributes)
    if (name == "modTs")
      text = before->text("modTs");
  CHECK(hand(gone).read.empty());
  CHECK_FALSE(holds(e, "10.1.1.5/32"));
  SECTION("and nothing is in doubt once the answer is there") {
    CHECK(known.take_written(*what.next, now).read.empty());
    CHECK_FALSE(known.due(now).contains(out));
  }
  SECTION("and if the write is refused it is looked into") {
    known.take_refused(*what.next);
    CHECK(known.due(now).contains(out));
  }
}

TEST_CASE_METHOD(told, "an event without a time counts as the newest", "[aci]") {
  apic.erase(one);
  auto what = news()[0];
  what.about.attributes.clear();
  CHECK(hand(what).changed);
  CHECK_FALSE(holds(e, "10.1.1.5/32"));
}

TEST_CASE_METHOD(told, "an EEPG whose deletion was missed is read when it is told of as new",
                 "[aci]") {
  apic.erase(dn_of(e));
  apic.told.clear();
  make(e, "theirs");
  CHECK(hand(news()[0]).read == std::set{out});
  CHECK_FALSE(known.observe(now)->outs.at(out)->eepgs.at("E")->ours);
}

TEST_CASE_METHOD(told, "an L3Out's VRF follows what is told of it", "[aci]") {
  apic.put(dn_of(out) + "/rsectx", mo::vrf, {{"tDn", "uni/tn-T/ctx-v"}});
  hear();
  CHECK(known.observe(now)->outs.at(out)->vrf == "uni/tn-T/ctx-v");
  apic.change(dn_of(out) + "/rsectx", {{"tDn", "uni/tn-T/ctx-w"}});
  hear();
  CHECK(known.observe(now)->outs.at(out)->vrf == "uni/tn-T/ctx-w");
  apic.erase(dn_of(out) + "/rsectx");
  hear();
  CHECK(known.observe(now)->outs.at(out)->vrf.empty());
}

TEST_CASE_METHOD(told, "what a new EEPG swallows is found once it has settled", "[aci]") {
  run("api", f, {"10.2.0.1/32"});
  settle();
  make(f, "10.2.0.9/32", mark);
  apic.told.clear();
  CHECK_FALSE(holds(f, "10.2.0.9/32"));
  now += 5s;
  settle();
  CHECK(holds(f, "10.2.0.9/32"));
}

TEST_CASE_METHOD(told, "a refused write leaves no trace, and a read that fails another time",
                 "[aci]") {
  run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
  known.follow(parts);
  const auto before = known.revision();
  const auto what = planned();
  REQUIRE(what.next);
  known.begin_write(*what.next);
  known.take_refused(*what.next);
  known.begin_read(out, now);
  known.abandon_read(out);
  CHECK(known.revision() == before);
  settle();
  CHECK(apic.prefixes(e).size() == 2);
}
