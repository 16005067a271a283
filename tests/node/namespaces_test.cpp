#include "adapters/cni/kernel_namespaces.hpp"
#include "tests/contract/cni/awaited.hpp"
#include "tests/node/stage.hpp"
#include "tests/printing.hpp"

#include <catch2/catch.hpp>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace weft;
using namespace weft::cni;
using standing = netns_view::standing;

namespace {

/// A node to look at.
struct observed_node {
  namespace_look look(const std::string& path) {
    cni::testing::awaited<namespace_look> seen;
    eyes.look(path, seen.callback());
    return seen.get();
  }

  result<std::vector<interface_view>> host(std::vector<std::string> names) {
    cni::testing::awaited<result<std::vector<interface_view>>> seen;
    eyes.look_at_host(std::move(names), seen.callback());
    return seen.get();
  }

  /// A namespace with two interfaces, the first of which leads to everywhere.
  std::string add_routed(const std::string& name) {
    const auto path = node.add_namespace(name);
    node.sh_in(name, "ip link add eth0 up type veth peer name far0 && "
                     "ip link add net1 up type veth peer name far1 && "
                     "ip addr add 10.88.0.2/24 dev eth0 && ip addr add 10.1.1.2/24 dev net1 && "
                     "ip addr add fd00:88::2/64 dev eth0 nodad && "
                     "ip addr add fd00:1::2/64 dev net1 nodad && "
                     "ip route add default via 10.88.0.1 && "
                     "ip route add default via 10.88.0.7 metric 100 && "
                     "ip route add default via 10.88.0.8 table 100 && "
                     "ip -6 route add default via fd00:88::1");
    return path;
  }

  std::optional<fault> lead(const std::string& path, std::vector<std::string> gateways) {
    const auto seen = look(path).view;
    cni::testing::awaited<std::optional<fault>> moved;
    eyes.move_default_route({path, seen.dev, seen.ino, "net1", std::move(gateways)},
                            moved.callback());
    return moved.get();
  }

  /// "net1 10.1.1.1", a line each, of IPv4 or IPv6.
  std::string ways(const std::string& name, const std::string& family) const {
    return node.sh_in(name, "ip " + family
                              + " route show default | "
                                "sed -n 's/.*via \\([^ ]*\\) dev \\([^ ]*\\).*/\\2 \\1/p' | sort");
  }

  tests::stage node;
  kernel_namespaces eyes;
};

} // namespace

TEST_CASE_METHOD(observed_node, "a look into a namespace shows its interfaces as they are",
                 "[node]") {
  const auto path = node.add_namespace("p1");
  node.sh("ip link add br0 type bridge && ip link add h1 type veth peer name net1 netns p1 && "
          "ip link set h1 master br0 up");
  node.sh_in("p1",
             "ip link set net1 address 02:00:00:00:00:05 mtu 1400 up && "
             "ip addr add 10.1.1.5/24 dev net1 && "
             "ip -6 addr add fd00::5/64 dev net1 nodad && ip link add v1 type veth peer name v2");
  const auto seen = look(path);
  CHECK(seen.view.stands == standing::open);
  CHECK(seen.view.trouble.empty());
  CHECK(seen.hold);
  struct stat there = {};
  REQUIRE(::stat(path.c_str(), &there) == 0);
  CHECK(seen.view.ino == there.st_ino);
  CHECK(seen.view.dev == there.st_dev);
  const auto* net1 = find(seen.view.interfaces, "net1");
  REQUIRE(net1);
  CHECK(net1->mac == "02:00:00:00:00:05");
  CHECK(net1->mtu == 1400);
  CHECK(net1->up);
  CHECK(net1->index > 0);
  CHECK(net1->master.empty());
  const auto has = [&](const char* text) {
    return std::count(net1->addresses.begin(), net1->addresses.end(), text) == 1;
  };
  CHECK(has("10.1.1.5/24"));
  CHECK(has("fd00::5/64"));
  const auto* lo = find(seen.view.interfaces, "lo");
  REQUIRE(lo);
  CHECK(lo->mac.empty());
  const auto* v1 = find(seen.view.interfaces, "v1");
  REQUIRE(v1);
  CHECK_FALSE(v1->up);
  CHECK_FALSE(find(seen.view.interfaces, "h1"));
}

TEST_CASE_METHOD(observed_node, "the node's ends are found with their masters", "[node]") {
  node.sh("ip link add br0 type bridge && ip link add h1 type veth peer name h2 && "
          "ip link set h1 master br0 up");
  auto seen = host({"h1", "h2", "none", "", "a-name-that-is-too-long"});
  REQUIRE(seen.has_value());
  REQUIRE(seen->size() == 2);
  CHECK((*seen)[0].name == "h1");
  CHECK((*seen)[0].master == "br0");
  CHECK((*seen)[1].name == "h2");
  CHECK((*seen)[1].master.empty());
  node.sh("ip link del br0");
  seen = host({"h1"});
  REQUIRE(seen.has_value());
  CHECK(seen->front().master.empty());
}

TEST_CASE_METHOD(observed_node, "a namespace with many interfaces is seen whole", "[node]") {
  const auto path = node.add_namespace("p1");
  node.sh_in("p1", "for i in $(seq 150); do echo link add a$i type veth peer name b$i; "
                   "echo addr add 10.0.$i.1/32 dev a$i; done | ip -batch -");
  const auto seen = look(path);
  CHECK(seen.view.interfaces.size() == 301);
  const auto* last = find(seen.view.interfaces, "a150");
  REQUIRE(last);
  CHECK(last->addresses == std::vector<std::string>{"10.0.150.1/32"});
}

TEST_CASE_METHOD(observed_node, "the node's own namespace is known whatever its path", "[node]") {
  std::ofstream{"/run/netns/host"};
  REQUIRE(::mount("/proc/self/ns/net", "/run/netns/host", nullptr, MS_BIND, nullptr) == 0);
  const auto seen = look("/run/netns/host");
  CHECK(seen.view.stands == standing::nodes_own);
  CHECK(seen.view.interfaces.empty());
  CHECK_FALSE(seen.hold);
}

TEST_CASE_METHOD(observed_node, "what is no network namespace is refused, be it a way to one",
                 "[node]") {
  const auto path = node.add_namespace("p1");
  std::ofstream{"/run/netns/file"} << "x";
  std::filesystem::create_symlink(path, "/run/netns/link");
  std::ofstream{"/run/netns/mounts"};
  REQUIRE(::mount("/proc/self/ns/uts", "/run/netns/mounts", nullptr, MS_BIND, nullptr) == 0);
  REQUIRE(::mkfifo("/run/netns/pipe", 0600) == 0);
  for (const auto* name : {"file", "link", "mounts", "pipe", "."})
    CHECK(look(std::string{"/run/netns/"} + name).view.stands == standing::no_netns);
  for (const auto* missing : {"", "/run/netns/none", "/run/netns/file/p1"})
    CHECK(look(missing).view.stands == standing::missing);
}

TEST_CASE_METHOD(observed_node, "a namespace that is held keeps its number while its path goes",
                 "[node]") {
  const auto held = look(node.add_namespace("p1"));
  REQUIRE(held.hold);
  node.remove_namespace("p1");
  CHECK(look("/run/netns/p1").view.stands == standing::missing);
  for (int i = 0; i < 20; ++i) {
    const auto other = look(node.add_namespace("p1"));
    CHECK(other.view.ino != held.view.ino);
    node.remove_namespace("p1");
  }
}

TEST_CASE_METHOD(observed_node, "a machine has one boot id", "[node]") {
  CHECK(eyes.boot_id().size() == 36);
  CHECK(eyes.boot_id() == kernel_namespaces{}.boot_id());
}

TEST_CASE_METHOD(observed_node, "a default route moves in the families that have a gateway",
                 "[node]") {
  const auto path = add_routed("p1");
  CHECK_FALSE(lead(path, {"10.1.1.1"}));
  CHECK(ways("p1", "-4") == "net1 10.1.1.1\n");
  CHECK(ways("p1", "-6") == "eth0 fd00:88::1\n");
  CHECK_FALSE(lead(path, {"fd00:1::1"}));
  CHECK(ways("p1", "-6") == "net1 fd00:1::1\n");
  CHECK(ways("p1", "-4") == "net1 10.1.1.1\n");
  CHECK_FALSE(lead(path, {"fd00:1::9", "10.1.1.9"}));
  CHECK(ways("p1", "-4") == "net1 10.1.1.9\n");
  CHECK(ways("p1", "-6") == "net1 fd00:1::9\n");
  CHECK(node.sh_in("p1", "ip route show table 100").find("10.88.0.8") != std::string::npos);
  CHECK(node.sh("ip route show default").empty());
}

TEST_CASE_METHOD(observed_node, "a default route that is where it should be is left alone",
                 "[node]") {
  const auto path = add_routed("p1");
  node.sh_in("p1", "ip route add default via 10.1.1.1 proto 77 metric 5 && "
                   "ip -6 route add default via fd00:1::1 proto 77 metric 5");
  CHECK_FALSE(lead(path, {"10.1.1.1", "fd00:1::1"}));
  for (const auto* family : {"-4", "-6"}) {
    const auto all = node.sh_in("p1", std::string{"ip "} + family + " route show default");
    CHECK(all.find("dev net1 proto 77 metric 5") != std::string::npos);
    CHECK(std::count(all.begin(), all.end(), '\n') == 1);
  }
}

TEST_CASE_METHOD(observed_node, "gateways of one family share a default route", "[node]") {
  const auto path = add_routed("p1");
  const std::vector<std::string> gateways{"10.1.1.1", "fd00:1::1", "10.1.1.3", "fd00:1::3"};
  std::string before;
  for (int times = 0; times < 2; ++times) {
    CHECK_FALSE(lead(path, gateways));
    const auto all = node.sh_in("p1", "ip route show default; ip -6 route show default");
    for (const auto& one : gateways)
      CHECK(all.find("via " + one + " dev net1") != std::string::npos);
    CHECK(all.find("eth0") == std::string::npos);
    CHECK((before.empty() || before == all));
    before = all;
  }
  CHECK_FALSE(lead(path, {"10.1.1.3", "fd00:1::3"}));
  CHECK(ways("p1", "-4") == "net1 10.1.1.3\n");
  CHECK(ways("p1", "-6") == "net1 fd00:1::3\n");
}

TEST_CASE_METHOD(observed_node, "a default route stays in both families when one cannot move",
                 "[node]") {
  const auto path = add_routed("p1");
  const auto before = node.sh_in("p1", "ip route; ip -6 route");
  const auto failed = lead(path, {"10.1.1.1", "fd00:7::1"});
  REQUIRE(failed);
  CHECK(failed->code == errc::unreachable);
  CHECK(failed->where == path);
  CHECK_FALSE(failed->what.empty());
  CHECK(node.sh_in("p1", "ip route; ip -6 route") == before);
  node.sh_in("p1", "ip link set net1 down");
  CHECK(lead(path, {"10.1.1.1"}));
}

TEST_CASE_METHOD(observed_node, "the node's own default route is never moved", "[node]") {
  node.sh("ip link add net1 up type veth peer name far1 && ip addr add 10.1.1.2/24 dev net1");
  std::ofstream{"/run/netns/host"};
  REQUIRE(::mount("/proc/self/ns/net", "/run/netns/host", nullptr, MS_BIND, nullptr) == 0);
  const auto failed = lead("/run/netns/host", {"10.1.1.1"});
  REQUIRE(failed);
  CHECK(failed->code == errc::refused);
  CHECK(node.sh("ip route show default").empty());
}
