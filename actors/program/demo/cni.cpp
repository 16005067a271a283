#include "actors/program/demo/stage.hpp"
#include "actors/program/demo/stand_in.hpp"
#include "actors/program/demo/story.hpp"
#include "actors/program/embedded.hpp"
#include "adapters/cni/simulated_node.hpp"
#include "adapters/yaml/reader.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/table.hpp"
#include "weft/version.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::demo {

namespace {

using namespace std::chrono_literals;

constexpr const char* node_name = "worker-1";
constexpr const char* pod_path = "/api/v1/namespaces/ns1/pods/db-0";
constexpr const char* added = "netddecebdea58b"; ///< by the name of the network

class cni_story final : public story {
public:
  explicit cni_story(stage& on) : on_(on), numbers_(version), node_(on.io) {}

  /// An agent is a process of its own, and so it is here as far as it can be.
  void join(settings&, ways_out&) override {
    settings how;
    how.cni.enabled = true;
    how.cni.node_name = node_name;
    how.cni.health = 2s;
    how.lease.enabled = false;
    ways_out ways;
    ways.cni = node_.ends();
    agent_ = on_.start_agent(how, ways, numbers_);
  }

  void tell() override {
    attach();
    lose_the_interface();
    detach();
  }

  std::string tables() override {
    std::vector<std::vector<std::string>> seen{{"  NAME", "STATE", "MAC", "ADDRESSES"}};
    for (const auto& one : interfaces()) {
      if (one.name == "lo")
        continue;
      std::string addresses;
      for (const auto& address : one.addresses)
        addresses += (addresses.empty() ? "" : ", ") + address;
      seen.push_back({"  " + one.name, one.up ? "up" : "down", one.mac, addresses});
    }
    std::vector<std::vector<std::string>> ran{{"  PLUGIN", "CALL", "INTERFACE"}};
    node_.with([&](cni::sim::node& node) {
      for (const auto& one : node.calls())
        ran.push_back({"  " + one.what.type, one.told("CNI_COMMAND"), one.told("CNI_IFNAME")});
    });
    return "Interfaces of Pod db-0 on node worker-1\n" + write_columns(seen, 2)
           + "\nPlugins that ran there\n" + write_columns(ran, 2);
  }

  std::vector<std::string> invitations() override {
    return {"kubectl annotate pod db-0 -n ns1 k8s.v1.cni.cncf.io/networks=storage@disk0",
            "kubectl get pod db-0 -n ns1 -o yaml",
            "weft explain --port " + std::to_string(agent_->port()) + " pod/ns1/db-0"};
  }

private:
  std::vector<cni::interface_view> interfaces() {
    return node_.with(
      [&](cni::sim::node& node) { return node.network.look(node.netns_of(sandbox_)).interfaces; });
  }

  /// Null pointer: there is none.
  std::optional<cni::interface_view> storage() {
    const auto all = interfaces();
    const auto* found = cni::find(all, added);
    return found ? std::optional{*found} : std::nullopt;
  }

  bool stands() {
    const auto seen = storage();
    return seen && !seen->addresses.empty();
  }

  /// What the Pod's status annotation says of the interface; null: nothing.
  json::value entry() const {
    const auto pod = on_.read(pod_path);
    const auto said
      = json::parse(pod.text_at({"metadata", "annotations", cni::annotation::status}));
    if (said && said->is_array())
      for (const auto& one : *said->as_array())
        if (one.text_at({"interface"}) == added)
          return one;
    return {};
  }

  void attach() {
    const auto all = yaml::read_all(embedded::cni_sample());
    if (!all)
      throw std::runtime_error(to_string(all.error()));
    json::value pod;
    for (auto object : *all) {
      if (object.text_at({"kind"}) == cni::pod_kind)
        object.find("spec")->set("nodeName", node_name);
      pod = on_.apply(object);
    }
    on_.say("Applied config/samples/cni.yaml: network storage and Pod db-0, which asks for it, in"
            " namespace ns1.");
    sandbox_ = node_.with([&](cni::sim::node& node) {
      return node.run_pod("ns1", "db-0", std::string{pod.text_at({"metadata", "uid"})});
    });
    start_pod(on_, pod, "10.88.0.7");
    on_.say("No kubelet runs here, so the demo starts the Pod's sandbox on the simulated node"
            " worker-1.");
    on_.await("db-0 has interface " + std::string{added} + ", which plugin bridge has made.",
              [&] { return stands(); });
    on_.await("Its status annotation says so:", [&] { return !entry().is_null(); });
    on_.show(json::write(entry()));
  }

  void lose_the_interface() {
    const auto before = storage();
    node_.with(
      [&](cni::sim::node& node) { return node.network.remove(node.netns_of(sandbox_), added); });
    on_.say("Somebody deletes that interface by hand.");
    on_.await("It is back: the agent looks every 2 s here.", [&] { return stands(); });
    if (before && storage()->index == before->index)
      throw std::runtime_error("nobody has deleted it");
  }

  void detach() {
    on_.patch(
      pod_path,
      json::value::of(
        {{"metadata",
          json::value::of({{"annotations",
                            json::value::of({{std::string{cni::annotation::npwg}, nullptr}})}})}}));
    on_.say("The annotation is taken away.");
    on_.await("So are the interface and its entry in the status annotation, and nothing else.",
              [&] { return !storage() && entry().is_null(); });
    if (const auto all = interfaces(); !cni::find(all, "eth0"))
      throw std::runtime_error("the Pod has lost its first interface");
    const auto wrong = node_.with([](cni::sim::node& node) { return node.violations(); });
    if (!wrong.empty())
      throw std::runtime_error(wrong.front());
  }

  stage& on_;
  metrics::registry numbers_;
  cni::simulated_node node_;
  std::string sandbox_;
  std::unique_ptr<service> agent_; ///< last: it goes first
};

} // namespace

std::unique_ptr<story> open_cni(stage& on) {
  return std::make_unique<cni_story>(on);
}

} // namespace weft::demo
