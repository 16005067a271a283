#include "protocol/velocloud/revision.hpp"

#include "protocol/velocloud/rules.hpp"

#include <algorithm>

namespace weft::velocloud {

void revision::mend(const rule_ref& where, const rule_spec& wanted, const std::string& id) {
  mended_[where] = {&wanted, id};
}

void revision::make(std::size_t segment, const rule_spec& wanted, const std::string& id) {
  made_[segment].push_back({&wanted, id});
}

bool revision::empty() const {
  return mended_.empty() && dropped_.empty()
         && std::all_of(made_.begin(), made_.end(), [](const auto& some) { return some.empty(); });
}

json::value revision::applied_to(const json::value& data) const {
  auto out = data;
  auto& segments = *out.find("segments")->as_array();
  for (std::size_t s = 0; s < segments.size(); ++s) {
    auto* held = segments[s].find("rules");
    auto* rules = held ? held->as_array() : nullptr;
    json::array revised;
    revised.reserve((rules ? rules->size() : 0) + made_[s].size());
    const auto* live = module_index::template_of(index_.segments()[s]);
    for (auto i = made_[s].rbegin(); i != made_[s].rend(); ++i)
      revised.push_back(make_rule(live ? *live : shipped_template(), *i->wanted, i->id));
    for (std::size_t r = 0; rules && r < rules->size(); ++r) {
      if (dropped_.contains({s, r}))
        continue;
      auto& rule = (*rules)[r];
      if (const auto found = mended_.find({s, r}); found != mended_.end()) {
        velocloud::mend(rule, *found->second.wanted);
        if (!found->second.id.empty())
          rule.set("ruleLogicalId", found->second.id);
      }
      revised.push_back(std::move(rule));
    }
    if (rules || !revised.empty())
      segments[s].set("rules", std::move(revised));
  }
  return out;
}

} // namespace weft::velocloud
