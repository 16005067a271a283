#include "protocol/avi/plan_belongings.hpp"

#include "protocol/avi/ownership.hpp"
#include "protocol/avi/services.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace weft::avi {

namespace {

/// The order in which objects can go. @see avi.md 5.11
constexpr std::array order{type::virtual_service, type::vsvip,       type::data_script,
                           type::certificate,     type::http_policy, type::policy,
                           type::pool_group,      type::pool};

bool is_child(const json::value& object) {
  return !object.text_at({"vh_parent_vs_ref"}).empty();
}

/// Finds what nobody claims.
class clearance {
public:
  clearance(const settings& how, const plan_request& asked, const stock& all)
    : how_(how), asked_(asked), all_(all) {
    for (const auto& [who, part] : asked.parts)
      if (part->body && part->what != wish::remove && !how.delete_config)
        claimed_.merge(std::set{as<claimed_names>(part->body).all});
    for (const auto& [which, held] : all)
      for (const auto& one : references_of(*held))
        referrers_[one].insert(which);
  }

  proposal decide() {
    for (const auto& [who, part] : asked_.parts)
      out_.verdicts[who].how_far = part->what == wish::remove ? progress::absent : progress::placed;
    for (const bool children : {true, false})
      for (const auto of : order)
        for (const auto& [which, held] : all_)
          if (which.type == of && is_child(*held) == children
              && (is_of_service(which, *held) || is_of_ingress(how_, which, *held))
              && is_ours(how_, which, *held, referring(which)))
            look_at(which, *held);
    if (!work_.steps.empty()) {
      transaction next;
      next.target = asked_.target;
      next.body = take_snapshot(std::move(work_));
      out_.work = take_snapshot(std::move(next));
    }
    return std::move(out_);
  }

private:
  /// The objects that refer to one.
  stock referring(const object_name& which) const {
    stock out;
    const auto by = referrers_.find(which);
    if (which.type == type::vsvip && by != referrers_.end())
      for (const auto& one : by->second)
        out.emplace(one, all_.at(one));
    return out;
  }

  /// Whether it is ours, and another object that stays refers to it.
  bool is_in_use(const object_name& which) const {
    const auto by = referrers_.find(which);
    return by != referrers_.end() && std::ranges::any_of(by->second, [&](const object_name& one) {
             return one != which && !leaving_.contains(one);
           });
  }

  void look_at(const object_name& which, const json::value& held) {
    ++out_.ours;
    if (claimed_.contains(which) || is_in_use(which) || !asked_.may_remove)
      return;
    const unit one{{}, to_string(which)};
    const bool kept_out = asked_.held.contains(one) || asked_.refused.contains(one)
                          || (asked_.only && !asked_.only->contains(one));
    if (!how_.delete_config && !asked_.sweep)
      return;
    if (!how_.delete_config)
      out_.sweeps.insert(one.what);
    if (kept_out)
      return;
    write_step step;
    step.what = write_step::verb::remove;
    step.which = which;
    step.uuid = held.text_at({"uuid"});
    if (const auto by = referrers_.find(which); by != referrers_.end())
      for (const auto& referrer : by->second)
        if (const auto before = leaving_.find(referrer); before != leaving_.end())
          step.after.push_back(before->second);
    out_.sweeps_here += how_.delete_config ? 0 : 1;
    out_.units.push_back(one);
    leaving_.emplace(which, work_.steps.size());
    work_.steps.push_back(std::move(step));
  }

  const settings& how_;
  const plan_request& asked_;
  const stock& all_;
  std::set<object_name> claimed_;
  std::map<object_name, std::set<object_name>> referrers_;
  std::map<object_name, std::size_t> leaving_; ///< with the place of its step
  batch work_;
  proposal out_;
};

} // namespace

proposal plan_belongings(const settings& how, const plan_request& asked) {
  if (!asked.observed.body)
    return {};
  const auto& seen = as<sight>(asked.observed.body);
  auto out = clearance{how, asked, seen.objects}.decide();
  if (!asked.observed.trouble.empty() || !seen.at || !seen.at->trouble.empty())
    out.work = nullptr;
  return out;
}

} // namespace weft::avi
