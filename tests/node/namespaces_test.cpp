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
