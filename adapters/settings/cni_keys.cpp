#include "adapters/settings/cni_kinds.hpp"
#include "adapters/settings/domain_keys.hpp"

namespace weft::config {

namespace {

using namespace std::chrono_literals;
using node = cni_settings;
using cni::execution_mode;
using cni::on_change;

void place_keys(section<node>& cni) {
  cni
    .add("node_name", &node::node_name, optional_node{},
         "of the Node the agent runs on; nothing is guessed, and without it no agent starts")
    .also
    = {"NODE_NAME"};
  cni.add("runtime_socket", &node::runtime_socket, socket_path{}, "of the container runtime (CRI)");
  cni.add("plugin_dirs", &node::plugin_dirs, absolute_paths{},
          "in which plugins are searched, in their order");
  cni.add("config_dir", &node::config_dir, absolute_path{},
          "of CNI configurations, for network objects without one");
  cni.add("state_dir", &node::state_dir, absolute_path{},
          "of the agent's records; it has to outlive the agent and the machine");
  cni.add("cache_dir", &node::shared_cache_dir, optional_path{},
          "where libcni keeps results (/var/lib/cni/results): what is attached is told there too; "
          "empty: nowhere");
  cni.add(
    "mode", &node::mode,
    one_of<execution_mode>{{{"direct", execution_mode::direct}, {"meta", execution_mode::meta}}},
    "who runs the plugins of Kaloom's networks: the agent, or the node's first configuration "
    "(kactus); those of a NetworkAttachmentDefinition the agent runs in either");
  cni.add("meta_vendor", &node::meta_vendor, optional_vendor{},
          "in meta mode /opt/<vendor>/cni/bin is searched first; empty: /opt/<plugin>/bin");
  cni.add("passed_environment", &node::passed_environment, passed_variables{},
          "variables of the agent that plugins see too");
}

void wish_keys(section<node>& cni) {
  cni.add("isolate_namespaces", &node::isolate_namespaces, yes_no{},
          "a Pod may use networks of its own namespace and of cni.global_namespaces alone");
  cni.add("global_namespaces", &node::global_namespaces, names{},
          "whose networks every Pod may use");
  cni.add("kaloom_namespaces", &node::kaloom_namespaces, yes_no{},
          "honour the key namespace of the annotation networks, which is default without");
  cni.add("on_change", &node::changed,
          one_of<on_change>{{{"replace", on_change::replace}, {"reject", on_change::reject}}},
          "when an attached element asks for something else: attach it anew, or leave it and say "
          "so");
  cni.add("unplug_foreign", &node::unplug_foreign, yes_no{},
          "take away what others have attached and no annotation names any more");
  cni.add("default_interface", &node::default_interface, interface_name{},
          "of Pods, which the agent never touches");
  cni.add(
    "exclusive_networks", &node::exclusive_networks, cni_names{},
    "CNI networks that nobody but the agent uses on this node: only there may plugins collect "
    "garbage (GC)");
  cni.add("check", &node::check, yes_no{},
          "ask plugins as well whether an attachment is whole (CHECK): for a metric and an Event");
  cni.add(
    "max_elements", [](auto& how) -> auto& { return how.limits.elements; }, whole{1, 4'096},
    "of an annotation; one with more is refused as a whole");
  cni.add(
    "max_annotation_bytes", [](auto& how) -> auto& { return how.limits.bytes; },
    bytes{1U << 10U, 256U << 10U}, "of an annotation; a longer one is refused as a whole");
}

void node_pace_keys(section<node>& cni) {
  cni.add("workers", &node::workers, whole{0, 1'024},
          "plugins that run at once; 0: twice as many as there are cores");
  cni.add("plugin_timeout", &node::plugin_timeout, duration{1s, 10min}, "of one plugin");
  cni.add("chain_timeout", &node::chain_timeout, duration{1s, 1h},
          "of all plugins of one attachment");
  cni.add("kill_grace", &node::kill_grace, duration{0s, 1min},
          "for a plugin that is told to end, before it is killed");
  cni.add("output_grace", &node::output_grace, duration{10ms, 10s},
          "for which the output of a plugin that has ended is read");
  cni.add("slow_after", &node::slow_after, duration{100ms, 10min},
          "from which a plugin counts as slow, and others may run beside it");
  cni.add("health", &node::health, duration{1s, 24h}, "between two looks at a Pod's interfaces");
  cni.add("runtime_poll", &node::runtime_poll, duration{1s, 1h},
          "between two looks at the runtime's list of sandboxes");
  cni.add("runtime_timeout", &node::runtime_timeout, duration{100ms, 1min},
          "of one call to the runtime");
  cni.add("sweep", &node::sweep, duration{10s, 24h}, "between two looks for records of nobody");
  add_retry_keys(cni);
  cni.add("missing_first", &node::missing_first, duration{1s, 1h},
          "after a plugin was not found; doubles up to cni.permanent_retry");
  cni.add("permanent_retry", &node::permanent_retry, duration{1s, 24h},
          "after a failure of which nothing but a change is to be expected");
  cni.add("stop_grace", &node::stop_grace, duration{0s, 10min},
          "for plugins under way when the agent is told to stop");
}

} // namespace

void add_cni_keys(std::vector<key>& list) {
  section<node> cni{"cni", &settings::cni, list};
  place_keys(cni);
  wish_keys(cni);
  node_pace_keys(cni);
}

} // namespace weft::config
