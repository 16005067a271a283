#include "adapters/k8s/access.hpp"

#include "adapters/k8s/kubeconfig.hpp"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace weft::k8s {

namespace {

std::string variable(const char* name) {
  const char* held = std::getenv(name);
  return held ? held : "";
}

std::vector<std::filesystem::path> split(const std::string& list) {
  std::vector<std::filesystem::path> files;
  std::istringstream from{list};
  for (std::string file; std::getline(from, file, ':');)
    if (!file.empty())
      files.emplace_back(file);
  return files;
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream from{file};
  std::string line;
  std::getline(from, line);
  return line;
}

/// The same of what somebody has named, so that a fault names that as well.
result<cluster_access> read_named(std::string_view by,
                                  const std::vector<std::filesystem::path>& files,
                                  const access_overrides& wanted) {
  auto found = read_kubeconfig(files, wanted);
  if (found)
    return found;
  auto why = std::move(found.error());
  why.where = std::string{by} + " " + why.where;
  return why;
}

} // namespace

access_environment read_access_environment() {
  access_environment around;
  around.kubeconfig = variable("KUBECONFIG");
  around.service_host = variable("KUBERNETES_SERVICE_HOST");
  around.service_port = variable("KUBERNETES_SERVICE_PORT");
  around.home = variable("HOME");
  return around;
}

result<cluster_access> find_access(const access_overrides& wanted,
                                   const access_environment& around) {
  if (!wanted.kubeconfig.empty()) {
    constexpr std::string_view setting = "kubernetes.kubeconfig";
    if (std::error_code none; !std::filesystem::exists(wanted.kubeconfig, none) && !none)
      return fault{errc::refused,
                   "there is no such file",
                   std::string{setting} + " " + wanted.kubeconfig.string(),
                   {}};
    return read_named(setting, {wanted.kubeconfig}, wanted);
  }
  if (!around.kubeconfig.empty())
    return read_named("KUBECONFIG", split(around.kubeconfig), wanted);
  if (!around.service_host.empty() && !around.service_port.empty())
    return in_cluster_access(around);
  const auto usual = around.home / ".kube" / "config";
  std::error_code denied; // whoever may not look is told so by the attempt to read
  if (!around.home.empty() && (std::filesystem::exists(usual, denied) || denied))
    return read_kubeconfig({usual}, wanted);
  return fault{
    errc::refused,
    "no cluster: no --kubernetes-kubeconfig, no KUBECONFIG, not in a Pod, and there is no "
      + usual.string(),
    "kubeconfig",
    {}};
}

result<cluster_access> in_cluster_access(const access_environment& around) {
  cluster_access found;
  found.origin = "in-cluster";
  found.server.host = around.service_host;
  const auto& port = around.service_port;
  const char* last = port.data() + port.size();
  const auto [end, error] = std::from_chars(port.data(), last, found.server.port);
  if (error != std::errc{} || end != last || found.server.port == 0)
    return fault{
      errc::refused, "KUBERNETES_SERVICE_PORT is no port: \"" + port + "\"", found.origin, {}};
  found.token_file = around.service_account / "token";
  found.ca.file = around.service_account / "ca.crt";
  for (const auto& file : {found.token_file, found.ca.file})
    if (!std::ifstream{file})
      return fault{errc::refused, "cannot read " + file.string(), found.origin, {}};
  if (auto own = first_line(around.service_account / "namespace"); !own.empty())
    found.ns = std::move(own);
  return found;
}

} // namespace weft::k8s
