#include "protocol/velocloud/show.hpp"

#include "protocol/json/difference.hpp"
#include "protocol/velocloud/identity.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/pairing.hpp"
#include "protocol/velocloud/rules.hpp"
#include "protocol/velocloud/rules_shown.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

const json::array no_rules;

const json::array& rules_of(const module_index& of, std::size_t segment) {
  const bool there = segment < of.segments().size() && of.segments()[segment].rules;
  return there ? *of.segments()[segment].rules : no_rules;
}

/// The document with every list of rules taken out.
json::value besides_rules(json::value data) {
  auto* held = data.find("segments");
  if (auto* segments = held ? held->as_array() : nullptr)
    for (auto& segment : *segments)
      if (const auto* rules = segment.find("rules");
          rules && (rules->is_array() || rules->is_null()))
        segment.erase("rules");
  return data;
}

std::string title_of(const plan_request& asked, const snapshot<record>& inventory) {
  const auto id = profile_of(asked.target).value_or(0);
  if (inventory)
    for (const auto& row : as<profile_inventory>(inventory).profiles)
      if (row.id == id)
        return quoted(row.name);
  for (const auto& [who, part] : asked.parts)
    if (part->body && !as<intent>(part->body).profile.name.empty())
      return quoted(as<intent>(part->body).profile.name);
  return asked.target;
}

/// Compares a module as it was read with what is to be written, and collects the lines.
class comparison {
public:
  comparison(const settings& how, const plan_request& asked, const module_write& work,
             const json::value& before, std::string profile)
    : work_(work), before_(before), old_(before, how.cluster_id), fresh_(work.data, how.cluster_id),
      profile_(std::move(profile)), all_(by_age(asked)) {
    find_own(all_, old_);
    for (const auto& one : all_) {
      by_id_.emplace(one.want->id, &one.who->key);
      for (const auto& rule : one.rules)
        by_rule_.emplace(rule, &one.who->key);
    }
  }

  std::vector<change_line> lines() {
    if (work_.create)
      add(change::add, {}, "QOS module of " + profile_);
    else
      look_besides();
    for (std::size_t s = 0; s < std::max(old_.segments().size(), fresh_.segments().size()); ++s)
      look_into(s);
    return std::move(out_);
  }

private:
  void add(change what, const object_key& whose, std::string text) {
    out_.push_back({what, whose, std::move(text)});
  }

  void look_besides() {
    const auto before = besides_rules(before_);
    const auto after = besides_rules(work_.data);
    for (const auto& one : json::differences(before, after))
      add(change::wrong, {},
          "beside the rules of " + profile_ + ": " + show_difference(one) + "; nobody wishes that");
  }

  void look_into(std::size_t segment) {
    const auto& before = rules_of(old_, segment);
    const auto& after = rules_of(fresh_, segment);
    const auto pairs = pair_rules(before, after);
    std::size_t last = 0;
    bool shuffled = false;
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto was = pairs.before_of[i];
      if (!was) {
        arrived({segment, i});
        continue;
      }
      altered({segment, *was}, after[i]);
      if (is_ours({segment, *was}))
        continue;
      shuffled = shuffled || *was < last;
      last = std::max(last, *was);
    }
    for (std::size_t i = 0; i < before.size(); ++i)
      if (!pairs.stays[i])
        leaving({segment, i});
    if (shuffled)
      add(change::wrong, {},
          "the order of the rules in " + place(old_, segment)
            + " that are not ours would differ; nobody wishes that");
  }

  void arrived(const rule_ref& where) {
    const auto& rule = fresh_.at(where);
    const auto* whose = wisher(rule);
    const auto text = title(fresh_, where) + on_behalf(whose) + ": " + show_rule(rule);
    if (whose)
      add(change::add, *whose, text);
    else
      add(change::wrong, {}, text + "; nobody wishes that");
  }

  void altered(const rule_ref& where, const json::value& after) {
    const auto paths = json::differences(old_.at(where), after);
    if (paths.empty())
      return;
    const auto* whose = wisher(after);
    if (!whose)
      whose = owner_of(where);
    const auto text = title(old_, where) + on_behalf(whose) + ": " + show_differences(paths);
    if (whose || is_ours(where))
      add(change::alter, whose ? *whose : object_key{}, text);
    else
      add(change::wrong, {}, text + "; it is not ours");
  }

  void leaving(const rule_ref& where) {
    const auto* whose = owner_of(where);
    const auto text = title(old_, where);
    if (whose)
      add(change::remove, *whose, text + on_behalf(whose));
    else if (is_ours(where))
      add(change::remove, {}, text + " (its object is gone)");
    else
      add(change::wrong, {}, text + " would be removed; it is not ours");
  }

  /// Whose id the rule bears; null pointer: nobody's.
  const object_key* wisher(const json::value& rule) const {
    const auto found = by_id_.find(folded(id_of(rule)));
    return found == by_id_.end() ? nullptr : found->second;
  }

  const object_key* owner_of(const rule_ref& where) const {
    const auto found = by_rule_.find(where);
    return found == by_rule_.end() ? nullptr : found->second;
  }

  bool is_ours(const rule_ref& where) const {
    return owner_of(where) || old_.mark_at(where) == mark::ours;
  }

  std::string place(const module_index& in, std::size_t segment) const {
    const auto& which = in.segments()[segment];
    return (which.name.empty() ? "segment " + std::to_string(which.id) : std::string{which.name})
           + " of " + profile_;
  }

  std::string title(const module_index& in, const rule_ref& where) const {
    return "rule " + quoted(name_of(in.at(where))) + " at " + std::to_string(where.rule) + " in "
           + place(in, where.segment);
  }

  static std::string on_behalf(const object_key* whose) {
    return whose ? " (for " + to_string(*whose) + ")" : "";
  }

  const module_write& work_;
  const json::value& before_;
  const module_index old_;
  const module_index fresh_;
  const std::string profile_;
  std::vector<entry> all_;
  std::map<std::string, const object_key*> by_id_;
  std::map<rule_ref, const object_key*> by_rule_; ///< as it was read
  std::vector<change_line> out_;
};

} // namespace

std::vector<change_line> show(const settings& how, const plan_request& asked,
                              const transaction& work, const snapshot<record>& inventory) {
  const json::value nothing;
  const auto& seen = asked.observed.body;
  const auto& before = seen ? as<module_state>(seen).data : nothing;
  const auto& write = as<module_write>(work.body);
  return comparison{how, asked, write, before, title_of(asked, inventory)}.lines();
}

} // namespace weft::velocloud
