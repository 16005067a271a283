#pragma once

#include "protocol/domain.hpp"
#include "protocol/velocloud/records.hpp"
#include "protocol/velocloud/settings.hpp"

#include <optional>
#include <string>

namespace weft::velocloud {

/// The name the object's rule bears in VCO: spec.name, or `<namespace>.<name>`.
std::string rule_name(const k8s::projection& object);

/// The spec as policies look at it. `name` and `spec` must outlive the facts.
rule_facts facts_of(const rule_spec& spec, std::string_view name);

/// The policies that select `ns`; nothing when that cannot be told because the namespace has not
/// been seen. @see velocloud.md 3.2
std::optional<rules_in_force> rules_for(const settings& how, std::string_view ns,
                                        const view& index);

/// Why the object finds no room below the quota of its namespace: the oldest win, and what fails
/// another check does not count. Empty: it has room.
std::string over_quota(const k8s::projection& object, const rules_in_force& limits,
                       const view& index);

/// The namespaces whose VelocloudBPs must be interpreted again. @see domain::affects
std::set<std::string> affects(const settings& how, const k8s::projection* before,
                              const k8s::projection* after, const view& index);

} // namespace weft::velocloud
