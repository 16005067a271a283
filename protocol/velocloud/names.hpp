#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How things are called, on both sides, and how ours are recognised. @see velocloud.md 2, 4.3, 8.4
namespace weft::velocloud {

inline constexpr std::string_view domain_name = "velocloud";
inline constexpr std::string_view group = "vcn.cloud";
inline constexpr std::string_view rule_kind = "VelocloudBP";
inline constexpr std::string_view policy_kind = "VelocloudPolicy";
inline constexpr std::string_view namespace_kind = "Namespace";
inline constexpr std::string_view finalizer = "vcn.cloud/velocloud-rule";
inline constexpr std::string_view field_manager = "weft/velocloud";

namespace annotation {
inline constexpr std::string_view prefix = "vcn.cloud/";
inline constexpr std::string_view adopt = "vcn.cloud/adopt";
inline constexpr std::string_view orphan_on_delete = "vcn.cloud/orphan-on-delete";
inline constexpr std::string_view paused = "vcn.cloud/paused";
inline constexpr std::string_view dry_run = "vcn.cloud/dry-run";
inline constexpr std::array all{adopt, orphan_on_delete, paused, dry_run};
} // namespace annotation

namespace method {
inline constexpr std::string_view list_profiles = "enterprise/getEnterpriseConfigurationsPolicies";
/// The documented alternative; used when the first is refused.
inline constexpr std::string_view list_profiles_too = "enterprise/getEnterpriseConfigurations";
inline constexpr std::string_view read_modules = "configuration/getConfigurationModules";
inline constexpr std::string_view update_module = "configuration/updateConfigurationModule";
inline constexpr std::string_view insert_module = "configuration/insertConfigurationModule";
inline constexpr std::string_view read_audit = "event/getEnterpriseEvents";
inline constexpr std::string_view who_am_i = "enterprise/getEnterprise";
inline constexpr std::string_view enterprise_login = "login/enterpriseLogin";
inline constexpr std::string_view operator_login = "login/operatorLogin";
} // namespace method

/// Condition and event reasons; part of the API. @see velocloud.md 2.3
namespace reason {
inline constexpr std::string_view accepted = "Accepted";
inline constexpr std::string_view programmed = "Programmed";
inline constexpr std::string_view pending = "Pending";
inline constexpr std::string_view invalid_spec = "InvalidSpec";
inline constexpr std::string_view policy_violation = "PolicyViolation";
inline constexpr std::string_view quota_exceeded = "QuotaExceeded";
inline constexpr std::string_view name_conflict = "NameConflict";
inline constexpr std::string_view adoption_refused = "AdoptionRefused";
inline constexpr std::string_view adopted = "Adopted";
inline constexpr std::string_view profile_not_found = "ProfileNotFound";
inline constexpr std::string_view profile_ambiguous = "ProfileAmbiguous";
inline constexpr std::string_view unsupported_profile = "UnsupportedProfile";
inline constexpr std::string_view segment_not_found = "SegmentNotFound";
inline constexpr std::string_view module_missing = "ModuleMissing";
inline constexpr std::string_view paused = "Paused";
inline constexpr std::string_view dry_run = "DryRun";
inline constexpr std::string_view removing = "Removing";
inline constexpr std::string_view template_fallback = "TemplateFallback";
inline constexpr std::string_view steering_ambiguous = "SteeringAmbiguous";
inline constexpr std::string_view auth_failed = "AuthFailed";
inline constexpr std::string_view forbidden = "Forbidden";
inline constexpr std::string_view rate_limited = "RateLimited";
inline constexpr std::string_view vco_unreachable = "VCOUnreachable";
inline constexpr std::string_view vco_rejected = "VCORejected";
inline constexpr std::string_view concurrent_writer = "ConcurrentWriter";
inline constexpr std::string_view unknown_annotation = "UnknownAnnotation";
inline constexpr std::string_view invalid_annotation = "InvalidAnnotation";
} // namespace reason

/// The segment a rule goes to unless its object names another; its id is 0.
inline constexpr std::string_view global_segment = "Global Segment";

/// The ruleLogicalId by which the rule of the object with this uid is known: UUIDv8 layout,
/// deterministic, different per cluster and object. @see velocloud.md 8.4
std::string rule_id(std::string_view cluster_id, std::string_view uid);

/// Whose rule a ruleLogicalId says it is.
enum class mark : std::uint8_t {
  none,  ///< no id, or one that no weft has made
  ours,  ///< made by a weft of this cluster
  other, ///< made by a weft of another cluster
};

/// The id in lower case, as ids compare.
std::string folded(std::string_view id);

/// Reads the mark of a ruleLogicalId; letter case does not matter.
mark mark_of(std::string_view rule_logical_id, std::string_view cluster_id);

/// "velocloud/<vco>/<profileId>".
std::string target_key(std::string_view vco, std::int64_t profile);

/// The profile's id; nothing when `target` is not a key of this domain.
std::optional<std::int64_t> profile_of(std::string_view target);

} // namespace weft::velocloud
