#include "actors/cni/seat.hpp"

#include "actors/cni/session.hpp"
#include "actors/runtime/session_supervisor.hpp"
#include "adapters/cni/config_files.hpp"
#include "adapters/cni/kactus_notes.hpp"
#include "adapters/metrics/registry.hpp"
#include "protocol/cni/domain.hpp"
#include "protocol/cni/kinds.hpp"
#include "protocol/cni/names.hpp"

namespace weft::cni {

domain_seat seat(const settings& how, node_ends node, surroundings* world,
                 std::chrono::milliseconds grace) {
  domain_seat out;
  out.name = domain_name;
  out.kinds = kinds(how);
  out.measured = {nullptr,
                  &metrics::names::cni_idle_cycles_total,
                  nullptr,
                  &metrics::names::cni_repairs_total,
                  &metrics::names::cni_concurrent_writer_total,
                  nullptr,
                  nullptr};
  out.told_about = {node_kind()};
  out.needs_cluster_id = false;
  out.fill = [how](const std::string&) { return std::make_shared<const domain>(make_domain(how)); };
  const auto versions = std::make_shared<plugin_versions>(node.plugins);
  const auto past = std::make_shared<afoot>();
  out.sessions = [how, node = std::move(node), versions, past, world,
                  grace](domain_actor::pointer house) -> session_house_actor {
    if (world->numbers)
      world->numbers
        ->gauge(metrics::names::controller_runtime_max_concurrent_reconciles, {domain_name})
        .set(static_cast<double>(workers_of(how)));
    session_supervisor_wiring its;
    its.domain = domain_name;
    its.controllers = {how.node_name};
    its.controller_of = [here = how.node_name](const std::string&) { return here; };
    session_wiring with{how, node, versions, domain_actor{house}, world, grace, past};
    with.config_files = [from = how.config_dir] {
      return from.empty() ? std::vector<config_file>{} : read_config_files(from);
    };
    if (!how.config_dir.empty()) // where kactus is configured
      with.kactus = [](const std::string& sandbox) { return read_kactus_notes(sandbox); };
    its.spawn = [with = std::move(with)](caf::local_actor* parent, const std::string&) {
      return session_actor{parent->spawn(session, with)};
    };
    its.world = world;
    its.sessions_have_children = true;
    return house->spawn(session_supervisor, std::move(its));
  };
  return out;
}

} // namespace weft::cni
