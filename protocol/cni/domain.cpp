#include "protocol/cni/domain.hpp"

#include "protocol/cni/affected.hpp"
#include "protocol/cni/interpret.hpp"
#include "protocol/cni/kinds.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/proposing.hpp"
#include "protocol/cni/report.hpp"
#include "protocol/cni/show.hpp"

namespace weft::cni {

namespace {

/// The session has limits of its own, and whoever waits for an interface waits for nothing else.
pacing pace_of(const settings& how) {
  pacing out;
  out.debounce = std::chrono::milliseconds::zero();
  out.debounce_cap = std::chrono::milliseconds::zero();
  out.between_writes = std::chrono::milliseconds::zero();
  out.resync = how.health * 10 / 11; // it wavers by a tenth, and is a limit
  out.sweep = how.sweep;
  out.quarantine = how.permanent_retry;
  out.forbidden = how.permanent_retry;
  out.retry_first = how.retry_first;
  out.retry_cap = how.retry_cap;
  return out;
}

} // namespace

std::string reason_of(const fault& why) {
  switch (why.code) {
  case errc::unreachable: // of a runtime that is away an observation tells
    return std::string{reason::records_away};
  case errc::not_found:
    return std::string{reason::no_sandbox};
  case errc::forbidden:
  case errc::refused:
    return std::string{reason::refused};
  default:
    return std::string{reason::pending};
  }
}

domain make_domain(const settings& how) {
  domain out;
  out.name = domain_name;
  out.repaired = "RepairedInterface";
  out.kinds = kinds(how);
  out.field_manager = field_manager;
  out.limits.count = 4 * how.limits.elements; // a target is one Pod, and what is swept is its own
  out.pace = pace_of(how);
  out.told_by_session = true;
  out.concerns = [how](const k8s::projection& pod) { return acts_on(how, pod); };
  out.file_under = [how](const k8s::projection& object) { return words_of(how, object); };
  out.interpret
    = [how](const k8s::projection& object, const view& index, const contributions& before) {
        return interpret(how, object, index, before);
      };
  out.plan = [how](const plan_request& asked) { return propose(how, asked); };
  out.report = [](const report_request& asked) { return report(asked); };
  out.affects = [](const k8s::projection* before, const k8s::projection* after, const view& index,
                   const contributions&) {
    return reach{{}, affected(before, after, index)};
  };
  out.show = [](const plan_request& asked, const transaction& work, const snapshot<record>&) {
    return show(asked, as<operations>(work.body));
  };
  out.name_fault = reason_of;
  out.targets = [](const snapshot<record>& inventory) {
    return inventory ? as<node_inventory>(inventory).targets : std::vector<std::string>{};
  };
  return out;
}

} // namespace weft::cni
