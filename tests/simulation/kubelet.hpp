#pragma once

#include "tests/simulation/world.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What runs on the node of a world, and what its networks are. Nobody there plays the kubelet by
/// himself, so that tests say what becomes of a Pod and its sandbox, and when.
namespace weft::simulation {

/// The Node on which all of that runs.
inline constexpr auto own_node = "node-1";

using annotation_map = std::map<std::string, std::string>;

/// "[{\"name\":\"red\"},{\"name\":\"green\"}]": what asks for these in Kaloom's annotation.
std::string asking_for(const std::vector<std::string>& networks);

/// A bridge of its own with a range of addresses of its own: 172.20.<subnet>.0/24.
/// @param more Further members of the plugin: `,"mtu":1400`.
/// @param range Further members of its `ipam`.
std::string bridge_config(const std::string& name, int subnet, const std::string& more = {},
                          const std::string& range = {});

/// Makes or changes a Network of Kaloom, whose namespace is "default".
void define_network(world& here, const std::string& name, const std::string& config);
/// Makes or changes a NetworkAttachmentDefinition.
void define_attachment(world& here, const std::string& name, const std::string& config,
                       const std::string& ns = "ns1");

/// Makes a Pod that is to run on the node and does not yet.
void schedule(world& here, const std::string& name, const annotation_map& annotations = {},
              const std::string& ns = "ns1", bool host_network = false);
/// Gives it a new sandbox and says that it is Running. @returns the sandbox's id.
std::string run_sandbox(world& here, const std::string& name, const std::string& ns = "ns1");
/// Both. @returns the sandbox's id.
std::string start_pod(world& here, const std::string& name, const annotation_map& annotations = {},
                      const std::string& ns = "ns1");

/// Sets an annotation of a Pod; null takes it away.
void annotate(world& here, const std::string& pod, std::string_view key, const json::value& value,
              const std::string& ns = "ns1");

/// The newest sandbox of a Pod, whatever has become of either; empty: it never had one.
std::string sandbox_of(world& here, const std::string& pod, const std::string& ns = "ns1");

/// The Pod's first process dies, and another sandbox takes the place of the one it had, whose
/// namespace stays until somebody stops it. @returns the new one's id.
std::string replace_sandbox(world& here, const std::string& pod, const std::string& ns = "ns1");

/// The Pod is deleted and its sandbox stopped and removed, as the kubelet does it.
void evict(world& here, const std::string& pod, const std::string& ns = "ns1");

/// The machine dies with all that runs on it, and comes back; who ran gets another sandbox.
/// The Pods stay bound to it, and weft is started again.
void reboot(world& here);

} // namespace weft::simulation
