#include "protocol/aci/domain.hpp"

#include "protocol/aci/affected.hpp"
#include "protocol/aci/aftermath.hpp"
#include "protocol/aci/interpret.hpp"
#include "protocol/aci/kinds.hpp"
#include "protocol/aci/names.hpp"
#include "protocol/aci/report.hpp"
#include "protocol/aci/show.hpp"
#include "protocol/aci/sight.hpp"
#include "protocol/aci/units.hpp"
#include "protocol/pace.hpp"

#include <iterator>
#include <utility>

namespace weft::aci {

namespace {

constexpr std::size_t most_requests_shown = 1000;

pacing pace_on_fabric(const settings& how) {
  auto out = pace_of(how);
  out.between_writes = std::chrono::milliseconds::zero(); // the session has a rate
  out.sweep = how.resync;
  out.quarantine = how.resync;
  out.forbidden = how.resync;
  return out;
}

brake brake_of(const settings& how) {
  return {how.brake_count, how.brake_share, how.brake_wait};
}

lookups look_in(const view& index, const contributions& before, const std::string& target) {
  return {index,
          [&index](const std::string& uid, const visitor& visit) { index.each_filed(uid, visit); },
          [&before, &target](const owner& who) -> snapshot<record> {
            const auto part = before ? before(who, target) : nullptr;
            return part ? part->body : nullptr;
          }};
}

snapshot<transaction> transaction_of(const std::string& target, const plan_output& from) {
  if (!from.next)
    return nullptr;
  transaction out;
  out.target = target;
  out.body = from.next;
  for (const auto& [who, said] : from.verdicts)
    out.changes += said.changes ? 1 : 0;
  out.bytes = from.next->body.size();
  return take_snapshot(std::move(out));
}

verdict verdict_of(eepg_verdict said, const fragment& part) {
  const auto& where = as<wished_eepg>(part.body).where;
  auto what = std::exchange(said.pieces, {});
  verdict out = std::move(said);
  for (const auto& one : what)
    out.units.push_back(word_of(where, one));
  return out;
}

proposal plan_for(const settings& how, const plan_request& asked) {
  proposal out;
  if (!asked.observed.body)
    return out;
  const auto& sees = as<sight>(asked.observed.body);
  const auto held = units_of(asked.held, asked.parts);
  const auto refused = units_of(asked.refused, asked.parts);
  std::set<piece> only;
  if (asked.only)
    only = units_of(*asked.only, asked.parts);
  auto planned = plan({how, asked.parts, *sees.seen, held, refused, asked.only ? &only : nullptr,
                       asked.may_remove, asked.sweep, sees.limits});
  out.work = transaction_of(asked.target, planned);
  for (auto& [who, said] : planned.verdicts)
    if (const auto part = asked.parts.find(who); part != asked.parts.end())
      out.verdicts.emplace(who, verdict_of(std::move(said), *part->second));
  out.units = words_of(planned.units, asked.parts);
  out.sweeps = planned.sweeps;
  out.sweeps_here = planned.swept;
  out.ours = planned.ours;
  out.notices = std::move(planned.notices);
  return out;
}

/// Line by line what `work` would change, and after it what the requests that follow would: a plan
/// holds one at a time.
std::vector<change_line> show_all(const settings& how, const plan_request& asked,
                                  const transaction& work) {
  std::vector<change_line> out;
  if (!asked.observed.body)
    return out;
  auto sees = as<sight>(asked.observed.body);
  auto next = work.body;
  for (std::size_t i = 0; i < most_requests_shown; ++i) {
    const auto& what = as<request>(next);
    auto lines = show(asked.parts, *sees.seen, what);
    out.insert(out.end(), std::make_move_iterator(lines.begin()),
               std::make_move_iterator(lines.end()));
    sees.seen = take_snapshot(aftermath(*sees.seen, what));
    const observation then{{}, take_snapshot(sees), {}, {}};
    const auto planned
      = plan_for(how, {asked.target, asked.parts, then, asked.held, asked.refused, asked.may_remove,
                       asked.sweep, asked.live_uids, asked.only});
    if (!planned.work)
      return out;
    next = planned.work->body;
  }
  out.push_back({change::alter, {}, "and more, which is not shown"});
  return out;
}

} // namespace

std::string reason_of(const fault& why) {
  switch (why.code) {
  case errc::expired:
  case errc::forbidden:
  case errc::refused:
    return std::string{reason::apic_rejected};
  case errc::not_found:
    return std::string{reason::waiting_for_l3out};
  default:
    return std::string{reason::pending};
  }
}

domain make_domain(const settings& how) {
  domain out;
  out.name = domain_name;
  out.repaired = "DriftCorrected";
  out.kinds = kinds(how);
  out.field_manager = field_manager;
  out.limits = brake_of(how);
  out.pace = pace_on_fabric(how);
  out.observes_by_wish = true;
  out.concerns = acts_on;
  out.file_under = index_keys;
  out.interpret
    = [how](const k8s::projection& object, const view& index, const contributions& before) {
        return interpret(how, object, look_in(index, before, how.name));
      };
  out.plan = [how](const plan_request& asked) { return plan_for(how, asked); };
  if (how.report)
    out.report = [how](const report_request& asked) { return report(how, asked); };
  out.affects = [how](const k8s::projection* before, const k8s::projection* after,
                      const view& index, const contributions& so_far) {
    return reach{{}, affected(how, before, after, look_in(index, so_far, how.name))};
  };
  out.show = [how](const plan_request& asked, const transaction& work, const snapshot<record>&) {
    return show_all(how, asked, work);
  };
  out.name_fault = reason_of;
  out.targets = [name = how.name](const snapshot<record>&) { return std::vector{name}; };
  return out;
}

} // namespace weft::aci
