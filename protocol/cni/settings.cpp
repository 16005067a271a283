#include "protocol/cni/settings.hpp"

#include <algorithm>

namespace weft::cni {

namespace {

using namespace std::chrono_literals;

bool is_absolute(std::string_view path) {
  return path.starts_with('/') && path.find(':') == path.npos && path.find('\0') == path.npos;
}

bool within(std::chrono::milliseconds what, std::chrono::milliseconds least,
            std::chrono::milliseconds most) {
  return what >= least && what <= most;
}

std::string fault_in_paths(const settings& how) {
  if (how.plugin_dirs.empty())
    return "there is no directory of plugins";
  for (const auto& one : how.plugin_dirs)
    if (!is_absolute(one))
      return "a directory of plugins is no absolute path without \":\": " + one;
  for (const auto* one : {&how.config_dir, &how.state_dir})
    if (!is_absolute(*one))
      return "no absolute path: " + *one;
  if (!how.shared_cache_dir.empty() && !is_absolute(how.shared_cache_dir))
    return "no absolute path: " + how.shared_cache_dir;
  return {};
}

std::string fault_in_times(const settings& how) {
  if (!within(how.plugin_timeout, 1s, 10min))
    return "a plugin's timeout is not within 1 s and 10 min";
  if (how.chain_timeout < how.plugin_timeout)
    return "a chain's timeout is shorter than a plugin's";
  if (!within(how.output_grace, 10ms, 10s))
    return "the pause after a plugin's exit is not within 10 ms and 10 s";
  if (!within(how.kill_grace, 0ms, 1min))
    return "the pause between SIGTERM and SIGKILL is not within 0 s and a minute";
  if (!within(how.health, 1s, 24h) || !within(how.runtime_poll, 1s, 1h))
    return "a look at Pods or sandboxes is not due within 1 s and an hour";
  if (how.retry_first <= 0ms || how.retry_cap < how.retry_first)
    return "retries do not begin above zero, or end before they begin";
  return {};
}

} // namespace

std::string plugin_path(const settings& how, std::string_view type) {
  std::string out;
  const auto append = [&](std::string_view dir) { out.append(out.empty() ? "" : ":").append(dir); };
  if (how.mode == execution_mode::meta && !how.meta_vendor.empty())
    append("/opt/" + how.meta_vendor + "/cni/bin");
  else if (how.mode == execution_mode::meta && !type.empty())
    append("/opt/" + std::string{type} + "/bin");
  for (const auto& one : how.plugin_dirs)
    append(one);
  return out;
}

bool may_use(const settings& how, std::string_view pod_namespace, const element& what) {
  constexpr std::string_view kaloom_home = "default";
  if (!how.isolate_namespaces || what.network.ns == pod_namespace
      || (what.from == source::kaloom && what.network.ns == kaloom_home))
    return true;
  return std::ranges::find(how.global_namespaces, what.network.ns) != how.global_namespaces.end();
}

std::string fault_in(const settings& how) {
  if (!is_subdomain(how.node_name))
    return how.node_name.empty() ? "the node's name is missing"
                                 : "no node has this name: " + how.node_name;
  if (how.workers > 1024)
    return "more than 1024 plugins at once";
  if (!is_interface_name(how.default_interface))
    return "no interface has this name: " + how.default_interface;
  if (how.mode == execution_mode::meta && !how.meta_vendor.empty() && !is_cni_name(how.meta_vendor))
    return "no vendor has this name: " + how.meta_vendor;
  if (const auto wrong = std::ranges::find_if_not(how.exclusive_networks, is_cni_name);
      wrong != how.exclusive_networks.end())
    return "no CNI network has this name: " + *wrong;
  auto why = fault_in_paths(how);
  return why.empty() ? fault_in_times(how) : why;
}

} // namespace weft::cni
