#include "tests/simulation/fabric_story.hpp"

#include "protocol/aci/dn.hpp"
#include "protocol/aci/spelling.hpp"
#include "tests/simulation/weighted_steps.hpp"

#include <algorithm>

namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

const std::string external_dn = aci::dn_of({"T", "O", "X"});

} // namespace

fabric_story::fabric_story(world& here) : here_(here) {
  here_.apic.make_out("T", "P", here_.apic_time());
  here_.apic.make_out("T2", "O", here_.apic_time());
  set(external_dn, {{"descr", "of the administrator"}});
  set(aci::dn_of({"T", "O", "X"}, "203.0.113.0/24"), {{"name", "of-the-administrator"}});
  here_.run_for(1s); // with the APIC's own housekeeping
  remember_external();
}

void fabric_story::remember_external() {
  external_.clear();
  for (const auto& one : here_.apic.tree().subtree(external_dn))
    if (const auto where = aci::read_place(one->dn);
        where && (where->prefix.empty() || where->prefix.starts_with("203.")))
      external_[one->dn] = one->attributes;
}

void fabric_story::step() {
  static const std::vector<weighted_step<fabric_story>> all{
    {6, &fabric_story::create},           {7, &fabric_story::change_order},
    {3, &fabric_story::drop_deployment},  {16, &fabric_story::start_pod},
    {8, &fabric_story::change_pod},       {7, &fabric_story::stop_pod},
    {4, &fabric_story::make_service},     {6, &fabric_story::change_service},
    {8, &fabric_story::spoil_subnet},     {3, &fabric_story::spoil_eepg},
    {3, &fabric_story::decorate},         {2, &fabric_story::lose_out},
    {4, &fabric_story::trouble_sockets},  {4, &fabric_story::trouble_sessions},
    {7, &fabric_story::trouble_requests}, {3, &fabric_story::trouble_nodes},
    {4, &fabric_story::trouble_events},   {2, &fabric_story::trouble_rights},
  };
  take_one(*this, all, [this](int below) { return roll(below); });
}

void fabric_story::settle_down() {
  auto& apic = here_.apic;
  apic.relent();
  apic.settings.unavailable_until = {};
  apic.settings.unavailable_every = 0;
  apic.settings.denied_tenants.clear();
  apic.settings.refuse_refresh = false;
  apic.settings.events = {};
  for (std::size_t node = 0; node < apic.nodes(); ++node)
    apic.set_up(node, true, here_.apic_time());
  apic.make_out("T", "P", here_.apic_time());
}

// -- users ---------------------------------------------------------------------------------------

std::string fabric_story::some_order() {
  const auto more = once_in(8) ? R"(,"pods":false)" : "";
  switch (roll(6)) {
  case 0:
    return order_for("X", more);
  case 1:
    return order_for("E3", more, "P");
  case 2:
    return order_for("E4", more, "O", "T2");
  default:
    return order_for("E" + std::to_string(1 + roll(2)), more);
  }
}

std::string fabric_story::some(const std::string& collection) {
  const auto all = here_.list(collection);
  return all.empty() ? "" : text_at(pick(all), {"metadata", "name"});
}

texts fabric_story::some_addresses() {
  texts out{"10.1.0." + std::to_string(1 + roll(12))};
  if (once_in(5))
    out.push_back("10.1.0." + std::to_string(20 + roll(6)));
  return out;
}

void fabric_story::create() {
  const auto name = "d" + std::to_string(roll(4));
  if (here_.find(world::path_of("Deployment", name)).is_null())
    deploy(here_, name, once_in(6) ? "" : some_order());
}

void fabric_story::change_order() {
  if (const auto name = some("/apis/apps/v1/deployments"); !name.empty())
    ask_for(here_, name, once_in(5) ? "" : some_order());
}

void fabric_story::drop_deployment() {
  const auto name = some("/apis/apps/v1/deployments");
  if (name.empty())
    return;
  if (once_in(3))
    undeploy(here_, name);
  else
    here_.erase(world::path_of("Deployment", name)); // what it ran goes on
}

void fabric_story::start_pod() {
  const auto set = some("/apis/apps/v1/replicasets");
  if (set.empty())
    return;
  const auto deployment = set.substr(0, set.rfind('-'));
  run_pod(here_, deployment, deployment + "-" + std::to_string(++next_name_),
          once_in(6) ? texts{} : some_addresses());
}

void fabric_story::change_pod() {
  const auto name = some("/api/v1/namespaces/ns1/pods");
  if (name.empty())
    return;
  if (once_in(2))
    end_pod(here_, name, once_in(2) ? "Failed" : "Succeeded");
  else
    move_pod(here_, name, some_addresses());
}

void fabric_story::stop_pod() {
  if (const auto name = some("/api/v1/namespaces/ns1/pods"); !name.empty())
    here_.erase(world::path_of("Pod", name));
}

void fabric_story::make_service() {
  serve(here_, "s" + std::to_string(roll(3)), "d" + std::to_string(roll(4)),
        {"172.27.0." + std::to_string(1 + roll(4))});
}

void fabric_story::change_service() {
  const auto name = some("/api/v1/namespaces/ns1/services");
  if (name.empty())
    return;
  switch (roll(4)) {
  case 0:
    here_.erase(world::path_of("Service", name));
    break;
  case 1:
    here_.patch(world::path_of("Service", name), once_in(2)
                                                   ? R"({"spec":{"type":"ClusterIP"}})"
                                                   : R"({"spec":{"type":"LoadBalancer"}})");
    break;
  default:
    balance(here_, name, {"172.27.0." + std::to_string(1 + roll(4))});
  }
}

// -- administrators ------------------------------------------------------------------------------

void fabric_story::set(const std::string& dn, const std::map<std::string, std::string>& what) {
  json::object attributes;
  for (const auto& [name, value] : what)
    attributes.emplace_back(name, value);
  const auto body = json::value::of(
    {{std::string{aci::class_of(dn)}, json::value::of({{"attributes", std::move(attributes)}})}});
  here_.note("the administrator sets " + json::write(body) + " at " + dn);
  here_.apic.edit("POST", dn, json::write(body), here_.apic_time());
}

aci::sim::object_ptr fabric_story::some_of_ours(std::string_view class_name) {
  auto all = here_.apic.tree().all();
  std::erase_if(all, [&](const auto& one) {
    return one->class_name != class_name
           || one->text("annotation") != aci::marker_of(here_.shape.fabric.cluster_id);
  });
  return all.empty() ? nullptr : pick(all);
}

void fabric_story::spoil_subnet() {
  const auto which = some_of_ours(aci::mo::subnet);
  if (!which)
    return;
  switch (roll(3)) {
  case 0:
    here_.note("the administrator deletes " + which->dn);
    here_.apic.edit("DELETE", which->dn, {}, here_.apic_time());
    break;
  case 1:
    return set(which->dn, {{"scope", "export-rtctrl"}});
  default:
    return set(which->dn, {{"name", "mine-" + std::to_string(roll(9))}});
  }
}

void fabric_story::spoil_eepg() {
  if (const auto which = some_of_ours(aci::mo::eepg)) {
    here_.note("the administrator deletes " + which->dn);
    here_.apic.edit("DELETE", which->dn, {}, here_.apic_time());
  }
}

void fabric_story::decorate() {
  if (const auto which = some_of_ours(once_in(2) ? aci::mo::eepg : aci::mo::subnet))
    set(which->dn, {{"descr", "turn " + std::to_string(roll(99))}});
  set(external_dn, {{"descr", "turn " + std::to_string(roll(99))}});
  remember_external();
}

void fabric_story::lose_out() {
  const auto dn = aci::dn_of(aci::l3out_name{"T", "P"});
  if (!here_.apic.tree().find(dn))
    return here_.apic.make_out("T", "P", here_.apic_time());
  here_.note("the administrator deletes " + dn);
  here_.apic.edit("DELETE", dn, {}, here_.apic_time());
}

// -- misfortune ----------------------------------------------------------------------------------

void fabric_story::trouble_sockets() {
  using enum aci::sim::delivery::kind;
  here_.note("trouble of the sockets");
  if (once_in(4))
    here_.apic.say(once_in(2) ? "no JSON" : R"({"imdata":[{"l3extSubnet":7}]})", here_.apic_time(),
                   once_in(3));
  else
    here_.apic.disturb_sockets(pick(std::vector{close, drop, freeze}), here_.apic_time());
}

void fabric_story::trouble_sessions() {
  here_.note("trouble of the sessions");
  switch (roll(4)) {
  case 0:
    return here_.apic.invalidate_tokens();
  case 1:
    return here_.apic.expire_subscriptions();
  case 2:
    return here_.apic.end_sessions(here_.apic_time());
  default:
    here_.apic.settings.refuse_refresh = !here_.apic.settings.refuse_refresh;
  }
}

void fabric_story::trouble_requests() {
  using way = aci::sim::disturbance::way;
  aci::sim::disturbance what;
  what.how = pick(
    std::vector{way::say, way::reset_before, way::reset_after, way::cut_off, way::hang, way::slow});
  what.method = pick(std::vector<std::string>{"", "GET", "POST", "POST", "DELETE"});
  what.part = once_in(3) ? "" : "/api/mo/";
  what.status = pick(std::vector{200, 403, 500, 502, 503});
  what.latency = std::chrono::milliseconds{once_in(2) ? roll(8000) : 0};
  what.times = static_cast<std::size_t>(1 + roll(4));
  here_.note("trouble of requests: " + std::to_string(static_cast<int>(what.how)) + " "
             + what.method + " " + std::to_string(what.status) + " x" + std::to_string(what.times));
  here_.apic.inject(what);
}

void fabric_story::trouble_nodes() {
  if (once_in(3)) {
    here_.note("the APICs are unavailable for a while");
    here_.apic.settings.unavailable_until = here_.apic_time() + 1s * roll(60);
    return;
  }
  const auto node = static_cast<std::size_t>(roll(static_cast<int>(here_.apic.nodes())));
  const bool up = !here_.apic.is_up(node);
  here_.note("APIC " + std::to_string(node + 1) + (up ? " comes up" : " goes down"));
  here_.apic.set_up(node, up, here_.apic_time());
}

void fabric_story::trouble_events() {
  auto& events = here_.apic.settings.events;
  events = {};
  if (once_in(3))
    return;
  here_.note("events come in disorder");
  events.duplicate = once_in(2) ? 0.2 : 0;
  events.drop = once_in(4) ? 0.1 : 0;
  events.most_delay = std::chrono::milliseconds{roll(3000)};
  events.overtake = once_in(2);
  events.child_first = once_in(2);
  events.coalesce = once_in(3);
  events.full = once_in(3);
  events.settle = once_in(3) ? 5s : 0s;
}

void fabric_story::trouble_rights() {
  auto& denied = here_.apic.settings.denied_tenants;
  here_.note("rights to T2 change");
  blind_ = true;
  if (denied.erase("T2") == 0)
    denied.insert("T2");
}

int fabric_story::roll(int below) {
  return std::uniform_int_distribution{0, below - 1}(here_.dice);
}

} // namespace weft::simulation
