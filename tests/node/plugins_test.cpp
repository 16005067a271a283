#include "adapters/cni/kernel_namespaces.hpp"
#include "adapters/cni/plugin_runner.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/contract/cni/plugin_cases.hpp"
#include "tests/node/stage.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace weft;
using namespace weft::cni;

namespace {

/// The distribution's plugins on a node of the test's own.
class real_plugins : public cases::plugin_peer {
public:
  cni::runner& runner() override { return runner_; }
  namespaces& eyes() override { return eyes_; }
  std::string path_list() override { return folder_; }
  bool wait(const std::function<bool()>& so) override {
    const auto until = std::chrono::steady_clock::now() + cni::testing::patience;
    while (!so())
      if (std::chrono::steady_clock::now() > until)
        return false;
      else
        std::this_thread::yield();
    return true;
  }

  std::string make_namespace(const std::string& name) override {
    auto out = node_.add_namespace(name);
    node_.sh_in(name, "ip link add eth0 up type veth peer name far0 && "
                      "ip addr add 10.88.0.2/24 dev eth0 && ip route add default via 10.88.0.1");
    return out;
  }
  void remove_namespace(const std::string& path) override {
    node_.remove_namespace(std::filesystem::path{path}.filename());
  }
  void place_file(const std::string& path) override { std::ofstream{path} << "x"; }
  void add_parent(const std::string& name) override {
    node_.sh("ip link add " + name + " up type veth peer name peer0");
  }
  void remove_host(const std::string& name) override { node_.sh("ip link del " + name); }
  void remove_inside(const std::string& path, const std::string& name) override {
    node_.sh_in(std::filesystem::path{path}.filename(), "ip link del " + name);
  }
  std::vector<std::string> ways(const std::string& path) override {
    std::istringstream lines{node_.sh_in(std::filesystem::path{path}.filename(),
                                         "ip -4 route show default | awk '{print $5 \" \" $3}'")};
    std::vector<std::string> out;
    for (std::string line; std::getline(lines, line);)
      out.push_back(line);
    return out;
  }
  std::size_t reserved(const std::string& network) override {
    std::size_t out = 0;
    const auto folder = "/var/lib/cni/networks/" + network;
    if (std::filesystem::exists(folder))
      for (const auto& one : std::filesystem::directory_iterator{folder})
        out += one.path().filename().string().find('.') < 4 ? 1 : 0;
    return out;
  }

private:
  tests::stage node_;
  std::string folder_ = tests::requires_plugins({"bridge", "macvlan", "host-local"});
  net::transport io_;
  plugin_runner runner_{io_, {}};
  kernel_namespaces eyes_;
};

} // namespace

TEST_CASE("the distribution's plugins do what we rely on", "[node][contract]") {
  for (const auto& one : cases::plugin_cases())
    DYNAMIC_SECTION(one.name) {
      real_plugins peer;
      one.holds(peer);
    }
}
