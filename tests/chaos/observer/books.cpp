#include "tests/chaos/observer/books.hpp"

#include "protocol/condition.hpp"
#include "tests/cluster/rule_line.hpp"
#include "tests/text_at.hpp"

#include <algorithm>
#include <utility>

namespace weft::tests {

namespace {

std::string uid_of(const json::value& object) {
  return text_at(object, {"metadata", "uid"});
}

std::string key_of(const json::value& object) {
  return text_at(object, {"metadata", "namespace"}) + "/" + text_at(object, {"metadata", "name"});
}

std::int64_t generation_of(const json::value& object) {
  return object.int_at({"metadata", "generation"}, 0);
}

std::string version_of(const json::value& object) {
  return text_at(object, {"metadata", "resourceVersion"});
}

bool leaves(const json::value& object) {
  return object.find_path({"metadata", "deletionTimestamp"}) != nullptr;
}

/// Whether it says that it is Ready as it stands now.
bool is_ready(const json::value& object) {
  const auto* status = object.find("status");
  if (!status)
    return false;
  const auto all = read_conditions(*status);
  return std::any_of(all.begin(), all.end(), [&](const condition& one) {
    return one.type == "Ready" && one.status == "True"
           && one.observed_generation == generation_of(object);
  });
}

const json::value* find(const json::array& all, const std::string& uid) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const json::value& one) { return uid_of(one) == uid; });
  return found == all.end() ? nullptr : &*found;
}

const listed_rule* rule_of(const std::vector<listed_rule>& all, std::string key) {
  std::replace(key.begin(), key.end(), '/', '.');
  const auto found = std::find_if(
    all.begin(), all.end(), [&](const listed_rule& one) { return one.ours() && one.name == key; });
  return found == all.end() ? nullptr : &*found;
}

std::string in_words(const std::multiset<std::string>& lines) {
  std::string out;
  for (const auto& line : lines)
    out += (out.empty() ? "" : "; ") + line;
  return out.empty() ? "nothing" : out;
}

std::multiset<std::string> without(const std::multiset<std::string>& some,
                                   const std::multiset<std::string>& others) {
  std::multiset<std::string> out;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::inserter(out, out.end()));
  return out;
}

} // namespace

void books::say(std::string what) {
  if (std::find(violations_.begin(), violations_.end(), what) == violations_.end())
    violations_.push_back(std::move(what));
}

void books::acknowledged(const json::value& object) {
  ++writes_;
  learn(object);
  auto& one = lives_[uid_of(object)];
  one.newest = std::max(one.newest, generation_of(object));
}

void books::deleted(const std::string& uid) {
  ++writes_;
  lives_[uid].over = true;
}

void books::learn(const json::value& object) {
  auto& one = lives_[uid_of(object)];
  one.key = key_of(object);
  // Deletion raises the generation and asks for nothing new.
  one.generations.try_emplace(object.int_at({"spec", "dport"}, 0), generation_of(object));
}

void books::seen(const look& now) {
  for (const auto* list : {&now.before, &now.after})
    for (const auto& object : *list)
      learn(object);
  for (auto& [uid, one] : lives_)
    if (const auto* rule = rule_of(now.rules, one.key)) {
      const auto port = std::stoll("0" + rule->port);
      if (one.shown.empty() || one.shown.back() != port)
        one.shown.push_back(port);
    }
  watch_status(now);
  watch_counters(now.counters);
}

void books::watch_status(const look& now) {
  const auto held = held_rules(now.rules);
  for (const auto& object : now.before) {
    const auto* later = find(now.after, uid_of(object));
    if (!later || leaves(*later) || generation_of(*later) != generation_of(object))
      continue;
    if (is_ready(object) && is_ready(*later) && !held.contains(wanted_rule(object)))
      say("I5: " + key_of(object) + " is Ready at generation "
          + std::to_string(generation_of(object)) + ", and the VCO does not hold "
          + wanted_rule(object));
  }
}

void books::watch_counters(const json::value& counters) {
  if (counters.int_at({"lostUpdates"}, 0) > 0)
    say("I2: a change of the VCO's document was overwritten by somebody who had not read it");
  if (counters.int_at({"mostWritesInFlight"}, 0) > 1)
    say("I2: two writes of one document were under way at once");
}

void books::judge_order() {
  for (const auto& [uid, one] : lives_) {
    std::int64_t reached = 0;
    for (const auto port : one.shown) {
      const auto asked = one.generations.find(port);
      if (asked == one.generations.end()) {
        say("I1: " + one.key + " was seen with port " + std::to_string(port)
            + ", which nobody has asked for");
        continue;
      }
      if (asked->second < reached)
        say("I3: " + one.key + " was seen with what generation " + std::to_string(asked->second)
            + " asks for after what generation " + std::to_string(reached) + " does");
      reached = std::max(reached, asked->second);
    }
  }
}

void books::judge(const look& now) {
  seen(now);
  judge_order();
  const auto wanted = wanted_rules(now.after);
  const auto held = held_rules(now.rules);
  if (const auto lacking = without(wanted, held); !lacking.empty())
    say("I1: the VCO lacks " + in_words(lacking));
  if (const auto leaked = without(held, wanted); !leaked.empty())
    say("I4: the VCO holds for nobody " + in_words(leaked));
  for (const auto& object : now.after) {
    const auto known = lives_.find(uid_of(object));
    if (known->second.over)
      say("I4: " + key_of(object) + " was deleted and is still there");
    else if (!is_ready(object))
      say("I1: " + key_of(object) + " is not Ready");
  }
  for (const auto& [uid, one] : lives_) {
    const auto* object = find(now.after, uid);
    if (!one.over && (!object || generation_of(*object) < one.newest))
      say("lost: " + one.key + " was acknowledged at generation " + std::to_string(one.newest));
  }
}

void books::judge_quiet(const look& first, const look& last, std::int64_t most_calls) {
  const auto grown = [&](const char* counter) {
    return last.counters.int_at({counter}, 0) - first.counters.int_at({counter}, 0);
  };
  if (grown("writes") != 0)
    say("I7: the VCO was written while nobody wished for anything");
  if (grown("calls") > most_calls)
    say("I6: " + std::to_string(grown("calls"))
        + " calls of the VCO while nobody wished for anything");
  for (const auto& object : first.after) {
    const auto* later = find(last.after, uid_of(object));
    if (!later || version_of(*later) != version_of(object))
      say("I7: " + key_of(object) + " was written while nobody wished for anything");
  }
}

} // namespace weft::tests
