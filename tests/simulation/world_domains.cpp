#include "actors/aci/seat.hpp"
#include "actors/avi/seat.hpp"
#include "actors/cni/seat.hpp"
#include "actors/runtime/session_supervisor.hpp"
#include "actors/velocloud/session.hpp"
#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/in_process_cri.hpp"
#include "adapters/cni/in_process_namespaces.hpp"
#include "adapters/cni/in_process_records.hpp"
#include "adapters/cni/in_process_runner.hpp"
#include "protocol/velocloud/domain.hpp"
#include "protocol/velocloud/kinds.hpp"
#include "tests/simulation/world.hpp"

/// The domains of a world, and their ways out over its wire.
namespace weft::simulation {

using namespace std::chrono_literals;

namespace {

/// The kinds that networks are described in. @see cni.md 4
constexpr std::string_view network_kinds = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: network-attachment-definitions.k8s.cni.cncf.io}
spec:
  group: k8s.cni.cncf.io
  scope: Namespaced
  names:
    kind: NetworkAttachmentDefinition
    plural: network-attachment-definitions
    singular: network-attachment-definition
    shortNames: [net-attach-def]
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              config: {type: string}
              plugin: {type: string}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: networks.kaloom.com}
spec:
  group: kaloom.com
  scope: Namespaced
  names: {kind: Network, plural: networks, singular: network, shortNames: [net]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              config: {type: string}
              plugin: {type: string}
)";

/// A kind without a schema, of the cluster. @param names Kind and singular in YAML.
std::string open_definition(const std::string& plural, const std::string& group,
                            const std::string& names, const std::string& version) {
  return "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: "
         + plural + "." + group + "}, spec: {group: " + group + ", scope: Cluster, names: {" + names
         + ", plural: " + plural + "}, versions: [{name: " + version
         + ", served: true, storage: true, schema: {openAPIV3Schema: "
           "{type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}";
}

/// A domain's seat, its filling adjusted, whose sessions' house the process gets to know.
domain_seat overheard(domain_seat out, process& of,
                      std::function<std::shared_ptr<const domain>(const domain&)> adjust) {
  out.fill = [adjust = std::move(adjust), real = std::move(out.fill)](const std::string& cluster) {
    return adjust(*real(cluster));
  };
  out.sessions = [&of, real = std::move(out.sessions)](domain_actor::pointer house) {
    auto made = real(house);
    of.sessions.push_back(made);
    return made;
  };
  return out;
}

constexpr std::string_view of_the_node = "{apiVersion: v1, kind: Node, metadata: {name: node-1}}";

} // namespace

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

void world::connect_balancer(process& mine) {
  avi::surroundings around;
  around.post = [this](std::function<void()> what) { wire.send(std::move(what)); };
  around.after = [this](std::chrono::milliseconds delay, std::function<void()> what) {
    wire.after(delay, std::move(what));
  };
  around.now = [this] { return balancer_time(); };
  mine.controller = std::make_shared<avi::in_process>(
    balancer, std::move(around), avi::credential{avi::sim::demo_user, avi::sim::demo_password, {}},
    avi::session_limits{shape.balancer.controller_version});
  mine.balancer = std::make_shared<balancer_witness>(
    mine.controller, books,
    [this, who = mine.identity](const std::string& what) { note(who + ": " + what); });
  mine.balancer->ask_before_writes([this, &mine] { return trespass(mine); });
}

/// Within a machine nothing is lost and nothing takes long; and what was asked or answered on
/// behalf of a process dies with it.
void world::connect_node(process& mine) {
  const auto alive = [&mine](std::function<void()> what) {
    return [&mine, what = std::move(what)] {
      if (mine.alive)
        what();
    };
  };
  cni::sim::surroundings around;
  around.now = [this] { return node_time(); };
  around.after = [this, alive](std::chrono::milliseconds delay, std::function<void()> what) {
    wire.after(delay, alive(std::move(what)));
  };
  around.post = [this, alive](std::function<void()> what) {
    wire.after(std::chrono::microseconds{std::uniform_int_distribution{0, 500}(dice)},
               alive(std::move(what)));
  };
  auto one_by_one = around;
  one_by_one.post = [this, alive, last = std::make_shared<instant>()](std::function<void()> what) {
    *last = std::max(*last, clock_now()) + 1ms;
    wire.after(*last - clock_now(), alive(std::move(what)));
  };
  mine.node.containers
    = std::make_shared<cni::cri_runtime>(cni::carry_in_process(node.containers, around));
  mine.node.plugins = std::make_shared<cni::in_process_runner>(node, around);
  mine.node.records = std::make_shared<cni::in_process_records>(node.files, std::move(one_by_one));
  mine.node.spaces = std::make_shared<cni::in_process_namespaces>(node, std::move(around));
}

void world::furnish_node() {
  apply(network_kinds);
  apply(of_the_node);
}

void world::furnish_cluster_for_balancer() {
  // The kinds besides the Node that tell of Pod CIDRs. @see avi.md 4.3
  const std::string all[]
    = {open_definition("blockaffinities", "crd.projectcalico.org",
                       "kind: BlockAffinity, singular: blockaffinity", "v1"),
       open_definition("hostsubnets", "network.openshift.io",
                       "kind: HostSubnet, singular: hostsubnet", "v1"),
       open_definition("ciliumnodes", "cilium.io", "kind: CiliumNode, singular: ciliumnode", "v2")};
  for (const std::string_view one : all)
    apply(one);
  apply(std::string_view{"{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"});
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
  return overheard(aci::seat(shape.fabric, of.fabric, &of.here, 25s), of,
                   [this](const domain& real) { return adjusted(real); });
}

domain_seat world::avi_seat(process& of) {
  return overheard(avi::seat(shape.balancer, of.balancer, &of.here, 25s), of,
                   [this](const domain& real) { return adjusted(real); });
}

domain_seat world::cni_seat(process& of) {
  return overheard(cni::seat(shape.agent, of.node, &of.here, shape.agent.stop_grace), of,
                   [this](const domain& real) { return adjusted(real); });
}

} // namespace weft::simulation
