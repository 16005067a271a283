#include "tests/unit/protocol/aci/stage.hpp"

#include <rapidcheck.h>

#include <tuple>

using namespace weft;
using namespace weft::aci;

namespace {

using picture = std::map<std::string, std::tuple<std::string, std::string, std::uint8_t, bool>>;

/// What a fabric shows of objects that are there, memories apart.
picture picture_of(const fabric& seen) {
  picture shown;
  for (const auto& [which, held] : seen.outs) {
    shown[to_string(which)] = {held->vrf, std::to_string(static_cast<int>(held->stands)), 0, false};
    for (const auto& [name, one] : held->eepgs) {
      if (!one->present)
        continue;
      const eepg_name where{which.tenant, which.l3out, name};
      shown[to_string(where)] = {"", one->annotation, 0, false};
      for (const auto& [prefix, what] : one->subnets)
        shown[to_string(where) + " " + prefix] = {what.name, what.annotation, what.flags, false};
    }
  }
  return shown;
}

/// A fabric in which both weft and people are at work, and whose events are in disorder.
struct disorderly : stage {
  disorderly() {
    run("web", e, {"10.1.1.1/32", "10.1.1.2/32"});
    settle();
    deliver = [this](std::vector<event>& news) {
      for (int i = *rc::gen::inRange(0, 3); i > 0 && !heard.empty(); --i)
        news.push_back(*rc::gen::elementOf(heard));
      for (std::size_t i = news.size(); i > 1; --i)
        std::swap(news[i - 1], news[*rc::gen::inRange<std::size_t>(0, i)]);
      const auto kept
        = holds_back ? *rc::gen::inRange<std::size_t>(0, news.size() + 1) : news.size();
      apic.told.assign(news.begin() + static_cast<std::ptrdiff_t>(kept), news.end());
      news.resize(kept);
      heard.insert(heard.end(), news.begin(), news.end());
    };
  }

  void meddle() {
    const auto where = *rc::gen::element(e, f);
    const auto prefix = *rc::gen::element<std::string>("10.1.1.1/32", "10.1.1.2/32", "10.1.1.3/32");
    const auto dn = dn_of(where, prefix);
    const auto mark = *rc::gen::element<std::string>("", "theirs", std::string{plain_marker});
    switch (*rc::gen::inRange(0, 8)) {
    case 0:
      apic.has(dn_of(where)) ? apic.erase(dn_of(where)) : make(where, mark);
      break;
    case 1:
    case 2:
      if (!apic.has(dn_of(where)))
        make(where, mark);
      apic.has(dn) ? apic.erase(dn) : make(where, prefix, mark);
      break;
    case 3:
      if (apic.has(dn))
        apic.change(dn, {{"name", mark}});
      break;
    case 4:
      if (apic.has(dn))
        apic.change(dn, {{"scope", "export-rtctrl"}});
      break;
    case 5:
      if (apic.has(dn))
        apic.change(dn, {{"annotation", mark}});
      break;
    case 6:
      if (apic.has(dn_of(where)))
        apic.change(dn_of(where), {{"annotation", mark}, {"pcTag", "7"}});
      break;
    default:
      if (*rc::gen::inRange(0, 5) == 0)
        apic.has(dn_of(out)) ? apic.erase(dn_of(out)) : apic.add_out(out);
    }
  }

  /// All that was told arrives, and what has to be read is read.
  void calm_down() {
    holds_back = false;
    while (!apic.told.empty())
      hear();
    while (!to_read.empty())
      read_on();
  }

  picture fresh() {
    mirror other{how};
    other.begin_read(out, now);
    other.take_out(out, apic.read(out));
    return picture_of(*other.observe(now));
  }

  std::vector<event> heard;
  bool holds_back = true; ///< some of the events come later
};

} // namespace

TEST_CASE("events in any order, doubled or late, come to what a fresh read shows", "[aci]") {
  CHECK(rc::check([] {
    disorderly m;
    m.apic.coarse = *rc::gen::inRange(0, 4) == 3;
    for (int round = *rc::gen::inRange(1, 5); round > 0; --round) {
      for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
        m.meddle();
      m.hear();
      const auto what = m.planned();
      if (what.next && *rc::gen::arbitrary<bool>()) {
        m.known.begin_write(*what.next);
        if (m.apic.carry_out(*what.next)) {
          if (*rc::gen::arbitrary<bool>())
            m.hear();
          m.note(m.known.take_written(*what.next, m.now));
        } else
          m.note(m.known.take_lost(*what.next));
      }
      if (*rc::gen::inRange(0, 4) == 0) {
        const auto answer = m.apic.read(m.out);
        m.known.begin_read(m.out, m.now);
        m.meddle();
        m.hear();
        m.note(m.known.take_out(m.out, answer));
      }
    }
    m.calm_down();
    RC_ASSERT(picture_of(*m.known.observe(m.now)) == m.fresh());
  }));
}

TEST_CASE("the revision is the same if, and only if, all that is shown is", "[aci]") {
  CHECK(rc::check([] {
    disorderly m;
    m.settle();
    for (int i = 0; i < 8; ++i) {
      const auto before = m.known.observe(m.now);
      const auto revision = m.known.revision();
      m.meddle();
      m.hear();
      const auto after = m.known.observe(m.now);
      if (m.known.revision() == revision)
        RC_ASSERT(before == after);
      else
        RC_ASSERT(before != after);
      m.read_on();
    }
  }));
}

TEST_CASE("in any disorder weft and the fabric come to agree", "[aci]") {
  CHECK(rc::check([] {
    disorderly m;
    m.apic.coarse = *rc::gen::inRange(0, 4) == 3;
    for (int round = 0; round < 4; ++round) {
      m.meddle();
      m.step_on();
    }
    m.calm_down();
    m.deliver = nullptr;
    int most = 60;
    while (most-- > 0 && (m.step_on() || !m.to_read.empty()))
      m.now += std::chrono::minutes{2};
    RC_ASSERT(most > 0);
    RC_ASSERT(picture_of(*m.known.observe(m.now)) == m.fresh());
  }));
}
