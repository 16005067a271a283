#include "tests/simulation/invariants.hpp"

#include "protocol/velocloud/names.hpp"
#include "tests/simulation/node_oracle.hpp"
#include "tests/simulation/oracle.hpp"

#include <algorithm>
#include <set>

namespace weft::simulation {

namespace {

std::string name_of(const json::value& object) {
  return text_at(object, {"metadata", "namespace"}) + "/" + text_at(object, {"metadata", "name"});
}

/// A rule and where it stands.
struct standing {
  std::int64_t profile = 0;
  std::int64_t segment = 0;
  json::value rule;
};

std::vector<standing> all_rules(const world& here) {
  std::vector<standing> out;
  for (const auto& profile : here.vco.profiles)
    for (const auto& module : profile.modules)
      if (const auto* segments = module.data->find("segments"); segments && segments->as_array())
        for (const auto& segment : *segments->as_array())
          for (const auto& rule : *segment.find("rules")->as_array())
            out.push_back(
              {profile.id, segment.find_path({"segment", "segmentId"})->int_or(0), rule});
  return out;
}

constexpr auto collection = "/apis/vcn.cloud/v1/velocloudbps";

/// Collects violations.
class inspection {
public:
  inspection(world& here, const expectations& of)
    : here_(here), of_(of), objects_(here.list(collection)), rules_(all_rules(here)),
      cluster_(text_at(here.find("/api/v1/namespaces/kube-system"), {"metadata", "uid"})),
      keeps_ids_(here.vco.settings.ids == sim::rule_ids::preserve) {}

  std::vector<std::string> report() {
    found_ = here_.books.violations;
    const auto wanted = judge(here_, objects_, of_);
    for (std::size_t i = 0; i < objects_.size(); ++i)
      look_at(objects_[i], wanted[i]);
    look_for_leaks();
    look_for_late_writes();
    // What a person did while our write was on its way is lost unseen: VCO has no lock.
    if (!look_for_lost_updates())
      compare_foreign(of_.foreign, foreign_now(here_, of_));
    return found_;
  }

private:
  void look_at(const json::value& object, const expected& what) {
    const auto name = name_of(object);
    if (object.find_path({"metadata", "deletionTimestamp"}))
      return complain("I4: " + name + " still waits to be deleted");
    const auto ready = here_.condition_of(object);
    const auto verdict = ready.substr(ready.find('/') + 1);
    if (ready.empty())
      complain("I5: " + name + " has no word about its generation");
    else if (!what.verdict.empty() && verdict != what.verdict)
      complain("I1: " + name + " is " + ready + ", should be " + what.verdict);
    if (ready != "True")
      return;
    std::vector<const standing*> own;
    for (const auto& one : rules_)
      if (is_of(one, object, what))
        own.push_back(&one);
    if (own.size() != 1)
      return complain("I5: " + name + " is Ready and has " + std::to_string(own.size()) + " rules");
    if (own.front()->profile != what.profile || own.front()->segment != what.segment
        || text_at(own.front()->rule, {"name"}) != what.rule_name)
      complain("I5: the rule of " + name + " is elsewhere or has another name");
    for (const auto& path : wrong_paths(own.front()->rule, object))
      complain("I5: the rule of " + name + " has another " + path);
  }

  bool is_of(const standing& one, const json::value& object, const expected& what) const {
    if (keeps_ids_)
      return text_at(one.rule, {"ruleLogicalId"}) == id_of(object);
    return text_at(one.rule, {"name"}) == what.rule_name && one.profile == what.profile
           && one.segment == what.segment;
  }

  std::string id_of(const json::value& object) const {
    return velocloud::rule_id(cluster_, text_at(object, {"metadata", "uid"}));
  }

  void look_for_leaks() {
    std::set<std::string> owned;
    for (const auto& object : objects_) {
      if (keeps_ids_)
        owned.insert(id_of(object));
      else if (const auto* at = object.find_path({"status", "placements"}))
        for (const auto& one : *at->as_array())
          owned.insert(text_at(one, {"ruleName"}));
    }
    for (const auto& one : rules_) {
      const auto name = text_at(one.rule, {"name"});
      const auto mark = keeps_ids_ ? text_at(one.rule, {"ruleLogicalId"}) : name;
      if (of_.is_ours(name) && !owned.contains(mark))
        complain("I4: rule " + name + " of profile " + std::to_string(one.profile)
                 + " belongs to nobody");
    }
  }

  void compare_foreign(const foreign_rules& before, const foreign_rules& after) {
    if (before == after)
      return;
    auto shown = [](const foreign_rules& all) {
      std::string out;
      for (const auto& [where, rules] : all)
        for (const auto& rule : rules)
          out += " " + std::to_string(where.first) + "/" + std::to_string(where.second) + ":"
                 + text_at(rule, {"name"});
      return out;
    };
    complain("I7: rules of others have changed, moved or gone:" + shown(before) + " ->"
             + shown(after));
  }

  /// A write that VCO applied after another process had begun to write.
  void look_for_late_writes() {
    if (!here_.shape.lease.enabled)
      return;
    for (const auto& one : here_.vco.journal()) {
      if (one.author.find(" weft-") == one.author.npos)
        continue;
      sim::instant sent{};
      for (const auto& mine : here_.books.attempts)
        if (one.author.ends_with(" " + mine.who) && mine.sent <= one.when)
          sent = mine.sent;
      for (const auto& other : here_.books.attempts)
        if (!one.author.ends_with(" " + other.who) && other.sent > sent && other.sent <= one.when)
          complain("I2: a write of " + one.author + " arrived after one of " + other.who);
    }
  }

  /// @returns whether one was lost that could not be seen.
  bool look_for_lost_updates() {
    bool any_unseen = false;
    const auto& edits = here_.books.human_edits;
    for (const auto& one : here_.vco.journal()) {
      if (one.lost == 0)
        continue;
      sim::instant looked{};
      for (const auto& attempt : here_.books.attempts)
        if (one.author.ends_with(attempt.who) && attempt.sent <= one.when)
          looked = attempt.looked;
      const bool unseen = std::any_of(edits.begin(), edits.end(), [&](sim::instant when) {
        return when >= looked && when <= one.when;
      });
      any_unseen = any_unseen || unseen;
      if (!unseen)
        complain("I2: a write of " + one.author + " undid what it could have seen");
    }
    return any_unseen;
  }

  void complain(std::string what) { found_.push_back(std::move(what)); }

  world& here_;
  const expectations& of_;
  json::array objects_;
  std::vector<standing> rules_;
  std::string cluster_;
  bool keeps_ids_;
  std::vector<std::string> found_;
};

/// All objects but for what a foreign edit moves and nobody rewrites a status for: where in the
/// module a rule stands, and the module's version.
json::array settled_objects(world& here) {
  auto all = here.list(collection);
  for (auto& one : all) {
    one["metadata"].erase("resourceVersion");
    one["metadata"].erase("managedFields");
    auto* status = one.find("status");
    if (!status)
      continue;
    status->erase("lastSyncTime");
    if (auto* at = status->find("placements"))
      for (auto& placement : *at->as_array()) {
        placement.erase("position");
        placement.erase("moduleVersion");
      }
  }
  return all;
}

} // namespace

foreign_rules foreign_now(const world& here, const expectations& of) {
  foreign_rules out;
  const bool keeps_ids = here.vco.settings.ids == sim::rule_ids::preserve;
  for (auto& one : all_rules(here)) {
    if (of.is_ours(text_at(one.rule, {"name"})))
      continue;
    if (!keeps_ids)
      one.rule.erase("ruleLogicalId"); // VCO itself gives and takes them with every write
    out[{one.profile, one.segment}].push_back(std::move(one.rule));
  }
  return out;
}

bool stands(const world& here, std::string_view rule_id) {
  const auto all = all_rules(here);
  return std::any_of(all.begin(), all.end(), [&](const standing& one) {
    return text_at(one.rule, {"ruleLogicalId"}) == rule_id;
  });
}

std::vector<std::string> check_rest(world& here, const expectations& of) {
  return inspection{here, of}.report();
}

std::vector<std::string> check_restraint(world& here) {
  std::vector<std::string> found;
  const auto objects = settled_objects(here);
  const auto writes = here.vco.journal().size();
  const auto commits = here.apic.seen().commits;
  const auto changes = here.balancer.seen().writes;
  const auto runs = executions(here);
  const auto records = here.node.files.changes();
  here.restart();
  if (!here.run_until_quiet())
    found.emplace_back("I7: there is no rest after a restart");
  if (here.vco.journal().size() != writes)
    found.emplace_back("I7: a restart with nothing changed wrote to VCO");
  if (here.apic.seen().commits != commits)
    found.emplace_back("I7: a restart with nothing changed wrote to the fabric");
  if (here.balancer.seen().writes != changes)
    found.emplace_back("I7: a restart with nothing changed wrote to the AVI controller");
  if (executions(here) != runs)
    found.emplace_back("I7: a restart with nothing changed ran a plugin");
  if (here.node.files.changes() != records)
    found.emplace_back("I7: a restart with nothing changed wrote a record");
  const auto after = settled_objects(here);
  for (std::size_t i = 0; i < objects.size() && i < after.size(); ++i)
    if (!(objects[i] == after[i]))
      found.push_back("I7: a restart with nothing changed wrote to " + name_of(objects[i]) + ": "
                      + json::write(*objects[i].find("status")) + " -> "
                      + json::write(*after[i].find("status")));
  return found;
}

} // namespace weft::simulation
