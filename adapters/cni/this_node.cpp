#include "adapters/cni/this_node.hpp"

#include "adapters/cni/cri_runtime.hpp"
#include "adapters/cni/grpc_carrier.hpp"
#include "adapters/cni/kernel_namespaces.hpp"
#include "adapters/cni/plugin_runner.hpp"
#include "adapters/cni/privileges.hpp"
#include "adapters/cni/real_disk.hpp"
#include "adapters/cni/state_claim.hpp"
#include "adapters/cni/threaded_records.hpp"
#include "adapters/files.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace weft::cni {

namespace {

std::optional<fault> fault_in_privileges(std::string_view status) {
  std::string missing;
  for (const auto& one : lacking_privileges(status))
    missing += (missing.empty() ? "" : " and ") + one;
  if (missing.empty())
    return std::nullopt;
  return fault{errc::forbidden,
               "lacks " + missing
                 + ": it has to run as root, with both CAP_NET_ADMIN and CAP_SYS_ADMIN "
                   "(deploy/agent.yaml, deploy/weft-agent.service)",
               "the agent",
               {}};
}

std::optional<fault> fault_in_socket(const settings& how) {
  constexpr std::string_view scheme = "unix://";
  const auto path = how.runtime_socket.starts_with(scheme)
                      ? how.runtime_socket.substr(scheme.size())
                      : how.runtime_socket;
  struct stat seen = {};
  const auto wrong = ::stat(path.c_str(), &seen) != 0 ? std::generic_category().message(errno)
                     : S_ISSOCK(seen.st_mode)         ? std::string{}
                                                      : "is no socket";
  if (wrong.empty())
    return std::nullopt;
  return fault{errc::refused,
               wrong
                 + "; must be the CRI socket of this node's container runtime, such as "
                   "unix:///run/containerd/containerd.sock, unix:///var/run/crio/crio.sock or "
                   "unix:///run/k3s/containerd/containerd.sock",
               "cni.runtime_socket " + path,
               {}};
}

std::optional<fault> fault_in_state(const settings& how) {
  const std::string probe = "probe";
  real_disk disk{how.state_dir};
  auto wrong = disk.make_folder("results");
  if (!wrong)
    wrong = disk.write(probe, "may the agent write here?\n");
  if (!wrong)
    wrong = disk.remove(probe);
  if (!wrong)
    return std::nullopt;
  return fault{errc::refused,
               to_string(*wrong)
                 + "; must be a directory, or the place for one, that the agent can write to and "
                   "that outlives it: without its records nobody takes away what it has attached",
               "cni.state_dir " + how.state_dir,
               {}};
}

} // namespace

std::optional<fault> fault_in_node(const settings& how, std::string_view status) {
  if (auto wrong = fault_in_privileges(status))
    return wrong;
  if (auto wrong = fault_in_socket(how))
    return wrong;
  return fault_in_state(how);
}

std::vector<missing_directory> missing_directories(const settings& how) {
  std::error_code none;
  std::vector<missing_directory> out;
  for (const auto& one : how.plugin_dirs)
    if (!std::filesystem::is_directory(one, none))
      out.push_back({"cni.plugin_dirs", one});
  if (how.plugin_dirs == settings{}.plugin_dirs && out.size() < how.plugin_dirs.size())
    out.clear();
  if (!how.config_dir.empty() && !std::filesystem::is_directory(how.config_dir, none))
    out.push_back({"cni.config_dir", how.config_dir});
  return out;
}

result<node_ends> open_this_node(net::transport& io, const settings& how) {
  const auto status = read_file("/proc/self/status");
  if (!status)
    return status.error();
  if (auto wrong = fault_in_node(how, *status))
    return *std::move(wrong);
  auto claim = claim_state(how);
  if (!claim)
    return claim.error();
  cri_settings runtime;
  runtime.socket = how.runtime_socket;
  runtime.deadline = how.runtime_timeout;
  plugin_surroundings around;
  around.passed = how.passed_environment;
  around.limits.linger = how.output_grace;
  around.limits.kill_grace = how.kill_grace;
  node_ends out;
  out.containers = std::make_shared<cri_runtime>(carry_over_grpc(std::move(runtime)));
  out.plugins = std::make_shared<plugin_runner>(io, std::move(around));
  out.records
    = std::make_shared<threaded_records>(how.state_dir, how.shared_cache_dir, *std::move(claim));
  out.spaces = std::make_shared<kernel_namespaces>();
  return out;
}

} // namespace weft::cni
