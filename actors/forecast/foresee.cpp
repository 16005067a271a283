#include "actors/forecast/foresee.hpp"

#include "actors/forecast/forecaster.hpp"
#include "actors/runtime_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <optional>

namespace weft {

namespace {

constexpr std::size_t workers = 2;

/// What actors stand on while a forecast is made; the fence stays shut.
struct stage {
  stage() : config(workers), system(config) { use_real_world(world); }

  surroundings world;
  index objects;
  runtime_config config;
  caf::actor_system system;
};

forecast foresee_domain(stage& on, const domain_seat& seat, const std::string& cluster_id,
                        const foresight_wiring& with) {
  std::optional<forecast> made;
  forecaster_wiring its;
  its.filling = seat.fill(cluster_id);
  its.objects = &on.objects;
  if (its.filling->file_under)
    on.objects.file(its.filling->name, its.filling->file_under);
  its.sessions = seat.sessions;
  its.patience = with.patience;
  its.say = with.say;
  its.done = [&made](forecast what) { made = std::move(what); };
  caf::scoped_actor self{on.system};
  const auto head = on.system.spawn(forecaster, std::move(its));
  self->monitor(head);
  std::string why;
  self->receive([&why](const caf::down_msg& end) { why = explain(end.reason); });
  if (made)
    return *std::move(made);
  forecast none;
  none.troubles.push_back(seat.name + ": the forecaster died: " + why);
  return none;
}

/// The seats that are asked for; otherwise why there are none.
std::vector<domain_seat> chosen(std::vector<domain_seat> seats, const std::string& domain,
                                forecast& out) {
  std::string names;
  for (const auto& seat : seats)
    names += (names.empty() ? "" : ", ") + seat.name;
  std::erase_if(seats, [&](const auto& seat) { return !domain.empty() && seat.name != domain; });
  if (names.empty())
    out.troubles.push_back("no domain is enabled; " + ways_to_enable() + " enables one");
  else if (seats.empty())
    out.troubles.push_back("domain \"" + domain + "\" is not enabled; enabled: " + names);
  return seats;
}

} // namespace

forecast foresee(const foresight_wiring& with) {
  forecast out;
  stage on;
  const auto seats = chosen(enabled_domains(with.how, with.ways, &on.world), with.domain, out);
  if (seats.empty())
    return out;
  const auto& k8s = with.how.kubernetes;
  const bool needed = std::ranges::any_of(seats, &domain_seat::needs_cluster_id);
  const auto cluster = needed ? read_cluster_id(*with.io) : result<std::string>{std::string{}};
  if (!cluster) {
    out.troubles.push_back(to_string(cluster.error()));
    return out;
  }
  auto read
    = list_objects(*with.io, {kinds_of(seats), k8s.namespaces, k8s.page}, on.objects, with.say);
  out.unreadable = std::move(read.unreadable);
  out.troubles = std::move(read.troubles);
  if (!out.troubles.empty())
    return out; // from an incomplete view nothing can be said
  for (const auto& seat : seats)
    append(out, foresee_domain(on, seat, *cluster, with));
  return out;
}

} // namespace weft
