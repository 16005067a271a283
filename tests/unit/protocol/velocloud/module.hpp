#pragma once

#include "protocol/velocloud/placements.hpp"
#include "protocol/velocloud/plan.hpp"
#include "protocol/velocloud/rules.hpp"
#include "tests/unit/protocol/velocloud/world.hpp"

#include <string>
#include <vector>

namespace weft::velocloud {

/// How a VCO treats the ids that clients supply. @see velocloud.md 10
enum class id_mode { preserve, regenerate, drop };

using names_of_rules = std::vector<std::string>;

inline const std::string late = "2026-01-02T00:00:00Z"; ///< younger than what give() makes

inline const verdict& said_of(const proposal& what, const owner& who) {
  return what.verdicts.at(who);
}

/// Profile 101's QOS module and a target's view of it: plans, applies what was planned as VCO
/// would, and writes down evidence as an object's status would.
struct module_of_101 : world {
  module_of_101() {
    auto global = *json::parse(R"({"segment":{"segmentId":0,"name":"Global Segment",
      "type":"REGULAR"},"rules":[],"webProxy":{"providers":[]},"defaults":[]})");
    auto human = shipped_template();
    for (const auto* name : {"human-1", "human-2", "human-3"}) {
      human.set("name", name);
      human.set("ruleLogicalId", std::string{"30d58381-0000-4000-8000-00000000000"} + name[6]);
      human.set("odd", *json::parse(R"({"n":null,"big":12345678901234567890,"s":"0.0","d":1.0})"));
      global.find("rules")->push_back(human);
    }
    auto other = shipped_template();
    other.set("name", "Default-Voice");
    global.find("defaults")->push_back(shipped_template());
    global.find("defaults")->push_back(other);
    auto voice = *json::parse(R"({"segment":{"segmentId":1,"name":"Voice"},"rules":[],
      "webProxy":{"providers":[]},"extra":[1,2.0]})");
    data = *json::parse(R"({"serviceRateLimit":{"enabled":false},"unknown":{"x":null}})");
    data.set("segments", json::value::list({voice, global}));
  }

  json::value& segment(std::int64_t id) {
    for (auto& one : *data.find("segments")->as_array())
      if (one.find_path({"segment", "segmentId"})->as_int() == id)
        return one;
    throw std::logic_error("no such segment");
  }

  json::array& rules(std::int64_t id = 0) { return *segment(id).find("rules")->as_array(); }

  std::vector<std::string> names(std::int64_t id = 0) {
    std::vector<std::string> out;
    for (const auto& rule : rules(id))
      out.emplace_back(name_of(rule));
    return out;
  }

  json::value* rule(std::string_view name, std::int64_t id = 0) {
    for (auto& one : rules(id))
      if (name_of(one) == name)
        return &one;
    return nullptr;
  }

  /// Contributes what the object means now; returns who it is.
  owner contribute(const std::string& name) {
    const auto object = index.find({"VelocloudBP", "ns1", name});
    const owner who{object->meta.key, object->meta.uid};
    parts.erase(who);
    for (auto part : meaning_of(name).parts)
      if (part.target == target)
        parts[who] = take_snapshot(std::move(part));
    return who;
  }

  owner give(const std::string& name, const std::string& spec,
             const std::string& created = "2026-01-01T00:00:00Z") {
    auto object = rule_object(name, spec, created);
    object.set("status", status[name]);
    put(object);
    return contribute(name);
  }

  owner take_away(const std::string& name) {
    auto object = rule_object(name, velokube1);
    object.set("status", status[name]);
    auto& meta = *object.find("metadata");
    meta.set("deletionTimestamp", "2026-02-01T00:00:00Z");
    meta.set("finalizers", json::value::list({"vcn.cloud/velocloud-rule"}));
    put(object);
    return contribute(name);
  }

  proposal planned() {
    module_state state;
    state.id = 1011;
    state.data = data;
    observation seen;
    seen.version = std::to_string(version);
    seen.body = take_snapshot(state);
    return plan(how, {target, parts, seen, held, refused, may_remove, sweep, live});
  }

  /// Carries out a plan as VCO would and records the evidence as the objects would.
  void apply(const proposal& what) {
    record_evidence(what);
    if (what.work) {
      data = as<module_write>(what.work->body).data;
      ++version;
    }
    for (auto& one : *data.find("segments")->as_array())
      for (auto& held_rule : *one.find("rules")->as_array())
        treat_id(held_rule);
  }

  void record_evidence(const proposal& what) {
    for (const auto& [who, said] : what.verdicts) {
      if (said.how_far == progress::absent)
        status[who.key.name] = json::object{};
      else if (said.evidence)
        status[who.key.name].set("placements", write_placements(as<placements>(said.evidence).at));
      auto object = *index.find(who.key);
      object.status = json::write(status[who.key.name]);
      index.objects[who.key] = take_snapshot(object);
      contribute(who.key.name);
    }
  }

  /// Plans and applies until nothing is left to do; returns the number of writes.
  int settle() {
    for (int writes = 0; writes < 10; ++writes) {
      const auto what = planned();
      apply(what);
      if (!what.work)
        return writes;
    }
    FAIL("never settles");
    return -1;
  }

  const std::string target = "velocloud/vco/101";
  json::value data;
  int version = 1;
  std::map<owner, snapshot<fragment>> parts;
  std::map<std::string, json::value> status; ///< by object name
  std::set<unit> held;
  std::map<unit, std::string> refused;
  std::set<std::string> live;
  bool may_remove = true;
  bool sweep = false;
  id_mode mode = id_mode::preserve;

private:
  void treat_id(json::value& of) {
    if (mode == id_mode::drop)
      of.erase("ruleLogicalId");
    else if (mode == id_mode::regenerate && !handed_out_.contains(std::string{id_of(of)})) {
      const auto id = "aaaaaaaa-0000-4000-8000-" + std::to_string(100'000'000'000 + next_++);
      of.set("ruleLogicalId", id);
      handed_out_.insert(id);
    }
  }

  std::set<std::string> handed_out_;
  std::int64_t next_ = 0;
};

} // namespace weft::velocloud
