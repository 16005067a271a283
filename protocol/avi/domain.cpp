#include "protocol/avi/domain.hpp"

#include "protocol/avi/affected.hpp"
#include "protocol/avi/interpret_ingress.hpp"
#include "protocol/avi/interpret_node.hpp"
#include "protocol/avi/interpret_service.hpp"
#include "protocol/avi/kinds.hpp"
#include "protocol/avi/layer7_names.hpp"
#include "protocol/avi/layer7_planner.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/avi/plan_belongings.hpp"
#include "protocol/avi/plan_routes.hpp"
#include "protocol/avi/report.hpp"
#include "protocol/avi/service_planner.hpp"
#include "protocol/avi/show.hpp"
#include "protocol/pace.hpp"

#include <utility>

namespace weft::avi {

namespace {

pacing pace_at_controller(const settings& how) {
  auto out = pace_of(how);
  out.between_writes = how.debounce; // what comes one after the other is written together
  out.sweep = how.resync;
  out.quarantine = how.refused;
  out.forbidden = how.refused;
  return out;
}

proposal plan_for(const settings& how, const plan_request& asked) {
  if (asked.target == routes_target(how))
    return plan_routes(how, asked);
  if (asked.target == belongings_target(how))
    return plan_belongings(how, asked);
  const auto first = service_target(how, {});
  const bool shared
    = asked.target.starts_with(first) && is_shared_name(how, asked.target.substr(first.size()));
  return shared ? plan_layer7(how, asked) : plan_service(how, asked);
}

bool concerns_us(const settings& how, const k8s::projection& object) {
  const auto& kind = object.meta.key.kind;
  return kind == node_kind ? how.handles_routes() : kind == ingress_kind || concerns(object);
}

interpretation interpret(const settings& how, const k8s::projection& object, const view& index,
                         const contributions& before) {
  const auto& kind = object.meta.key.kind;
  return kind == node_kind      ? interpret_node(how, object, index, before)
         : kind == ingress_kind ? interpret_ingress(how, object, index)
                                : interpret_service(how, object, index);
}

} // namespace

std::string reason_of(const fault& why) {
  switch (why.code) {
  case errc::expired:
    return std::string{reason::auth_failed};
  case errc::forbidden:
  case errc::refused:
  case errc::not_found:
    return std::string{reason::refused};
  default:
    return std::string{reason::unreachable};
  }
}

domain make_domain(const settings& how) {
  domain out;
  out.name = domain_name;
  out.kinds = kinds(how);
  out.field_manager = field_manager;
  out.limits = {how.brake_count, how.brake_share, how.brake_wait};
  out.pace = pace_at_controller(how);
  out.observes_by_wish = true;
  out.concerns = [how](const k8s::projection& object) { return concerns_us(how, object); };
  out.file_under = index_words;
  out.interpret
    = [how](const k8s::projection& object, const view& index, const contributions& before) {
        return interpret(how, object, index, before);
      };
  out.plan = [how](const plan_request& asked) { return plan_for(how, asked); };
  out.report = [how](const report_request& asked) { return report(how, asked); };
  out.affects
    = [how](const k8s::projection* before, const k8s::projection* after, const view& index,
            const contributions&) { return affected(how, before, after, index); };
  out.show = [how](const plan_request& asked, const transaction& work, const snapshot<record>&) {
    return show(how, asked, work);
  };
  out.name_fault = reason_of;
  out.targets = [how](const snapshot<record>&) {
    std::vector<std::string> all{belongings_target(how)};
    if (how.handles_routes())
      all.push_back(routes_target(how));
    return all;
  };
  return out;
}

} // namespace weft::avi
