#pragma once

#include "protocol/velocloud/records.hpp"

#include <string>
#include <string_view>
#include <vector>

/// One rule of a QOS module and its sixteen managed paths. @see velocloud.md 5, 6
namespace weft::velocloud {

/// The managed paths that differ from what is wanted, as "match.hostname".
std::vector<std::string> differences(const json::value& rule, const rule_spec& wanted);

/// Sets the managed paths and leaves everything else as it is.
void mend(json::value& rule, const rule_spec& wanted);

/// A rule made from a template, which must be an object; the template's id does not come along.
json::value make_rule(const json::value& from, const rule_spec& wanted, const std::string& id);

/// `Default-Any-Other` as shipped, for segments that lack it. @see velocloud.md 5.1
const json::value& shipped_template();

/// Whether hostname, ports and protocol are the wanted ones.
bool same_match(const json::value& rule, const rule_spec& wanted);

/// Whether two rules match the same traffic as far as we manage it.
bool same_match(const json::value& one, const json::value& other);

/// A standing rule as policies look at it; the views live as long as the rule.
rule_facts facts_of(const json::value& rule, std::string_view profile, std::string_view segment);

std::string_view name_of(const json::value& rule);
std::string_view id_of(const json::value& rule); ///< empty: none

} // namespace weft::velocloud
