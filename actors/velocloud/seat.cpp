#include "actors/velocloud/seat.hpp"

#include "actors/runtime/session_supervisor.hpp"
#include "actors/velocloud/session.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "protocol/velocloud/names.hpp"

namespace weft::velocloud {

domain_seat seat(const settings& how, std::shared_ptr<client> io, surroundings* world,
                 std::chrono::milliseconds grace) {
  domain_seat out;
  out.name = domain_name;
  out.kinds = kinds();
  out.measured = {&metrics::names::velo_rules,
                  &metrics::names::velo_module_noop_total,
                  &metrics::names::velo_batch_size,
                  &metrics::names::velo_drift_repairs_total,
                  &metrics::names::velo_concurrent_writer_total,
                  &metrics::names::velo_policy_denied_total};
  out.needs_cluster_id = how.cluster_id.empty();
  out.fill = [how](const std::string& cluster_id) {
    auto here = how;
    if (here.cluster_id.empty())
      here.cluster_id = cluster_id;
    return std::make_shared<const domain>(make_domain(here));
  };
  out.sessions
    = [how, io = std::move(io), world, grace](domain_actor::pointer house) -> session_house_actor {
    if (world->numbers)
      world->numbers
        ->gauge(metrics::names::controller_runtime_max_concurrent_reconciles, {domain_name})
        .set(static_cast<double>(how.concurrency));
    session_supervisor_wiring its;
    its.domain = domain_name;
    its.controllers = {how.name};
    its.controller_of = [vco = how.name](const std::string&) { return vco; };
    its.spawn = [how, io, world, grace, home = domain_actor{house}](caf::local_actor* parent,
                                                                    const std::string&) {
      return session_actor{parent->spawn(session, session_wiring{how, io, home, world, grace})};
    };
    its.world = world;
    return house->spawn(session_supervisor, std::move(its));
  };
  return out;
}

} // namespace weft::velocloud
