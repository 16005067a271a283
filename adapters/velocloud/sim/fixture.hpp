#pragma once

#include "adapters/velocloud/sim/model.hpp"

namespace weft::velocloud::sim {

/// The profiles and QOS modules every simulated VCO starts with. @see velocloud.md 10
inline constexpr std::int64_t enterprise_id = 1;
inline constexpr std::int64_t quick_start = 101; ///< SEGMENT_BASED, three human rules
inline constexpr std::int64_t branch_gold = 102; ///< two segments, the global one last
inline constexpr std::int64_t legacy = 103;      ///< NETWORK_BASED
inline constexpr std::int64_t bare = 104;        ///< no QOS module
inline constexpr std::int64_t quick_start_qos = 1011;
inline constexpr std::int64_t branch_gold_qos = 1021;

/// The credentials it knows at the start; of no worth anywhere else.
inline constexpr const char* demo_token = "simulated-enterprise-token";
inline constexpr const char* operator_token = "simulated-operator-token";
inline constexpr const char* reader_token = "simulated-reader-token";
inline constexpr const char* demo_user = "netops@example.com";
inline constexpr const char* demo_password = "simulated-password";

/// How the fixture departs from its plain form.
struct fixture_shape {
  bool human_rules = true;
  bool template_id = false;      ///< `Default-Any-Other` carries a ruleLogicalId of its own
  bool template_missing = false; ///< there is no `Default-Any-Other`
};

std::vector<profile> make_profiles(const fixture_shape& shape = {});
std::vector<account> make_accounts();

/// A rule like `Default-Any-Other` under another name. @see velocloud.md 5.1
json::value make_rule(std::string_view name);

/// An empty QOS document: the global segment, defaults, no rules.
json::value make_qos();

} // namespace weft::velocloud::sim
