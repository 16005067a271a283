#include "protocol/velocloud/domain.hpp"

#include "protocol/pace.hpp"
#include "protocol/velocloud/governance.hpp"
#include "protocol/velocloud/interpret.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "protocol/velocloud/names.hpp"
#include "protocol/velocloud/plan.hpp"
#include "protocol/velocloud/records.hpp"
#include "protocol/velocloud/report.hpp"
#include "protocol/velocloud/show.hpp"

namespace weft::velocloud {

namespace {

std::vector<std::string> targets_of(const settings& how, const snapshot<record>& inventory) {
  std::vector<std::string> out;
  if (!inventory)
    return out;
  for (const auto& row : as<profile_inventory>(inventory).profiles)
    if (row.usable())
      out.push_back(target_key(how.name, row.id));
  return out;
}

pacing pace_of_modules(const settings& how) {
  auto out = pace_of(how);
  out.between_writes = how.min_write_interval;
  out.sweep = how.sweep;
  out.quarantine = how.quarantine;
  out.forbidden = how.forbidden_retry;
  return out;
}

} // namespace

std::string reason_of(const fault& why) {
  switch (why.code) {
  case errc::expired:
    return std::string{reason::auth_failed};
  case errc::forbidden:
    return std::string{reason::forbidden};
  case errc::throttled:
    return std::string{reason::rate_limited};
  case errc::refused:
    return std::string{reason::vco_rejected};
  case errc::not_found:
    return std::string{reason::profile_not_found};
  default:
    return std::string{reason::vco_unreachable};
  }
}

domain make_domain(const settings& how) {
  domain out;
  out.name = domain_name;
  out.kinds = kinds();
  out.finalizer = finalizer;
  out.field_manager = field_manager;
  out.pace = pace_of_modules(how);
  out.interpret = [how](const k8s::projection& object, const view& index, const contributions&) {
    return interpret(how, object, index);
  };
  out.plan = [how](const plan_request& request) { return plan(how, request); };
  out.report = [how](const report_request& request) { return report(how, request); };
  out.affects = [how](const k8s::projection* before, const k8s::projection* after,
                      const view& index, const contributions&) {
    return reach{affects(how, before, after, index), {}};
  };
  out.targets = [how](const snapshot<record>& inventory) { return targets_of(how, inventory); };
  out.show = [how](const plan_request& asked, const transaction& work,
                   const snapshot<record>& inventory) { return show(how, asked, work, inventory); };
  out.name_fault = reason_of;
  return out;
}

} // namespace weft::velocloud
