#include "protocol/velocloud/report.hpp"

#include "protocol/unicode.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/placements.hpp"
#include "protocol/velocloud/placements_shown.hpp"

#include <algorithm>
#include <array>

namespace weft::velocloud {

namespace {

constexpr std::size_t message_limit = 2048;

/// One condition before it has a time.
struct word {
  std::string_view status = "Unknown";
  std::string reason{reason::pending};
  std::string message;
};

/// What the status says. Not decided: nothing is known for this generation yet.
struct judgement {
  word accepted;
  word programmed;
  bool decided = true;
};

word yes(std::string_view why, std::string text = {}) {
  return {"True", std::string{why}, std::move(text)};
}

word no(std::string_view why, std::string text = {}) {
  return {"False", std::string{why}, std::move(text)};
}

bool about_the_way(std::string_view why) {
  constexpr std::array ways{reason::vco_unreachable, reason::auth_failed, reason::rate_limited,
                            reason::forbidden};
  return std::find(ways.begin(), ways.end(), why) != ways.end();
}

bool found_by_interpret(std::string_view why) {
  constexpr std::array found{reason::invalid_spec,
                             reason::policy_violation,
                             reason::quota_exceeded,
                             reason::paused,
                             reason::dry_run,
                             reason::profile_not_found,
                             reason::profile_ambiguous,
                             reason::unsupported_profile,
                             reason::pending};
  return std::find(found.begin(), found.end(), why) != found.end();
}

/// Judges one object from what was asked, answered and stored.
class judge {
public:
  judge(const report_request& request, const json::value& stored)
    : object_(request.object), meaning_(request.meaning), outcomes_(request.outcomes),
      held_(read_conditions(stored)) {
    current_
      = stored.int_at({"observedGeneration"}, -1) == object_.meta.generation && !held_.empty();
  }

  judgement decide() const {
    if (object_.meta.deleting)
      return leaving();
    if (!meaning_.accepted)
      return refusal(meaning_.reason, meaning_.message);
    if (!meaning_.decided)
      return current_ ? as_stored() : undecided(meaning_.reason, meaning_.message);
    if (!meaning_.reason.empty())
      return {yes(reason::accepted), no(meaning_.reason, meaning_.message), true};
    return from_target();
  }

private:
  const condition* stored(std::string_view type) const {
    const auto found = std::find_if(held_.begin(), held_.end(),
                                    [type](const condition& one) { return one.type == type; });
    return found == held_.end() ? nullptr : &*found;
  }

  word stored_word(std::string_view type) const {
    const auto* one = stored(type);
    if (!one)
      return {};
    return {one->status == "True"    ? "True"
            : one->status == "False" ? "False"
                                     : "Unknown",
            one->reason, one->message};
  }

  bool stored_true(std::string_view type) const {
    const auto* one = stored(type);
    return current_ && one && one->status == "True";
  }

  judgement as_stored() const { return {stored_word("Accepted"), stored_word("Programmed"), true}; }

  static judgement undecided(std::string why, std::string text) {
    return {{}, {"Unknown", std::move(why), std::move(text)}, false};
  }

  static judgement refusal(std::string why, std::string text) {
    return {no(why, std::move(text)), no(reason::pending, "the object is not accepted: " + why),
            true};
  }

  const outcome* answer() const {
    for (const auto& part : meaning_.parts) {
      if (part.what != wish::place)
        continue;
      const auto found = outcomes_.find(part.target);
      if (found != outcomes_.end() && found->second->generation == object_.meta.generation)
        return found->second.get();
    }
    return nullptr;
  }

  judgement leaving() const {
    judgement out{stored_word("Accepted"), no(reason::removing), true};
    for (const auto& [target, said] : outcomes_)
      if (said->how_far == progress::pending && about_the_way(said->reason))
        out.programmed = {"Unknown", said->reason, said->message};
    return out;
  }

  judgement from_target() const {
    const auto* said = answer();
    if (!said || (said->how_far == progress::pending && said->reason == reason::pending))
      return under_way(said);
    if (!said->accepted)
      return refusal(said->reason, said->message);
    switch (said->how_far) {
    case progress::placed:
      return {yes(reason::accepted), yes(reason::programmed), true};
    case progress::intended:
      return about_to_try();
    case progress::pending:
    case progress::declined:
    case progress::absent:
      break;
    }
    if (!about_the_way(said->reason))
      return {yes(reason::accepted), no(said->reason, said->message), true};
    if (stored_true("Programmed"))
      return as_stored();
    const word way{said->reason == reason::forbidden ? "False" : "Unknown", said->reason,
                   said->message};
    return {stored_true("Accepted") ? stored_word("Accepted") : word{}, way, false};
  }

  /// A target that has not decided again leaves its earlier word standing.
  judgement under_way(const outcome* said) const {
    const auto* ready = stored("Ready");
    if (current_ && ready && (ready->status == "True" || !found_by_interpret(ready->reason)))
      return as_stored();
    return undecided(std::string{reason::pending}, said ? said->message : "");
  }

  /// What was refused is tried again now and then; its refusal stands until that succeeds.
  judgement about_to_try() const {
    if (const auto* ready = stored("Ready");
        current_ && ready && ready->status != "True" && !found_by_interpret(ready->reason))
      return as_stored();
    return {yes(reason::accepted), {"Unknown", std::string{reason::pending}, {}}, false};
  }

  const k8s::projection& object_;
  const interpretation& meaning_;
  const std::map<std::string, snapshot<outcome>>& outcomes_;
  std::vector<condition> held_;
  bool current_ = false; ///< the stored status is about this generation
};

/// Both, or the first that is not True.
word both(const judgement& said) {
  if (said.accepted.status == "False")
    return said.accepted;
  if (said.programmed.status != "True")
    return said.programmed;
  return said.accepted.status == "True" ? yes(reason::programmed) : said.accepted;
}

condition condition_of(std::string type, const word& said, std::int64_t generation) {
  return {std::move(type), std::string{said.status},
          said.reason,     std::string{beginning(said.message, message_limit)},
          generation,      {}};
}

} // namespace

json::value report(const settings& how, const report_request& request) {
  const auto read = json::parse(request.object.status);
  const auto stored = read && read->is_object() ? *read : json::value{json::object{}};
  const auto said = judge{request, stored}.decide();
  const auto generation
    = said.decided ? request.object.meta.generation : stored.int_at({"observedGeneration"}, 0);

  std::vector<condition> conditions{condition_of("Accepted", said.accepted, generation),
                                    condition_of("Programmed", said.programmed, generation),
                                    condition_of("Ready", both(said), generation)};
  keep_transition_times(conditions, read_conditions(stored), request.now);

  json::value status = json::object{};
  if (generation > 0)
    status.set("observedGeneration", generation);
  status.set("conditions", write_conditions(conditions));
  status.set("placements", write_placements(placements_to_show(how, request, stored)));
  auto unchanged = stored;
  const auto* synced = stored.find("lastSyncTime");
  const auto when = synced ? std::string{synced->text_or("")} : to_rfc3339(request.now);
  unchanged.erase("lastSyncTime");
  status.set("lastSyncTime", unchanged == status ? when : to_rfc3339(request.now));
  return status;
}

} // namespace weft::velocloud
