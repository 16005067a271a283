#include "protocol/cni/sandbox_census.hpp"

namespace weft::cni {

std::set<std::pair<std::string, std::string>>
sandbox_census::take(const std::vector<sandbox>& all) {
  std::map<std::string, entry> now;
  for (const auto& one : all)
    now[one.id] = {one.ns, one.name, one.ready};
  std::set<std::pair<std::string, std::string>> out;
  for (const auto& [id, one] : now)
    if (const auto before = known_.find(id); before == known_.end() || before->second != one)
      out.emplace(one.ns, one.name);
  for (const auto& [id, one] : known_)
    if (!now.contains(id))
      out.emplace(one.ns, one.name);
  known_ = std::move(now);
  return out;
}

} // namespace weft::cni
