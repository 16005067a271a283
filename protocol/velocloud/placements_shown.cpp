#include "protocol/velocloud/placements_shown.hpp"

#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/placements.hpp"

#include <algorithm>

namespace weft::velocloud {

namespace {

constexpr std::size_t most_placements = 16; // what the CRD admits

const fragment* part_for(const interpretation& meaning, const std::string& target) {
  const auto found = std::find_if(meaning.parts.begin(), meaning.parts.end(),
                                  [&](const fragment& part) { return part.target == target; });
  return found == meaning.parts.end() ? nullptr : &*found;
}

/// What is known about one target: its own word, or what is stored.
std::vector<placement> at_target(const outcome* said, const std::vector<placement>& stored) {
  if (!said)
    return stored;
  if (said->evidence && said->how_far != progress::absent)
    return as<placements>(said->evidence).at;
  const bool nothing
    = said->how_far == progress::absent || (said->how_far == progress::declined && !said->accepted);
  return nothing ? std::vector<placement>{} : stored;
}

/// Lets values that change with everybody's writes rest until a refresh is due.
void settle_volatile(placement& shown, const std::vector<placement>& stored, bool due) {
  const auto before = std::find_if(stored.begin(), stored.end(), [&](const placement& old) {
    return old.segment_id == shown.segment_id && old.rule_name == shown.rule_name
           && old.rule_logical_id == shown.rule_logical_id && old.state == shown.state
           && old.module_id == shown.module_id;
  });
  if (before == stored.end())
    return;
  shown.profile_name = before->profile_name;
  if (due && before->position != shown.position)
    return;
  shown.position = before->position;
  shown.module_version = before->module_version;
}

} // namespace

std::vector<placement> placements_to_show(const settings& how, const report_request& request,
                                          const json::value& stored) {
  const auto before = read_placements(stored);
  std::vector<std::int64_t> profiles;
  auto remember = [&](std::int64_t profile) {
    if (std::find(profiles.begin(), profiles.end(), profile) == profiles.end())
      profiles.push_back(profile);
  };
  for (const auto& one : before)
    remember(one.profile_id);
  for (const auto& [target, said] : request.outcomes)
    if (const auto profile = profile_of(target))
      remember(*profile);

  const auto* synced = stored.find("lastSyncTime");
  // The comparison that tells of them comes after no less than nine tenths of the period.
  const bool due = !synced || request.now - from_rfc3339(synced->text_or("")) >= how.resync / 2;
  std::vector<placement> out;
  for (const auto profile : profiles) {
    const auto target = target_key(how.name, profile);
    const auto said = request.outcomes.find(target);
    std::vector<placement> held;
    std::copy_if(before.begin(), before.end(), std::back_inserter(held),
                 [profile](const placement& one) { return one.profile_id == profile; });
    const auto* part = part_for(request.meaning, target);
    for (auto& one :
         at_target(said == request.outcomes.end() ? nullptr : said->second.get(), held)) {
      // One that no read has shown keeps saying so: that is why any id may be its rule's.
      if (part && part->what == wish::remove && one.state != "Intended")
        one.state = "Removing";
      settle_volatile(one, held, due);
      out.push_back(std::move(one));
    }
  }
  out.resize(std::min(out.size(), most_placements));
  return out;
}

} // namespace weft::velocloud
