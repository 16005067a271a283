#include "actors/program/demo/stage.hpp"
#include "actors/program/demo/stand_in.hpp"
#include "actors/program/demo/story.hpp"
#include "actors/program/embedded.hpp"
#include "adapters/avi/controller.hpp"
#include "adapters/avi/sim/fixture.hpp"
#include "adapters/avi/simulator.hpp"
#include "protocol/avi/names.hpp"
#include "protocol/table.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::demo {

namespace {

using texts = std::vector<std::string>;

constexpr const char* service_path = "/api/v1/namespaces/shop/services/web";
constexpr const char* by_hand = "10.99.0.0/16 by 10.10.25.7";

avi::sim::instant controllers_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

const json::array& items_in(const json::value& from, std::string_view name) {
  static const json::array none;
  const auto* held = from.find(name);
  return held && held->as_array() ? *held->as_array() : none;
}

json::value address(std::string_view text) {
  return json::value::of({{"addr", text}, {"type", "V4"}});
}

std::string text_of(const json::value& route) {
  return std::string{route.text_at({"prefix", "ip_addr", "addr"})} + "/"
         + std::to_string(route.int_at({"prefix", "mask"}, 0)) + " by "
         + std::string{route.text_at({"next_hop", "addr"})};
}

/// The cluster whose label it bears; empty: none's.
std::string cluster_of(const json::value& route) {
  for (const auto& one : items_in(route, "labels"))
    if (one.text_at({"key"}) == avi::label_key)
      return std::string{one.text_at({"value"})};
  return {};
}

std::string joined(const texts& all) {
  std::string out;
  for (const auto& one : all)
    out += (out.empty() ? "" : ", ") + one;
  return out;
}

class avi_story final : public story {
public:
  explicit avi_story(stage& on)
    : on_(on), controller_(on.io, {}, avi::sim::make_controller(controllers_clock())) {}

  void join(settings& how, ways_out& ways) override {
    how.avi.enabled = true;
    how.avi.addresses = controller_.addresses();
    how.avi.cluster_name = avi::sim::demo_cluster;
    how.avi.group = avi::sim::demo_se_group;
    how.avi.vip_networks = {{avi::sim::demo_network, {}, "10.10.25.0/24", {}}};
    how.avi.blocked_namespaces = {"ns1"}; // that of the other stories
    avi::reach_settings to;
    to.addresses = controller_.addresses();
    to.credentials.user = avi::sim::demo_user;
    to.credentials.password = avi::sim::demo_password;
    to.ca_file = on_.files.write("avi-ca.pem", controller_.ca_pem());
    auto way = avi::controller::open(on_.io, std::move(to));
    if (!way)
      throw std::runtime_error(to_string(way.error()));
    ways.avi = std::move(*way);
  }

  void tell() override {
    add_a_route_by_hand();
    expose();
    change_endpoints();
    let_nodes_join();
    remove_all();
  }

  std::string tables() override {
    std::vector<texts> routes{{"  ROUTE", "ID", "CLUSTER"}};
    for (const auto& one : all_routes())
      routes.push_back(
        {"  " + text_of(one), std::string{one.text_at({"route_id"})}, cluster_of(one)});
    std::vector<texts> log{{"  WHAT", "TYPE", "NAME", "MEMBERS"}};
    for (const auto& one : changes_of_ours())
      log.push_back({"  " + word_of(one.what), one.type, one.name, joined(one.members)});
    return std::string{"Static routes of "} + avi::sim::demo_vrf + " in the controller\n"
           + write_columns(routes, 2) + "\nWhat weft has changed there, in order\n"
           + write_columns(log, 2);
  }

  std::vector<std::string> invitations() override {
    const auto at = controller_.addresses().front();
    return {"kubectl apply --server-side -f config/samples/avi.yaml",
            "kubectl get svc web -n shop -o yaml", "curl -k " + at + "/_sim/objects",
            "curl -k " + at + "/_sim/routes",
            "weft explain --port " + std::to_string(on_.state_port()) + " service/shop/web"};
  }

private:
  using entry = avi::sim::transaction_entry;

  static std::string word_of(entry::kind what) {
    return what == entry::kind::created   ? "made"
           : what == entry::kind::deleted ? "removed"
                                          : "changed";
  }

  json::value object(std::string_view type, const std::string& name) {
    return controller_.with([&](avi::sim::core& core, avi::sim::instant) {
      const auto held = core.find(type, name);
      return held ? held->body : json::value{};
    });
  }

  json::array all_routes() {
    return items_in(object(avi::type::vrf, avi::sim::demo_vrf), "static_routes");
  }

  /// "10.244.1.0/24 by 10.10.24.161" of each that bears our label, or of each that does not.
  texts routes(bool ours) {
    texts out;
    for (const auto& one : all_routes())
      if ((cluster_of(one) == avi::sim::demo_cluster) == ours)
        out.push_back(text_of(one));
    std::ranges::sort(out);
    return out;
  }

  bool is_by_hand_there() { return std::ranges::count(routes(false), by_hand) == 1; }

  /// "10.244.1.5:80" of each member of the pool, the disabled ones with a word.
  texts members() {
    texts out;
    const auto pool = object(avi::type::pool, pool_);
    for (const auto& one : items_in(pool, "servers")) {
      const auto* enabled = one.find("enabled");
      out.push_back(std::string{one.text_at({"ip", "addr"})} + ":"
                    + std::to_string(one.int_at({"port"}, 0))
                    + (enabled && *enabled == json::value{false} ? " disabled" : ""));
    }
    std::ranges::sort(out);
    return out;
  }

  /// The address in the Service's status; empty: none.
  std::string told_address() const {
    const auto service = on_.read(service_path);
    const auto* all = service.find_path({"status", "loadBalancer", "ingress"});
    return all && all->as_array() && !all->as_array()->empty()
             ? std::string{all->as_array()->front().text_at({"ip"})}
             : std::string{};
  }

  std::vector<entry> changes_of_ours() {
    return controller_.with([](avi::sim::core& core, avi::sim::instant) {
      std::vector<entry> out;
      for (const auto& one : core.transactions())
        if (one.who == avi::sim::demo_user)
          out.push_back(one);
      return out;
    });
  }

  void add_a_route_by_hand() {
    controller_.with([](avi::sim::core& core, avi::sim::instant now) {
      const auto prefix = json::value::of({{"ip_addr", address("10.99.0.0")}, {"mask", 16}});
      return core.edit(
        avi::type::vrf, avi::sim::demo_vrf,
        [&](json::value& body) {
          body.find("static_routes")
            ->push_back(json::value::of(
              {{"route_id", "2"}, {"prefix", prefix}, {"next_hop", address("10.10.25.7")}}));
        },
        now);
    });
    if (!is_by_hand_there())
      throw std::runtime_error("the controller takes no route by hand");
    on_.say(std::string{"An administrator has added a route to "} + avi::sim::demo_vrf
            + " by hand: " + by_hand + ".");
  }

  void expose() {
    for (const auto& object : on_.apply_all(embedded::avi_sample()))
      if (object.text_at({"kind"}) == avi::service_kind)
        service_ = object;
    on_.say("Applied config/samples/avi.yaml: Service web of type LoadBalancer in namespace shop.");
    list_endpoints(on_, service_, {{"10.244.1.5", "worker-a"}, {"10.244.1.6", "worker-a"}});
    on_.say("No controllers run in this cluster, so the demo lists the endpoints of both Pods"
            " itself.");
    on_.await("The controller has a VsVip, a pool with both Pods, a policy and the VirtualService"
              " that holds them together.",
              [&] {
                return members() == texts{"10.244.1.5:80", "10.244.1.6:80"}
                       && !object(avi::type::virtual_service, vs_).is_null();
              });
    on_.await("The Service's status tells the VIP, and a name for it:",
              [&] { return !told_address().empty(); });
    on_.show(json::write(*on_.read(service_path).find("status")));
  }

  void change_endpoints() {
    const auto before = changes_of_ours().size();
    list_endpoints(
      on_, service_,
      {{"10.244.1.5", "worker-a", false}, {"10.244.1.6", "worker-a"}, {"10.244.2.8", "worker-b"}});
    on_.say("Pod 10.244.1.5 is no longer ready, and a third Pod has come.");
    on_.await("The pool has three members, one of them disabled.", [&] {
      return members() == texts{"10.244.1.5:80 disabled", "10.244.1.6:80", "10.244.2.8:80"};
    });
    const auto writes = changes_of_ours().size() - before;
    on_.say("That took " + std::to_string(writes)
            + (writes == 1 ? " write: that of the pool." : " writes."));
  }

  void let_nodes_join() {
    join_node(on_, "worker-a", "10.10.24.161", "10.244.1.0/24");
    join_node(on_, "worker-b", "10.10.24.162", "10.244.2.0/24");
    on_.say("Nodes worker-a and worker-b join.");
    on_.await("Both have a route to their Pods, and the one that was made by hand is as it was.",
              [&] {
                return routes(true)
                         == texts{"10.244.1.0/24 by 10.10.24.161", "10.244.2.0/24 by 10.10.24.162"}
                       && is_by_hand_there();
              });
  }

  void remove_all() {
    on_.erase(service_path);
    on_.erase("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/web-1");
    for (const auto* name : {"worker-a", "worker-b"})
      on_.erase(std::string{"/api/v1/nodes/"} + name);
    on_.say("The Service and both Nodes are deleted.");
    on_.await("All that weft has made there is gone.", [&] {
      const auto pool = object(avi::type::pool, pool_);
      const auto policy = object(avi::type::policy, vs_);
      const auto vip = object(avi::type::vsvip, vs_);
      return routes(true).empty() && pool.is_null() && policy.is_null() && vip.is_null();
    });
    if (!is_by_hand_there())
      throw std::runtime_error("the route that was made by hand has gone");
    const auto wrong
      = controller_.with([](avi::sim::core& core, avi::sim::instant) { return core.violations(); });
    if (!wrong.empty())
      throw std::runtime_error(wrong.front().rule + ": " + wrong.front().what);
    on_.say(std::string{"The route by hand is still there: "} + by_hand + ".");
  }

  stage& on_;
  avi::simulator controller_;
  json::value service_;                       ///< of the sample
  const std::string vs_ = "S1-AZ1--shop-web"; ///< what weft calls the objects for it
  const std::string pool_ = "S1-AZ1--shop-web-TCP-80";
};

} // namespace

std::unique_ptr<story> open_avi(stage& on) {
  return std::make_unique<avi_story>(on);
}

} // namespace weft::demo
