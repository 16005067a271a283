#include "adapters/avi/sim/witness.hpp"
#include "protocol/avi/names.hpp"
#include "tests/simulation/balancer_scene.hpp"
#include "tests/simulation/balancer_story.hpp"

#include <algorithm>

/// What administrators do to a controller in a history, and what befalls it.
namespace weft::simulation {

namespace {

constexpr auto foreign_pool = "S1-AZ1--shop-web-z-TCP-80";

json::value static_route(const std::string& id, const std::string& network, const std::string& hop,
                         std::string_view cluster) {
  auto out = json::value::of(
    {{"route_id", id},
     {"prefix", json::value::of({{"ip_addr", json::value::of({{"addr", network}, {"type", "V4"}})},
                                 {"mask", 24}})},
     {"next_hop", json::value::of({{"addr", hop}, {"type", "V4"}})}});
  if (!cluster.empty())
    out.set("labels",
            json::value::list({json::value::of({{"key", avi::label_key}, {"value", cluster}})}));
  return out;
}

bool bears_label(const json::value& route, std::string_view cluster) {
  const auto* all = route.find("labels");
  return all && all->as_array() && !all->as_array()->empty()
         && all->as_array()->front().text_at({"value"}) == cluster;
}

json::value group_labels(std::string_view cluster) {
  return json::value::list({json::value::of({{"key", avi::label_key}, {"value", cluster}})});
}

} // namespace

void balancer_story::settle_down() {
  here_.balancer.relent();
  here_.balancer.settings = {};
  // That nothing of this Service may be changed a weft learns only by trying, after a restart too.
  if (here_.balancer.find("vsvip", "S1-AZ1--shop-web-z"))
    drop_foreign("pool", foreign_pool);
  const auto group = here_.balancer.find("serviceenginegroup", here_.shape.balancer.group);
  if (const auto* labels = group->body.find("labels");
      labels && labels->as_array() && *labels != group_labels(here_.shape.balancer.cluster_name))
    edit("serviceenginegroup", group->name, "takes the label of another cluster off",
         [](json::value& body) { body.erase("labels"); });
}

// -- administrators ------------------------------------------------------------------------------

void balancer_story::edit(std::string_view type, const std::string& name, const std::string& words,
                          const avi::sim::core::change& how) {
  const bool done = here_.balancer.edit(type, name, how, here_.balancer_time());
  here_.note("the administrator " + words + " at " + std::string{type} + " " + name
             + (done ? "" : ", in vain"));
  remember();
}

avi::sim::object_ptr balancer_story::some_of_ours(std::string_view type) {
  auto all = here_.balancer.objects().all(type);
  std::erase_if(all, [&](const auto& one) {
    return !avi::sim::belongs_to(*one, here_.shape.balancer.cluster_name);
  });
  return all.empty() ? nullptr : pick(all);
}

avi::sim::object_ptr balancer_story::something() {
  static const texts types{
    "vrfcontext", "vsvip", "pool", "pool", "l4policyset", "virtualservice", "serviceenginegroup"};
  const auto& type = pick(types);
  if (type == "vrfcontext")
    return here_.balancer.find(type, avi::sim::demo_vrf);
  if (type == "serviceenginegroup")
    return here_.balancer.find(type, here_.shape.balancer.group);
  return some_of_ours(type);
}

void balancer_story::spoil_route() {
  const auto& cluster = here_.shape.balancer.cluster_name;
  const auto what = roll(5);
  const auto which = roll(8);
  const auto number = std::to_string(++next_);
  edit("vrfcontext", avi::sim::demo_vrf, "spoils our routes (" + std::to_string(what) + ")",
       [&](json::value& body) {
         auto& all = body["static_routes"];
         std::vector<std::size_t> ours;
         for (std::size_t i = 0; i < all.as_array()->size(); ++i)
           if (bears_label((*all.as_array())[i], cluster))
             ours.push_back(i);
         if (ours.empty() || what == 0)
           return all.push_back(
             static_route("stray-" + number, "10.98." + number + ".0", "10.1.9.9", cluster));
         const auto at = ours[static_cast<std::size_t>(which) % ours.size()];
         auto& one = (*all.as_array())[at];
         if (what == 1) {
           all.as_array()->erase(all.as_array()->begin() + static_cast<std::ptrdiff_t>(at));
         } else if (what == 2 && one.text_at({"next_hop", "type"}) == "V4") {
           one["next_hop"].set("addr", "10.1.9.9");
         } else if (what == 3) {
           one.set("route_id", "mine-" + number);
         } else {
           auto twin = one;
           twin.set("route_id", "twin-" + number);
           all.push_back(std::move(twin));
         }
       });
}

void balancer_story::route_otherwise() {
  const auto& cluster = here_.shape.balancer.cluster_name;
  const auto what = roll(4);
  const auto number = std::to_string(++next_);
  const auto network = "10.244." + std::to_string(roll(6)) + ".0";
  edit("vrfcontext", avi::sim::demo_vrf, "routes otherwise", [&](json::value& body) {
    auto& all = body["static_routes"];
    if (what == 0)
      std::erase_if(*all.as_array(), [&](const json::value& one) {
        return !bears_label(one, cluster) && one.text_at({"route_id"}).ends_with("7");
      });
    else
      all.push_back(static_route(what == 1 ? cluster + "-" + number : "other-" + number, network,
                                 "10.1.8.8", what == 2 ? cluster + "-b" : ""));
  });
}

void balancer_story::spoil_object() {
  const auto which
    = some_of_ours(pick(texts{"vsvip", "pool", "pool", "l4policyset", "virtualservice"}));
  if (!which)
    return;
  const auto what = roll(3);
  edit(which->type, which->name, "spoils (" + std::to_string(what) + ")", [&](json::value& body) {
    if (which->type == "vsvip")
      body.set("dns_info", json::value::list({json::value::of({{"fqdn", "spoilt.example.org"}})}));
    else if (which->type == "l4policyset")
      body.erase("l4_connection_policy");
    else if (which->type == "virtualservice" && what == 0)
      body.set("traffic_enabled", false);
    else if (which->type == "virtualservice")
      body.set("services", json::value::list({json::value::of({{"port", 7}})}));
    else if (what == 0)
      body.set("servers", json::array{});
    else if (what == 1)
      body.set("lb_algorithm", "LB_ALGORITHM_ROUND_ROBIN");
    else
      body["servers"].push_back(
        json::value::of({{"ip", json::value::of({{"addr", "10.244.9.9"}, {"type", "V4"}})},
                         {"port", 9},
                         {"enabled", true}}));
  });
}

/// A VirtualService goes, and perhaps what nothing refers to any more.
void balancer_story::take_down() {
  const auto which = some_of_ours("virtualservice");
  if (!which)
    return;
  const auto now = here_.balancer_time();
  here_.note("the administrator takes down " + which->name);
  here_.balancer.remove(which->type, which->name, now);
  if (once_in(2))
    return;
  for (const auto* type : {"vsvip", "l4policyset", "pool"})
    for (const auto& one : here_.balancer.objects().all(type))
      if (one->name.starts_with(which->name)
          && avi::sim::belongs_to(*one, here_.shape.balancer.cluster_name)
          && here_.balancer.objects().referrers(one->uuid).empty())
        here_.balancer.remove(type, one->name, now);
}

avi::sim::core::change balancer_story::noting() {
  return [this, note = json::value::of({{"turn", ++next_}, {"none", nullptr}})](json::value& body) {
    body.set(note_member, note);
    foreign_.notes[std::string{body.text_at({"uuid"})}] = note;
  };
}

void balancer_story::add_note() {
  if (const auto which = something())
    edit(which->type, which->name, "adds a note", noting());
}

void balancer_story::relabel_group() {
  const auto what = roll(3);
  edit("serviceenginegroup", here_.shape.balancer.group, "relabels", [&](json::value& body) {
    if (what == 0)
      body.set("labels", group_labels("S2"));
    else
      body.erase("labels");
  });
}

void balancer_story::drop_foreign(const std::string& type, const std::string& name) {
  const auto held = here_.balancer.find(type, name);
  if (!held || avi::sim::belongs_to(*held, here_.shape.balancer.cluster_name))
    return;
  here_.note("somebody else removes " + type + " " + name);
  here_.balancer.remove(type, name, here_.balancer_time());
  remember();
}

void balancer_story::make_foreign() {
  const auto now = here_.balancer_time();
  const bool pool = once_in(2);
  const std::string type = pool ? "pool" : "vsvip";
  const std::string name = pool ? foreign_pool : "theirs";
  if (here_.balancer.find(type, name))
    return drop_foreign(type, name);
  here_.note("somebody else makes " + type + " " + name);
  if (pool) {
    here_.balancer.make(
      type, json::value::of({{"name", name}, {"created_by", "somebody"}, {"of_theirs", 7}}), now);
  } else {
    auto vip = json::value::of(
      {{"vip_id", "0"},
       {"auto_allocate_ip", true},
       {"ip_address", json::value::of({{"addr", "10.10.25.51"}, {"type", "V4"}})},
       {"ipam_network_subnet",
        json::value::of({{"network_ref", "/api/network?name=AVI_FRONTEND_3025"}})}});
    here_.balancer.make(
      type,
      json::value::of(
        {{"name", name},
         {"dns_info", json::value::list({json::value::of({{"fqdn", "b.example.org"}})})},
         {"vip", json::value::list({std::move(vip)})}}),
      now);
  }
  remember();
}

// -- misfortune ----------------------------------------------------------------------------------

void balancer_story::trouble_requests() {
  using way = avi::sim::disturbance::way;
  struct word {
    int status = 0;
    const char* text = "";
  };
  static const std::vector<word> words{
    {200, "nonsense"},
    {400, "No available free IPs"},
    {400, "Field check for static_routes failed: Unique constraints route_id has duplicated value"},
    {400, "Cannot modify VrfContext object"},
    {401, "Session expired"},
    {401, "Invalid credentials"},
    {403, "Configuration is disallowed during upgrade"},
    {403, "You do not have permission to perform this action."},
    {404, "Pool object not found!"},
    {404, "VsVip object not found!"},
    {408, ""},
    {409, "already exists"},
    {412, "Concurrent Update Error"},
    {419, ""},
    {429, ""},
    {500, ""},
    {502, ""},
    {503, ""}};
  avi::sim::disturbance what;
  what.how = pick(std::vector{way::say, way::say, way::say, way::page, way::reset_before,
                              way::reset_after, way::cut_off, way::hang, way::slow});
  what.method = pick(texts{"", "GET", "POST", "PUT", "PUT", "DELETE"});
  what.part = once_in(3)
                ? ""
                : pick(texts{"/api/vrfcontext", "/api/pool", "/api/vsvip", "/api/virtualservice",
                             "/api/l4policyset", "/api/serviceenginegroup", "/api/cluster",
                             "/api/cloud", "/login"});
  const auto& said = pick(words);
  what.status = said.status;
  what.text = said.text;
  what.latency = 1ms * (once_in(2) ? roll(8000) : 0);
  what.times = static_cast<std::size_t>(1 + roll(4));
  here_.note("trouble of requests: " + std::to_string(static_cast<int>(what.how)) + " "
             + what.method + " " + what.part + " " + std::to_string(what.status) + " " + what.text
             + " x" + std::to_string(what.times));
  here_.balancer.inject(what);
}

void balancer_story::trouble_sessions() {
  auto& knobs = here_.balancer.settings;
  here_.note("trouble of the sessions");
  switch (roll(5)) {
  case 0:
    knobs.max_sessions = knobs.max_sessions == 0 ? static_cast<std::size_t>(1 + roll(2)) : 0;
    break;
  case 1:
    knobs.rotate_csrf = !knobs.rotate_csrf;
    break;
  case 2:
    knobs.idle_timeout = std::chrono::minutes{once_in(2) ? 1 : 15};
    break;
  default:
    here_.balancer.end_sessions(once_in(2) ? 401 : 419);
  }
}

void balancer_story::trouble_service() {
  auto& knobs = here_.balancer.settings;
  here_.note("trouble of the controller");
  switch (roll(5)) {
  case 0:
    knobs.upgrading = !knobs.upgrading;
    break;
  case 1:
    knobs.unavailable_until = here_.balancer_time() + 1s * roll(60);
    break;
  case 2:
    knobs.requests_per_second = knobs.requests_per_second == 0 ? 3 : 0;
    break;
  case 3:
    knobs.most_latency = 1ms * (once_in(2) ? roll(4000) : 0);
    break;
  default:
    here_.balancer.fail_over(1s * roll(40), here_.balancer_time());
  }
}

/// Answers that the contract allows, and some that it does not.
void balancer_story::trouble_answers() {
  auto& knobs = here_.balancer.settings;
  here_.note("trouble of the answers");
  knobs.numbers_as_text = once_in(3);
  knobs.extra_members = once_in(3);
  knobs.errors_as_objects = once_in(3);
  knobs.lists_bare = once_in(4);
  knobs.null_results = once_in(6);
  knobs.pages_repeat = once_in(6);
  knobs.next_loops = once_in(6);
  knobs.next_host = once_in(3) ? "https://10.0.0.1" : "";
}

/// Somebody is quicker than our next write.
void balancer_story::race() {
  const auto which = something();
  if (!which)
    return;
  here_.note("somebody is to be quicker at " + which->type + " " + which->name);
  here_.balancer.before_next_put(which->type, which->name, noting());
}

} // namespace weft::simulation
