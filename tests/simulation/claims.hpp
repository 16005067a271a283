#pragma once

#include "tests/printing.hpp"
#include "tests/simulation/world.hpp"

#include <string>
#include <vector>

/// What the acceptance rows say over and over.
namespace weft::simulation {

inline constexpr auto read_modules = "configuration/getConfigurationModules";
inline constexpr auto update_module = "configuration/updateConfigurationModule";

/// The sample objects. @see velocloud.md 2.1
inline constexpr auto velokube1
  = "{profile: Quick Start Profile, name: velokube1, "
    "fqdn: velokube1.vcn.cloud, dport: 8080, service-class: realtime, "
    "link-policy: auto, service-group: ALL, priority: high, "
    "bandwidth-limit: -1}";
inline constexpr auto velokube2
  = "{profile: Quick Start Profile, name: velokube2, "
    "fqdn: velokube2.vcn.cloud, dport: 443, service-class: realtime, "
    "link-policy: fixed, service-group: PUBLIC_WIRED, priority: high, "
    "bandwidth-limit: 40}";

/// A world whose log is kept in its trace.
world_shape with_trace();

/// "{profile: Quick Start Profile, name: <name>, fqdn: <name>.vcn.cloud, dport: 443<more>}".
std::string spec_of(const std::string& name, const std::string& more = {},
                    const std::string& profile = "Quick Start Profile");

/// The message of a condition; empty while there is none.
std::string message_of(world& here, const std::string& name, std::string_view type = "Ready",
                       const std::string& ns = "ns1");

/// The reason of Ready, whatever generation it is about.
std::string reason_of(world& here, const std::string& name);

/// Whether all of these are Ready.
bool all_ready(world& here, const std::vector<std::string>& names);

/// How the actors of the newest process describe themselves, in the order of the tree.
std::vector<description> dump(world& here);

/// Whether a line of the log or of the wire holds `text`.
bool traced(const world& here, std::string_view text);

/// The text, or the JSON of anything else, at a path of members: `at(rule, {"match", "hostname"})`.
std::string at(const json::value& rule, std::initializer_list<std::string_view> path);

/// The ids of all rules and defaults of a profile's segments that have one.
std::vector<std::string> ids_in(world& here, std::int64_t module_id);

/// What must hold whatever happened: no update lost, nothing written for nothing, never two writes
/// of a module at once, no call while VCO asked for a pause, no actor lost.
/// @param calls_in_penalty As many are forgiven: they were under way when VCO asked for the pause.
void check_manners(const world& here, std::size_t calls_in_penalty = 0);

} // namespace weft::simulation
