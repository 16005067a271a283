#include "actors/aci/seat.hpp"

#include "actors/aci/session.hpp"
#include "actors/runtime/session_supervisor.hpp"
#include "protocol/aci/domain.hpp"
#include "protocol/aci/kinds.hpp"
#include "protocol/aci/names.hpp"

#include <algorithm>

namespace weft::aci {

namespace {

/// A process that is told to end does so within 10 s. @see aci.md 11, row 48
constexpr std::chrono::seconds longest_grace{8};

} // namespace

domain_seat seat(const settings& how, std::shared_ptr<client> io, surroundings* world,
                 std::chrono::milliseconds grace) {
  domain_seat out;
  out.name = domain_name;
  out.kinds = kinds(how);
  out.needs_cluster_id = false;
  out.fill = [how](const std::string&) { return std::make_shared<const domain>(make_domain(how)); };
  out.sessions
    = [how, io = std::move(io), world, grace](domain_actor::pointer house) -> session_house_actor {
    session_supervisor_wiring its;
    its.domain = domain_name;
    its.controllers = {how.name};
    its.controller_of = [fabric = how.name](const std::string&) { return fabric; };
    its.spawn = [wiring = session_wiring{how, io, domain_actor{house}, world,
                                         std::min<std::chrono::milliseconds>(grace, longest_grace),
                                         std::make_shared<recollection>()}](
                  caf::local_actor* parent, const std::string&) {
      return session_actor{parent->spawn(session, wiring)};
    };
    its.world = world;
    return house->spawn(session_supervisor, std::move(its));
  };
  return out;
}

} // namespace weft::aci
