#include "actors/aci/seat.hpp"
#include "actors/runtime/session_supervisor.hpp"
#include "actors/velocloud/session.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "tests/simulation/world.hpp"

/// The domains of a world, and their ways out over its wire.
namespace weft::simulation {

using namespace std::chrono_literals;

void world::connect_vco(process& mine) {
  velocloud::in_process_wiring around;
  around.post = [this](std::function<void()> what) { wire.send(std::move(what)); };
  around.after = [this](std::chrono::milliseconds delay, std::function<void()> what) {
    wire.after(delay, std::move(what));
  };
  around.now = [this] { return vco_time(); };
  around.token = token;
  around.agent = mine.identity;
  mine.vco = std::make_shared<velocloud::in_process>(vco, std::move(around));
  mine.seen = std::make_shared<witness>(
    mine.identity, shape.instead_of_vco ? shape.instead_of_vco(*this) : mine.vco, vco, books,
    [this] { return vco_time(); },
    [this, who = mine.identity](const std::string& what) { note(who + ": " + what); });
  mine.seen->ask_before_writes([this, &mine] { return trespass(mine); });
}

void world::connect_fabric(process& mine) {
  mine.apic = std::make_shared<aci::in_process>(board, shape.fabric_login);
  mine.fabric = std::make_shared<fabric_witness>(
    mine.apic, books,
    [this, who = mine.identity](const std::string& what) { note(who + ": " + what); });
  mine.fabric->ask_before_writes([this, &mine] { return trespass(mine); });
}

void world::furnish_fabric() {
  aci::sim::user who;
  who.name = apic_user;
  who.password = apic_password;
  apic.add_user(std::move(who));
  apic.make_out("T", "O", apic_time());
}

std::shared_ptr<const domain> world::adjusted(domain filling) const {
  if (shape.adjust)
    shape.adjust(filling);
  return std::make_shared<const domain>(std::move(filling));
}

domain_seat world::velocloud_seat(process& of) {
  domain_seat out;
  out.name = "velocloud";
  out.kinds = velocloud::kinds();
  out.fill = [this](const std::string& cluster) {
    auto how = shape.how;
    how.cluster_id = cluster;
    return adjusted(velocloud::make_domain(how));
  };
  out.sessions = [this, &of](domain_actor::pointer house) {
    session_supervisor_wiring its;
    its.domain = "velocloud";
    its.controllers = {"vco"};
    its.controller_of = [](const std::string&) { return "vco"; };
    its.world = &of.here;
    its.spawn
      = [this, &of, home = domain_actor{house}](caf::local_actor* parent, const std::string&) {
          session_actor made{parent->spawn(
            velocloud::session, velocloud::session_wiring{shape.how, of.seen, home, &of.here})};
          of.sessions.push_back(made);
          if (shape.before_session) {
            made = shape.before_session(parent, made);
            of.sessions.push_back(made);
          }
          return made;
        };
    auto made = house->spawn(session_supervisor, std::move(its));
    of.sessions.push_back(made);
    return made;
  };
  return out;
}

domain_seat world::aci_seat(process& of) {
  auto out = aci::seat(shape.fabric, of.fabric, &of.here, 25s);
  out.fill = [this, real = std::move(out.fill)](const std::string& cluster) {
    return adjusted(*real(cluster));
  };
  out.sessions = [&of, real = std::move(out.sessions)](domain_actor::pointer house) {
    auto made = real(house);
    of.sessions.push_back(made);
    return made;
  };
  return out;
}

} // namespace weft::simulation
