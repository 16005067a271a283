#include "actors/avi/seat.hpp"

#include "actors/avi/session.hpp"
#include "actors/runtime/session_supervisor.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/avi/domain.hpp"
#include "protocol/avi/kinds.hpp"
#include "protocol/avi/names.hpp"

#include <algorithm>

namespace weft::avi {

namespace {

constexpr std::chrono::seconds longest_grace{8};

} // namespace

domain_seat seat(const settings& how, std::shared_ptr<client> io, weft::surroundings* world,
                 std::chrono::milliseconds grace) {
  domain_seat out;
  out.name = domain_name;
  out.kinds = kinds(how);
  out.measured = {&metrics::names::avi_wishes,
                  &metrics::names::avi_idle_cycles_total,
                  &metrics::names::avi_batch_size,
                  &metrics::names::avi_corrections_total,
                  &metrics::names::avi_concurrent_writer_total,
                  nullptr,
                  &metrics::names::avi_objects};
  out.needs_cluster_id = false;
  out.fill = [how](const std::string&) { return std::make_shared<const domain>(make_domain(how)); };
  out.sessions
    = [how, io = std::move(io), world, grace](domain_actor::pointer house) -> session_house_actor {
    if (world->numbers)
      world->numbers
        ->gauge(metrics::names::controller_runtime_max_concurrent_reconciles, {domain_name})
        .set(static_cast<double>(how.concurrency));
    session_supervisor_wiring its;
    its.domain = domain_name;
    its.controllers = {how.name};
    its.controller_of = [controller = how.name](const std::string&) { return controller; };
    its.spawn
      = [wiring = session_wiring{how, io, domain_actor{house}, world,
                                 std::min<std::chrono::milliseconds>(grace, longest_grace)}](
          caf::local_actor* parent, const std::string&) {
          return session_actor{parent->spawn(session, wiring)};
        };
    its.world = world;
    return house->spawn(session_supervisor, std::move(its));
  };
  return out;
}

} // namespace weft::avi
