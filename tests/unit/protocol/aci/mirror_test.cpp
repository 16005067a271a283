#include "tests/unit/protocol/aci/stage.hpp"

using namespace weft;
using namespace weft::aci;
using namespace std::chrono_literals;

namespace {

/// E with two prefixes of ours that has been read.
struct mirrored : stage {
  mirrored() {
    make(e, mark);
    make(e, "10.1.1.5/32", mark);
    make(e, "10.1.1.6/32", mark);
    run("web", e, {"10.1.1.5/32", "10.1.1.6/32"});
    read_on();
    apic.told.clear();
  }

  const eepg& seen(const eepg_name& what) {
    const auto all = known.observe(now);
    shown.push_back(all);
    const auto found = all->outs.at(what.out())->eepgs.find(what.epg);
    REQUIRE(found != all->outs.at(what.out())->eepgs.end());
    return *found->second;
  }

  l3out::standing standing() { return known.observe(now)->outs.at(out)->stands; }

  const std::string mark{plain_marker};
  const std::string one = dn_of(e, "10.1.1.5/32");
  std::vector<snapshot<fabric>> shown;
};

} // namespace

TEST_CASE_METHOD(mirrored, "a mirror shows an L3Out as it was read", "[aci]") {
  apic.put(dn_of(out) + "/rsectx", mo::vrf, {{"tDn", "uni/tn-T/ctx-v"}});
  read(out);
  const auto all = known.observe(now);
  CHECK(all->outs.at(out)->stands == l3out::standing::present);
  CHECK(all->outs.at(out)->vrf == "uni/tn-T/ctx-v");
  CHECK(seen(e).ours);
  CHECK(seen(e).annotation == mark);
  const subnet expected{"10.1.1.5/32", "by-hand", mark, scope::import_security, true};
  CHECK(seen(e).subnets.at("10.1.1.5/32") == expected);
}

TEST_CASE_METHOD(mirrored, "the revision changes when, and only when, something is otherwise",
                 "[aci]") {
  const auto before = known.revision();
  read(out);
  known.follow(parts);
  apic.change(dn_of(e), {{"pcTag", "49155"}, {"configSt", "applied"}});
  apic.change(one, {{"descr", "x"}});
  hear();
  CHECK(known.observe(now) == known.observe(now));
  CHECK(known.revision() == before);
  apic.change(one, {{"name", "x"}});
  hear();
  CHECK(known.revision() != before);
}

TEST_CASE_METHOD(mirrored, "what was handed out stays as it was", "[aci]") {
  make(f);
  hear();
  const auto before = known.observe(now);
  apic.erase(one);
  hear();
  const auto after = known.observe(now);
  CHECK(before->outs.at(out)->eepgs.at("E")->subnets.size() == 2);
  CHECK(after->outs.at(out)->eepgs.at("E")->subnets.size() == 1);
  CHECK(before->outs.at(out)->eepgs.at("F") == after->outs.at(out)->eepgs.at("F"));
}

TEST_CASE_METHOD(mirrored, "a prefix is known by its value and removed as it is spelled", "[aci]") {
  make(e, "2001:DB8:0::5/128", mark);
  hear();
  const auto& found = seen(e).subnets;
  REQUIRE(found.contains("2001:db8::5/128"));
  CHECK(found.at("2001:db8::5/128").rn_prefix == "2001:DB8:0::5/128");
  sweep = true;
  settle();
  CHECK_FALSE(apic.has(dn_of(e, "2001:DB8:0::5/128")));
}

TEST_CASE_METHOD(mirrored, "a prefix wished in its canonical form is found in any other", "[aci]") {
  make(e, "2001:DB8:0::5/128", mark, "import-security", "shop::web-0");
  wish_for("web", e, {pod("2001:db8::5/128", "web-0")});
  hear();
  settle();
  CHECK(apic.has(dn_of(e, "2001:DB8:0::5/128")));
  apic.change(dn_of(e, "2001:DB8:0::5/128"), {{"name", "x"}});
  settle();
  CHECK(apic.at(dn_of(e, "2001:DB8:0::5/128"), "name") == "shop::web-0");
}

TEST_CASE_METHOD(mirrored, "after a gap nothing counts as known until it has been read", "[aci]") {
  lose_socket();
  CHECK(standing() == l3out::standing::unknown);
  apic.change(one, {{"name", "x"}});
  hear();
  CHECK_FALSE(planned().next);
  read(out);
  CHECK(standing() == l3out::standing::present);
  CHECK(seen(e).subnets.at("10.1.1.5/32").name == "x");
}

TEST_CASE_METHOD(mirrored, "what has lost its mark is ours until a gap", "[aci]") {
  apic.change(one, {{"annotation", "theirs"}});
  hear();
  CHECK(seen(e).subnets.at("10.1.1.5/32").ours);
  read(out);
  CHECK(seen(e).subnets.at("10.1.1.5/32").ours);
  lose_socket();
  CHECK_FALSE(seen(e).subnets.at("10.1.1.5/32").ours);
  read(out);
  CHECK_FALSE(seen(e).subnets.at("10.1.1.5/32").ours);
}

TEST_CASE_METHOD(mirrored, "where something may have been missed only the mark tells what is ours",
                 "[aci]") {
  const std::string other{"10.1.1.6/32"};
  apic.change(one, {{"annotation", "theirs"}});
  hear();
  known.shake();
  CHECK(standing() == l3out::standing::present);
  CHECK_FALSE(seen(e).subnets.at("10.1.1.5/32").ours);
  CHECK(seen(e).subnets.at(other).ours);
  apic.erase(dn_of(e, other));
  make(e, other, "theirs");
  apic.told.clear();
  read(out);
  CHECK_FALSE(seen(e).subnets.at(other).ours);
}

TEST_CASE_METHOD(mirrored, "what was deleted and made again by somebody is theirs", "[aci]") {
  apic.change(one, {{"annotation", "theirs"}});
  apic.erase(one);
  make(e, "10.1.1.5/32", "theirs");
  hear();
  CHECK_FALSE(seen(e).subnets.at("10.1.1.5/32").ours);
}

TEST_CASE_METHOD(mirrored, "an L3Out we have no right to says so until it is read", "[aci]") {
  known.take_denied(out, "no right");
  const auto before = known.revision();
  known.take_denied(out, "no right");
  CHECK(known.revision() == before);
  CHECK(standing() == l3out::standing::denied);
  CHECK(known.observe(now)->outs.at(out)->trouble == "no right");
  read(out);
  CHECK(standing() == l3out::standing::present);
  CHECK(known.observe(now)->outs.at(out)->trouble.empty());
}

TEST_CASE_METHOD(mirrored, "pages of what bears our mark show L3Outs nobody asked for", "[aci]") {
  const eepg_name far{"U", "P", "E"};
  apic.add_out(far.out());
  make(far);
  make(far, "10.2.0.1/32", mark);
  make(far, "10.2.0.2/32", mark);
  const auto find = [&] {
    known.begin_marked();
    known.take_marked(apic.marked(mo::eepg, mark));
    const auto subnets = apic.marked(mo::subnet, mark);
    for (const auto& each : subnets)
      known.take_marked({each});
    known.end_marked();
  };
  find();
  CHECK(known.observe(now)->outs.at(far.out())->stands == l3out::standing::partly);
  CHECK(standing() == l3out::standing::present);
  CHECK_FALSE(seen(far).ours);
  CHECK(seen(far).subnets.size() == 2);
  const auto before = known.revision();
  find();
  CHECK(known.revision() == before);
  apic.erase(dn_of(far));
  find();
  CHECK_FALSE(known.observe(now)->outs.contains(far.out()));
  apic.put(dn_of(far), mo::eepg, {{"name", "E"}, {"annotation", mark}});
  find();
  lose_socket();
  CHECK_FALSE(known.observe(now)->outs.contains(far.out()));
}

TEST_CASE_METHOD(mirrored, "an EEPG that was just made is read again once it has settled",
                 "[aci]") {
  run("api", f, {});
  settle();
  CHECK(known.due(now).empty());
  REQUIRE(known.next_due());
  CHECK(*known.next_due() == now + 5s);
  now += 3s;
  run("third", {"T", "O", "G"}, {});
  settle();
  CHECK(*known.next_due() == now + 5s);
  now += 5s;
  CHECK(known.due(now) == std::set{out});
  reads = 0;
  settle();
  CHECK(reads == 1);
  CHECK_FALSE(known.next_due());
}
