#include "adapters/cni/in_process_namespaces.hpp"
#include "adapters/cni/in_process_runner.hpp"
#include "tests/contract/cni/in_one_thread.hpp"
#include "tests/contract/cni/plugin_cases.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::cni;

namespace {

class simulated_plugins : public cases::plugin_peer {
public:
  cni::runner& runner() override { return runner_; }
  namespaces& eyes() override { return eyes_; }
  std::string path_list() override { return "/opt/cni/bin"; }
  bool wait(const std::function<bool()>& so) override { return world_.wait(so); }

  std::string make_namespace(const std::string& name) override {
    node_.network.make_namespace("/run/netns/" + name);
    return "/run/netns/" + name;
  }
  void remove_namespace(const std::string& path) override { node_.network.remove_namespace(path); }
  void place_file(const std::string& path) override {
    node_.network.place(path, netns_view::standing::no_netns);
  }
  void add_parent(const std::string& name) override { node_.network.add_host(name); }
  void remove_host(const std::string& name) override { node_.network.remove_host(name); }
  void remove_inside(const std::string& path, const std::string& name) override {
    node_.network.remove(path, name);
  }
  std::vector<std::string> ways(const std::string& path) override {
    std::vector<std::string> out;
    for (const auto& one : node_.network.ways(path))
      out.push_back(one.interface + " " + one.gateway);
    return out;
  }
  std::size_t reserved(const std::string& network) override { return node_.pools.count(network); }

private:
  cni::testing::in_one_thread world_;
  sim::node node_{world_.surroundings()};
  in_process_runner runner_{node_, world_.surroundings()};
  in_process_namespaces eyes_{node_, world_.surroundings()};
};

} // namespace

TEST_CASE("plugins on a simulated node do what we rely on", "[cni][contract]") {
  for (const auto& one : cases::plugin_cases())
    DYNAMIC_SECTION(one.name) {
      simulated_plugins peer;
      one.holds(peer);
    }
}
