#include "protocol/velocloud/identity.hpp"

#include "protocol/velocloud/rules.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace weft::velocloud {

namespace {

/// Finds rules for one entry after the other; a rule is never two objects' own.
class claims {
public:
  claims(const module_index& index, const std::vector<entry>& all) : index_(index), all_(all) {}

  /// The computed id is nobody else's, so every rule that bears it is this object's.
  void by_computed_id(entry& one) {
    for (const auto& where : index_.by_id(one.want->id))
      take(one, where);
  }

  /// An id that occurs more than once is no identity, and another object's mark is not ours.
  void by_recorded_id(entry& one) {
    for (const auto& before : one.want->recorded) {
      const auto& found = index_.by_id(before.rule_logical_id);
      if (!one.rules.empty() || before.rule_logical_id.empty() || found.size() != 1)
        continue;
      if (index_.mark_at(found.front()) == mark::none)
        take(one, found.front());
    }
  }

  /// The name that is wanted, where the records hold it already. As long as its rule stands under a
  /// former name, one that is merely intended is somebody else's yet.
  void by_wanted_name(entry& one) {
    const bool stays = stands_under_former_name(one);
    by_recorded_name(one, [&](const placement& before) {
      return before.rule_name == one.want->wanted.name && !(stays && before.state == "Intended");
    });
  }

  void by_any_name(entry& one) {
    by_recorded_name(one, [](const placement&) { return true; });
  }

  std::set<rule_ref> taken;

private:
  bool stands_under_former_name(const entry& one) const {
    return std::ranges::any_of(one.want->recorded, [&](const placement& before) {
      if (before.state == "Intended" || before.rule_name == one.want->wanted.name)
        return false;
      const auto rules = named(before);
      return std::ranges::any_of(rules,
                                 [&](const rule_ref& where) { return !has_passed_on(where, one); });
    });
  }

  /// Whether a rule of this name is by now what somebody else wants under it.
  bool has_passed_on(const rule_ref& where, const entry& from) const {
    const auto& rule = index_.at(where);
    return std::ranges::any_of(all_, [&](const entry& other) {
      return &other != &from && other.part->what == wish::place
             && other.want->wanted.name == name_of(rule) && same_match(rule, other.want->wanted);
    });
  }

  /// Rules that may be what was recorded.
  std::vector<rule_ref> named(const placement& before) const {
    std::vector<rule_ref> out;
    for (std::size_t s = 0; s < index_.segments().size(); ++s)
      if (index_.segments()[s].id == before.segment_id)
        for (const auto& where : index_.by_name(s, before.rule_name))
          if (!taken.contains(where) && may_be(before, where))
            out.push_back(where);
    return out;
  }

  void by_recorded_name(entry& one, const std::function<bool(const placement&)>& counts) {
    for (const auto& before : one.want->recorded) {
      if (!one.rules.empty())
        return;
      if (counts(before))
        take_named(one, before);
    }
  }

  void take(entry& one, const rule_ref& where) {
    if (taken.insert(where).second)
      one.rules.push_back(where);
  }

  void take_named(entry& one, const placement& before) {
    for (const auto& where : named(before))
      if (one.rules.empty() || same_match(index_.at(where), index_.at(one.rules.front())))
        take(one, where);
  }

  /// While only intended, the id that VCO will show is not known yet.
  bool may_be(const placement& before, const rule_ref& where) const {
    if (index_.mark_at(where) != mark::none)
      return false;
    const auto id = id_of(index_.at(where));
    return id.empty() || id == before.rule_logical_id
           || (before.rule_logical_id.empty() && before.state == "Intended");
  }

  const module_index& index_;
  const std::vector<entry>& all_;
};

} // namespace

std::vector<entry> by_age(const plan_request& request) {
  std::vector<entry> all;
  all.reserve(request.parts.size());
  for (const auto& [who, part] : request.parts)
    if (part->body && part->what != wish::none)
      all.push_back({&who, part.get(), &as<intent>(part->body), is_held(request, who), {}});
  std::sort(all.begin(), all.end(), [](const entry& a, const entry& b) {
    return std::tie(a.want->created, a.who->key.ns, a.who->key.name, a.who->uid)
           < std::tie(b.want->created, b.who->key.ns, b.who->key.name, b.who->uid);
  });
  return all;
}

std::set<rule_ref> find_own(std::vector<entry>& all, const module_index& index) {
  claims found{index, all};
  for (auto& one : all)
    found.by_computed_id(one);
  for (auto& one : all)
    found.by_recorded_id(one);
  // A name may have been handed over and VCO have dropped the id: then the rule is the taker's,
  // and what its former owner has been renamed to is that one's.
  for (auto& one : all)
    if (one.part->what == wish::place)
      found.by_wanted_name(one);
  for (const bool placing : {true, false})
    for (auto& one : all)
      if ((one.part->what == wish::place) == placing)
        found.by_any_name(one);
  return std::move(found.taken);
}

} // namespace weft::velocloud
