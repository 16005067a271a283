#pragma once

#include "protocol/controller_settings.hpp"

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
enum class unselected : std::uint8_t { allow, deny };

/// How one VCO is to be treated, the way to it apart. @see velocloud.md 8.8
struct settings : controller_settings {
  settings()
    : controller_settings{"vco",
                          std::chrono::milliseconds{250},
                          std::chrono::seconds{2},
                          std::chrono::minutes{5},
                          std::chrono::seconds{1},
                          std::chrono::minutes{5}} {}

  std::int64_t enterprise_id = 0; ///< needed by operator and partner users; 0: not sent

  std::string cluster_id; ///< part of every mark; empty: the UID of namespace kube-system
  adoption adopt = adoption::matching;
  unselected default_policy = unselected::allow;
  bool create_module = false; ///< make the QOS module of a profile that has none

  std::chrono::milliseconds min_write_interval = std::chrono::seconds{2}; ///< of one module
  std::chrono::milliseconds sweep = std::chrono::hours{1};                ///< orphan comparison
  std::chrono::milliseconds quarantine = std::chrono::minutes{10};        ///< of a refused change
  std::chrono::milliseconds forbidden_retry = std::chrono::minutes{5};

  double rate = 10;              ///< requests per second and credential
  std::uint32_t concurrency = 4; ///< requests in flight
  std::chrono::milliseconds cooldown = std::chrono::seconds{5};      ///< after a 429 without advice
  std::chrono::milliseconds inventory_ttl = std::chrono::minutes{1}; ///< of the profile list
  std::chrono::milliseconds request_timeout = std::chrono::minutes{1};

  /// What requests name; nothing: the credential says it.
  std::optional<std::int64_t> enterprise() const {
    return enterprise_id == 0 ? std::nullopt : std::optional{enterprise_id};
  }
};

} // namespace weft::velocloud
