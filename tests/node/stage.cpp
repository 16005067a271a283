#include "tests/node/stage.hpp"

#include "tests/requires.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace weft::tests {

namespace {

constexpr const char* plugin_folder = "/usr/lib/cni";

void must(bool done, const char* what) {
  if (!done)
    FAIL(what << ": " << std::strerror(errno));
}

void hide(const char* folder) {
  must(::mount("tmpfs", folder, "tmpfs", 0, "mode=755") == 0, folder);
}

} // namespace

stage::stage() {
  if (::geteuid() != 0)
    skip("namespaces of our own need root");
  network_ = ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  mounts_ = ::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
    skip(std::string{"unshare: "} + std::strerror(errno));
  must(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
  hide("/run");
  hide("/var/lib");
  std::filesystem::create_directories("/run/netns");
  std::filesystem::create_directories("/var/lib/cni");
  sh("ip link set lo up");
}

stage::~stage() {
  ::setns(mounts_, CLONE_NEWNS); // refused while a thread lives that shares our directory
  ::setns(network_, CLONE_NEWNET);
  ::close(mounts_);
  ::close(network_);
}

std::string stage::add_namespace(const std::string& name) const {
  const auto path = "/run/netns/" + name;
  std::ofstream{path};
  bool bound = false;
  std::thread{[&] {
    bound = ::unshare(CLONE_NEWNET) == 0
            && ::mount("/proc/thread-self/ns/net", path.c_str(), nullptr, MS_BIND, nullptr) == 0;
  }}.join();
  must(bound, "a network namespace");
  sh_in(name, "ip link set lo up");
  return path;
}

void stage::remove_namespace(const std::string& name) const {
  const auto path = "/run/netns/" + name;
  must(::umount2(path.c_str(), MNT_DETACH) == 0, "umount");
  std::filesystem::remove(path);
}

std::string stage::sh(const std::string& script) const {
  const auto how = run({{"sh", "-c", script}, {}, {}});
  INFO(script << ": " << how.err);
  REQUIRE(how.code == 0);
  return how.out;
}

std::string stage::sh_in(const std::string& name, const std::string& script) const {
  const auto how = run({{"nsenter", "--net=/run/netns/" + name, "sh", "-c", script}, {}, {}});
  INFO(script << ": " << how.err);
  REQUIRE(how.code == 0);
  return how.out;
}

std::string requires_plugins(const std::vector<std::string_view>& names) {
  for (const auto name : names)
    if (!std::filesystem::exists(std::string{plugin_folder} + "/" + std::string{name}))
      skip(std::string{plugin_folder} + " holds no " + std::string{name});
  return plugin_folder;
}

} // namespace weft::tests
