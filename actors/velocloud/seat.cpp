#include "actors/velocloud/seat.hpp"

#include "actors/runtime/session_supervisor.hpp"
#include "actors/velocloud/session.hpp"
#include "adapters/metrics/names.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "protocol/velocloud/names.hpp"

namespace weft::velocloud {

settings domain_settings(const velocloud_settings& how) {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  settings out;
  out.vco = how.name;
  out.insecure_skip_verify = how.insecure_skip_tls_verify;
  if (how.enterprise_id != 0)
    out.enterprise_id = how.enterprise_id;
  out.cluster_id = how.cluster_id;
  out.adopt = static_cast<adoption>(how.adopt);
  out.without_policy = static_cast<default_policy>(how.default_policy);
  out.create_module = how.create_module;
  out.debounce = how.debounce;
  out.debounce_cap = how.debounce_cap;
  out.min_write_interval = how.min_write_interval;
  out.resync = duration_cast<seconds>(how.resync);
  out.sweep = duration_cast<seconds>(how.sweep);
  out.quarantine = duration_cast<seconds>(how.quarantine);
  out.requests_per_second = how.rate;
  out.max_in_flight = how.concurrency;
  out.penalty = how.cooldown;
  out.request_timeout = duration_cast<seconds>(how.request_timeout);
  return out;
}

domain_seat seat(const velocloud_settings& how, std::shared_ptr<client> io, surroundings* world,
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
  out.fill = [how](const std::string& cluster_id) {
    auto words = domain_settings(how);
    if (words.cluster_id.empty())
      words.cluster_id = cluster_id;
    auto filling = make_domain(words);
    filling.pace.retry_first = how.retry_first;
    filling.pace.retry_cap = how.retry_cap;
    return std::make_shared<const domain>(std::move(filling));
  };
  out.sessions
    = [how, io = std::move(io), world, grace](domain_actor::pointer house) -> session_actor {
    session_supervisor_wiring its;
    its.domain = domain_name;
    its.controllers = {how.name};
    its.controller_of = [vco = how.name](const std::string&) { return vco; };
    its.spawn = [words = domain_settings(how), io, world, grace,
                 home = domain_actor{house}](caf::local_actor* parent, const std::string&) {
      return session_actor{parent->spawn(session, session_wiring{words, io, home, world, grace})};
    };
    its.world = world;
    return house->spawn(session_supervisor, std::move(its));
  };
  return out;
}

} // namespace weft::velocloud
