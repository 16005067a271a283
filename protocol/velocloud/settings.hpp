#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace weft::velocloud {

/// What may be done with a rule that carries our name but nobody's mark. @see velocloud.md 8.4
enum class adoption : std::uint8_t {
  never,    ///< leave it, whatever the object says
  matching, ///< take it over when hostname, ports and protocol are the desired ones
  always,   ///< take it over by name alone
};

/// What a namespace may do that no VelocloudPolicy selects.
enum class default_policy : std::uint8_t { allow, deny };

/// How one VCO is to be treated; the way to it is settled when its client is opened.
/// @see velocloud.md 8.8
struct settings {
  std::string vco = "vco";                   ///< name of this VCO in target keys; [a-z0-9-]
  bool insecure_skip_verify = false;         ///< accept any server certificate
  std::optional<std::int64_t> enterprise_id; ///< mandatory for operator and partner users

  std::string cluster_id; ///< part of every mark; empty: the uid of the namespace kube-system
  adoption adopt = adoption::matching;
  default_policy without_policy = default_policy::allow;
  bool create_module = false; ///< make the QOS module where a profile has none

  std::chrono::milliseconds debounce{250};            ///< quiet time before a cycle
  std::chrono::milliseconds debounce_cap{2000};       ///< at the latest after the first change
  std::chrono::milliseconds min_write_interval{2000}; ///< between starts of two writes of a module
  std::chrono::seconds resync{300};                   ///< drift comparison per profile, ±10 %
  std::chrono::seconds sweep{3600};                   ///< orphan comparison per profile
  std::chrono::seconds quarantine{600};               ///< pause before a refused change is retried

  double requests_per_second = 10;                ///< per token, all methods together
  std::uint32_t max_in_flight = 4;                ///< concurrent requests per token
  std::chrono::milliseconds penalty{5000};        ///< closed after a 429 without Retry-After
  std::chrono::milliseconds penalty_jitter{1000}; ///< at most this much longer
  std::chrono::seconds rate_recovery{30};         ///< one step up per so long without a 429
  std::chrono::seconds inventory_ttl{60};         ///< the profile list is this old at most
  std::chrono::seconds inventory_retry{5};        ///< between two refreshes on a miss
  std::chrono::seconds auth_probe{30};            ///< between probes while not accepted
  std::chrono::seconds forbidden_retry{300};
  std::chrono::seconds request_timeout{60};
};

} // namespace weft::velocloud
