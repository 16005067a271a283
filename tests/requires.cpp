#include "tests/requires.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <sstream>
#include <string_view>

namespace weft::tests {

namespace {

std::string environment(const char* name) {
  const char* found = std::getenv(name);
  return found ? found : "";
}

std::string servers_with(std::initializer_list<std::string_view> names) {
  auto folder = environment("KUBEBUILDER_ASSETS");
  if (folder.empty())
    skip("KUBEBUILDER_ASSETS names no directory of test servers; `make test` builds them");
  for (auto name : names) {
    auto path = folder + "/" + std::string{name};
    if (::access(path.c_str(), R_OK) != 0)
      skip("KUBEBUILDER_ASSETS holds no " + std::string{name});
  }
  return folder;
}

} // namespace

void skip(const std::string& why) {
  if (environment("WEFT_REQUIRE_ALL") == "1")
    FAIL("required, but cannot run: " << why);
  std::cout << "SKIPPED: " << why << std::endl;
  throw Catch::TestFailureException{}; // Catch2's own way out of a test; counts nothing by itself
}

std::string requires_servers() {
  return servers_with({"etcd", "kube-apiserver", "kubectl"});
}

std::string requires_pod_servers() {
  return servers_with({"etcd", "kube-apiserver", "kubectl", "kube-controller-manager",
                       "kube-scheduler", "kwok", "kwok-stages.yaml"});
}

std::string requires_program(const std::string& name) {
  std::istringstream folders{environment("PATH")};
  for (std::string folder; std::getline(folders, folder, ':');)
    if (auto path = folder + "/" + name; ::access(path.c_str(), X_OK) == 0)
      return path;
  skip(name + " is not on the PATH");
}

} // namespace weft::tests
