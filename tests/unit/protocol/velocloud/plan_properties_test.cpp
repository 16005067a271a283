#include "protocol/velocloud/history.hpp"
#include "tests/unit/protocol/velocloud/module.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <chrono>

using namespace weft;
using namespace weft::velocloud;

namespace {

std::string random_spec(int name) {
  const auto word = [](std::vector<std::string> words) { return *rc::gen::elementOf(words); };
  return json::write(json::value::of(
    {{"profile", word({"Quick Start Profile", "Quick Start Profile", "Branch Gold", "Nowhere"})},
     {"name", "rule-" + std::to_string(name)},
     {"segment", word({"Global Segment", "Global Segment", "Voice", "Gone"})},
     {"fqdn", word({"a.vcn.cloud", "b.vcn.cloud"})},
     {"dport", *rc::gen::inRange(0, 4) * 443},
     {"priority", word({"high", "normal", "low"})},
     {"link-policy", word({"auto", "fixed"})},
     {"bandwidth-limit", *rc::gen::inRange(-1, 3)}}));
}

std::string random_time() {
  return "2026-01-0" + std::to_string(*rc::gen::inRange(1, 4)) + "T00:00:00Z";
}

/// Objects, rules of the old operator, drift and ids, all at random.
struct random_module : module_of_101 {
  void populate() {
    mode = *rc::gen::element(id_mode::preserve, id_mode::regenerate, id_mode::drop);
    how.adopt = *rc::gen::element(adoption::matching, adoption::always);
    change();
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
      auto stray = shipped_template();
      stray.set("name", "rule-" + std::to_string(*rc::gen::inRange(0, 6)));
      rules().insert(rules().begin() + *rc::gen::inRange(0, 3), stray);
    }
  }

  void change() {
    for (int i = 0; i < 6; ++i) {
      const auto name = "o" + std::to_string(i);
      switch (*rc::gen::inRange(0, 6)) {
      case 0:
        break;
      case 1:
        take_away(name);
        break;
      case 2:
        forget(name);
        break;
      default:
        give(name, random_spec(*rc::gen::inRange(0, 6)), random_time());
        annotate(name);
      }
    }
  }

  /// The object is gone and so is what it had to say.
  void forget(const std::string& name) {
    if (status[name].find("placements"))
      return; // not before its rules are gone
    index.objects.erase({"VelocloudBP", "ns1", name});
    std::erase_if(parts, [&](const auto& one) { return one.first.key.name == name; });
  }

  void annotate(const std::string& name) {
    const std::vector<std::string> none_mostly{"", "", "", "paused", "adopt", "dry-run"};
    const auto word = *rc::gen::elementOf(none_mostly);
    if (word.empty())
      return;
    auto object = *index.find({"VelocloudBP", "ns1", name});
    object.meta.annotations = {{"vcn.cloud/" + word, "true"}};
    index.objects[object.meta.key] = take_snapshot(object);
    contribute(name);
  }

  void disturb() {
    for (auto& one : rules())
      if (name_of(one).starts_with("rule-") && *rc::gen::inRange(0, 3) == 0)
        one.find("match")->set("dport_low", 9);
    if (*rc::gen::arbitrary<bool>() && !rules().empty())
      std::rotate(rules().begin(), rules().begin() + 1, rules().end());
  }

  /// Whether a rule is there as it is wanted, among others of its name perhaps: strays have theirs
  /// at random.
  bool holds(const rule_spec& want) {
    return std::ranges::any_of(rules(want.segment == "Voice" ? 1 : 0), [&](const auto& one) {
      return name_of(one) == want.name && differences(one, want).empty();
    });
  }

  std::vector<json::value> foreign() {
    std::vector<json::value> out;
    for (const auto& one : rules())
      if (name_of(one).starts_with("human"))
        out.push_back(one);
    return out;
  }

  json::value around() {
    auto rest = data;
    for (auto& one : *rest.find("segments")->as_array())
      one.erase("rules");
    return rest;
  }
};

} // namespace

TEST_CASE("whatever is wished and found, one plan applied leaves nothing to do", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    for (int round = 0; round < 3; ++round) {
      m.settle();
      const auto again = m.planned();
      RC_ASSERT(!again.work);
      for (const auto& [who, said] : again.verdicts) {
        RC_ASSERT(!said.changes);
        const auto& part = *m.parts.at(who);
        if (said.how_far != progress::placed)
          continue;
        RC_ASSERT(part.what == wish::place);
        const auto& want = as<intent>(part.body).wanted;
        RC_ASSERT(m.holds(want));
      }
      m.disturb();
      m.change();
    }
  }));
}

TEST_CASE("what is foreign stays deep-equal and in its order", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    m.settle();
    m.disturb();
    const auto foreign = m.foreign();
    const auto around = m.around();
    const auto what = m.planned();
    if (what.work)
      m.data = as<module_write>(what.work->body).data;
    RC_ASSERT(m.foreign() == foreign);
    RC_ASSERT(m.around() == around);
  }));
}

TEST_CASE("no two rules of ours bear one name", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    m.settle();
    m.change();
    m.settle();
    for (const auto segment : {0, 1}) {
      std::map<std::string, int> seen;
      for (const auto& [who, said] : m.planned().verdicts)
        if (said.how_far == progress::placed && said.evidence)
          for (const auto& one : as<placements>(said.evidence).at)
            if (one.segment_id == segment)
              RC_ASSERT(++seen[one.rule_name] == 1);
    }
  }));
}

TEST_CASE("the same wishes and module give the same plan", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    const auto one = m.planned();
    const auto two = m.planned();
    RC_ASSERT(one.work == nullptr == (two.work == nullptr));
    if (one.work)
      RC_ASSERT(json::write(as<module_write>(one.work->body).data)
                == json::write(as<module_write>(two.work->body).data));
  }));
}

TEST_CASE("a write leaves the digest of the rules that are not ours as it was", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    m.settle();
    m.change();
    const auto what = m.planned();
    if (!what.work)
      return;
    const auto& write = as<module_write>(what.work->body);
    const auto& before = as<module_state>(write.module_before).data;
    RC_ASSERT(foreign_digest(before, write.ours) == foreign_digest(write.data, write.ours));
  }));
}

TEST_CASE("whose changes are held back, their rules are untouched", "[velocloud]") {
  CHECK(rc::check([] {
    random_module m;
    m.populate();
    m.settle();
    m.change();
    for (const auto& [who, part] : m.parts)
      if (*rc::gen::arbitrary<bool>())
        m.held.insert({who, {}});
    const auto before = m.data;
    const auto what = m.planned();
    for (const auto& one : m.held)
      if (const auto said = what.verdicts.find(one.whose); said != what.verdicts.end())
        RC_ASSERT(!said->second.changes);
    if (!what.work)
      return;
    m.data = as<module_write>(what.work->body).data;
    for (const auto& one : m.held) {
      const auto id = rule_id("cluster-1", one.whose.uid);
      auto bearing = [&id](const json::value& data) {
        std::vector<json::value> out;
        for (const auto& segment : *data.find("segments")->as_array())
          for (const auto& rule : *segment.find("rules")->as_array())
            if (id_of(rule) == id)
              out.push_back(rule);
        return out;
      };
      RC_ASSERT(bearing(m.data) == bearing(before));
    }
  }));
}

TEST_CASE_METHOD(module_of_101, "a thousand objects take one write, newest on top", "[velocloud]") {
  for (int i = 0; i < 1000; ++i) {
    auto spec = *json::parse(velokube1);
    const auto name = "r" + std::to_string(1000 + i);
    spec.set("name", name);
    give(name, json::write(spec));
  }
  const auto what = planned();
  REQUIRE(what.work);
  CHECK(what.work->changes == 1000);
  CHECK(what.work->bytes < 2'500'000);
  apply(what);
  CHECK(names().front() == "r1999");
  CHECK(names()[999] == "r1000");
  CHECK(names()[1000] == "human-1");
  CHECK_FALSE(planned().work);
}
