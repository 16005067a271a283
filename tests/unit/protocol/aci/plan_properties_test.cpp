#include "tests/unit/protocol/aci/stage.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::aci;

namespace {

/// Two tenants with two L3Outs each, and whatever may be wished and found in them.
struct random_fabric : stage {
  random_fabric() {
    how.cluster_id = "c1";
    how.batch_children = *rc::gen::inRange<std::uint32_t>(4, 12);
    how.batch_bytes = *rc::gen::inRange<std::size_t>(3000, 9000);
    known = mirror{how};
    apic.add_out({"T", "P"});
    apic.add_out({"U", "O"});
    for (int i = *rc::gen::inRange(0, 12); i > 0; --i)
      disturb();
    wish_something();
  }

  static std::string word(const texts& words) { return *rc::gen::elementOf(words); }

  static eepg_name place() {
    return {word({"T", "T", "U"}), word({"O", "O", "P"}), word({"E", "F", "G"})};
  }

  static std::string prefix() {
    return word({"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32", "10.1.1.4/32", "10.1.1.5/32",
                 "10.1.1.6/32", "2001:db8::1/128", "2001:db8::2/128"});
  }

  void wish_something() {
    for (const auto* name : {"a", "b", "c", "d"}) {
      if (*rc::gen::inRange(0, 4) == 0) {
        *rc::gen::arbitrary<bool>() ? stop(name) : vanish(name);
        continue;
      }
      std::vector<claim> claims;
      for (int i = *rc::gen::inRange(0, 7); i > 0; --i)
        claims.push_back(
          pod(prefix(), std::string{name} + std::to_string(i), *rc::gen::inRange(0, 5)));
      if (*rc::gen::inRange(0, 3) == 0)
        claims.push_back(service(prefix(), "lb", 7));
      wish_for(name, place(), std::move(claims));
    }
  }

  /// What a person may do, in what is ours or not.
  void disturb() {
    const auto where = place();
    const auto dn = dn_of(where);
    if (!apic.has(dn_of(where.out())))
      return;
    const auto mark = word({"", "theirs", marker_of("c1"), marker_of("c1"), marker_of("c2")});
    const auto below = dn_of(where, prefix());
    switch (*rc::gen::inRange(0, 7)) {
    case 0:
      return apic.has(dn) ? apic.erase(dn) : make(where, mark);
    case 1:
    case 2:
      return !apic.has(dn)     ? make(where, mark)
             : apic.has(below) ? apic.erase(below)
                               : make(where, std::string{read_place(below)->prefix}, mark,
                                      word({"", "import-security", "export-rtctrl"}));
    case 3:
      return apic.has(below) ? apic.change(below, {{"scope", word({"", "shared-rtctrl"})}})
                             : void();
    case 4:
      return apic.has(below) ? apic.change(below, {{"name", "x"}, {"descr", "y"}}) : void();
    case 5:
      return apic.has(below) ? apic.change(below, {{"annotation", mark}}) : void();
    default:
      return apic.has(dn) ? apic.change(dn, {{"annotation", mark}}) : void();
    }
  }

  /// Where a prefix may be, worked out the long way.
  std::set<eepg_name> allowed(const std::string& prefix_asked) const {
    const claim* best = nullptr;
    const auto rank = [](const claim& one) {
      const bool is_pod = one.from.key.kind == "Pod";
      const auto started = one.started.time_since_epoch().count();
      const auto created = one.created.time_since_epoch().count();
      return std::tuple{is_pod ? 0 : 1, is_pod ? -started : 0, is_pod ? -created : created,
                        one.from.uid};
    };
    std::set<eepg_name> places;
    for (int round = 0; round < 2; ++round)
      for (const auto& [who, part] : parts)
        for (const auto& one : as<wished_eepg>(part->body).claims) {
          if (one.prefix != prefix_asked || !wants(*part))
            continue;
          if (round == 0 && (!best || rank(one) < rank(*best)))
            best = &one;
          if (round == 1 && one.from.uid == best->from.uid)
            places.insert(as<wished_eepg>(part->body).where);
        }
    return places;
  }

  /// DNs of ours with this prefix.
  std::map<eepg_name, std::string> holders(const std::string& prefix_asked) const {
    std::map<eepg_name, std::string> out_;
    for (const auto& [dn, object] : apic.all)
      if (const auto at = read_place(dn); at && canonical_prefix(at->prefix) == prefix_asked
                                          && apic.at(dn, "annotation") == marker_of("c1"))
        out_[at->eepg()] = dn;
    return out_;
  }

  /// All that bears another mark than ours, apart from what is below an EEPG of ours.
  std::map<std::string, toy_fabric::object> foreign() const {
    std::map<std::string, toy_fabric::object> out_;
    for (const auto& [dn, object] : apic.all)
      if (apic.at(dn, "annotation") != marker_of("c1")
          && apic.at(std::string{parent_of(dn)}, "annotation") != marker_of("c1"))
        out_.emplace(dn, object);
    return out_;
  }

  static texts pool() {
    return {"10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32",     "10.1.1.4/32",
            "10.1.1.5/32", "10.1.1.6/32", "2001:db8::1/128", "2001:db8::2/128"};
  }

  void quiet_down() {
    int most = 80;
    while (most-- > 0 && (step_on() || !to_read.empty()))
      ;
    RC_ASSERT(most > 0);
    RC_ASSERT(rejected.empty());
  }
};

} // namespace

TEST_CASE("whatever is wished and found, requests come to an end, and to what is wished", "[aci]") {
  CHECK(rc::check([] {
    random_fabric m;
    for (int round = 0; round < 3; ++round) {
      m.quiet_down();
      const auto said = m.planned();
      RC_ASSERT(!said.next);
      for (const auto& prefix : random_fabric::pool()) {
        const auto places = m.allowed(prefix);
        for (const auto& where : places) {
          const auto dn = dn_of(where, prefix);
          const auto seen = m.known.observe(m.now);
          const auto found = seen->outs.at(where.out());
          const auto eepg = found->eepgs.find(where.epg);
          if (found->stands != l3out::standing::present
              || (eepg != found->eepgs.end() && eepg->second->was_external))
            continue;
          RC_ASSERT(m.apic.has(dn));
          if (m.apic.at(dn, "annotation") == marker_of("c1"))
            RC_ASSERT(m.apic.at(dn, "scope").find("import-security") != std::string::npos);
        }
      }
      for (const auto& [who, one] : said.verdicts)
        RC_ASSERT((!one.changes && one.pieces.empty()));
      m.restart();
      const auto writes = m.apic.posts + m.apic.deletes;
      m.restart();
      m.quiet_down();
      RC_ASSERT(m.apic.posts + m.apic.deletes == writes);
      for (int i = 0; i < 3; ++i)
        m.disturb();
      m.wish_something();
    }
  }));
}

TEST_CASE("what is not ours stays deep-equal, whatever is wished", "[aci]") {
  CHECK(rc::check([] {
    random_fabric m;
    const auto before = m.foreign();
    m.quiet_down();
    m.compare();
    m.wish_something();
    m.quiet_down();
    for (const auto& [dn, object] : before) {
      RC_ASSERT(m.apic.has(dn));
      RC_ASSERT(m.apic.all.at(dn) == object);
    }
  }));
}

TEST_CASE("at no commit is a prefix both where it goes and where it was known to be", "[aci]") {
  CHECK(rc::check([] {
    random_fabric m;
    snapshot<fabric> seen;
    std::map<std::string, std::map<eepg_name, std::string>> last;
    const auto was_known = [&](const eepg_name& where, const std::string& prefix) {
      const auto found = seen->outs.find(where.out());
      const auto eepg = found == seen->outs.end() ? decltype(found->second->eepgs.end()){}
                                                  : found->second->eepgs.find(where.epg);
      return found != seen->outs.end() && eepg != found->second->eepgs.end()
             && eepg->second->subnets.contains(prefix);
    };
    m.look = [&](const plan_output&) {
      seen = m.known.observe(m.now);
      for (const auto& prefix : random_fabric::pool())
        last[prefix] = m.holders(prefix);
    };
    m.committed = [&] {
      for (const auto& prefix : random_fabric::pool()) {
        const auto holders = m.holders(prefix);
        const auto allowed = m.allowed(prefix);
        const auto is_new = [&](const auto& one) { return !last[prefix].contains(one.first); };
        if (std::ranges::none_of(holders, is_new))
          continue;
        for (const auto& [where, dn] : holders)
          RC_ASSERT((allowed.contains(where) || !was_known(where, prefix)));
      }
    };
    m.quiet_down();
    m.wish_something();
    m.quiet_down();
    m.compare();
    for (int i = 0; i < 3; ++i)
      m.disturb();
    m.wish_something();
    m.quiet_down();
  }));
}

TEST_CASE("every request keeps to one tenant, to its limits and to what is ours", "[aci]") {
  CHECK(rc::check([] {
    random_fabric m;
    m.look = [&](const plan_output& what) {
      const auto& next = *what.next;
      const auto seen = m.known.observe(m.now);
      RC_ASSERT(next.body.size() <= m.how.batch_bytes);
      RC_ASSERT(next.edits.size() <= m.how.batch_children + 1);
      RC_ASSERT(!what.units.empty());
      for (const auto& one : next.edits) {
        RC_ASSERT(one.where.tenant == next.tenant);
        const auto& eepgs = seen->outs.at(one.where.out())->eepgs;
        const auto found = eepgs.find(one.where.epg);
        const bool there = found != eepgs.end() && found->second->present;
        if (one.prefix.empty())
          RC_ASSERT((!there || found->second->ours));
        else if (there && found->second->subnets.contains(one.prefix))
          RC_ASSERT(found->second->subnets.at(one.prefix).ours);
      }
      for (const auto& line : show(m.parts, *seen, next))
        RC_ASSERT(line.what != change::wrong);
    };
    m.quiet_down();
    m.wish_something();
    m.disturb();
    m.quiet_down();
    m.compare();
  }));
}

TEST_CASE("in whatever order units are tried, what is refused stays out and the rest lands",
          "[aci]") {
  CHECK(rc::check([] {
    random_fabric m;
    const auto bad = random_fabric::prefix();
    m.apic.refuses = [&](const std::string& dn) {
      const auto at = read_place(dn);
      return at && canonical_prefix(at->prefix) == bad;
    };
    int most = 200;
    for (; most > 0; --most) {
      m.hear();
      m.read_on();
      m.only.reset();
      auto what = m.planned();
      if (!what.next)
        break;
      auto batch = what.units;
      while (!m.apic.carry_out(*what.next)) {
        if (batch.size() == 1) {
          m.refused[batch.front()] = "no";
          break;
        }
        batch.resize(batch.size() / 2);
        m.only.emplace(batch.begin(), batch.end());
        what = m.planned();
        if (!what.next)
          break;
      }
      if (!what.next || m.refused.contains(batch.front()))
        continue;
      m.note(m.known.take_written(*what.next, m.now));
    }
    RC_ASSERT(most > 0);
    for (const auto& [what, why] : m.refused)
      RC_ASSERT(what.what.find(bad) != std::string::npos);
  }));
}
