#pragma once

#include "protocol/aci/names.hpp"
#include "protocol/aci/prefix.hpp"
#include "protocol/controller_settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weft::aci {

/// Which addresses are published.
enum class families : std::uint8_t { both, ipv4, ipv6 };

/// What Deployments of some namespaces may name in their annotation; "*" stands for anything.
struct grant {
  std::string ns = "*";
  std::string tenant = "*";
  std::string l3out = "*";
  std::string epg = "*";
};

/// How one fabric is to be treated, the way to it apart. @see aci.md 7, 8
struct settings : controller_settings {
  settings()
    : controller_settings{"apic",
                          std::chrono::milliseconds{100},
                          std::chrono::seconds{2},
                          std::chrono::minutes{10},
                          std::chrono::seconds{1},
                          std::chrono::seconds{30}} {}

  /// Part of every mark, so that clusters can share a fabric; see is_cluster_id(). Empty: the mark
  /// is that of the original, and what nobody refers to goes only from `collected`.
  std::string cluster_id;
  /// Once, for a new cluster id: what is wished here and bears the mark without one is ours.
  bool adopt_plain_marker = false;
  /// L3Outs from which ownerless things of ours are removed although there is no cluster id.
  std::vector<l3out_name> collected;

  bool expose_pod_ips = true; ///< unless the annotation says otherwise
  bool host_network = false;  ///< publish the node's address for Pods that use it
  families publish = families::both;
  std::vector<prefix> ranges; ///< publish only addresses within one of these; empty: all
  std::vector<grant> grants;  ///< an annotation must fit one of these; empty: any does

  bool report = true; ///< write how a Deployment stands into an annotation of it
  std::string report_annotation = "weft.dev/aci";

  std::chrono::milliseconds settling = std::chrono::seconds{5}; ///< from a new EEPG to a comparison
  /// More ownerless things than this count and this share of ours wait for a second comparison.
  std::uint32_t brake_count = 20;
  double brake_share = 0.5;
  std::chrono::seconds brake_wait{60}; ///< at least, between the two comparisons

  std::uint32_t batch_children = 500;                   ///< in one POST, at most
  std::size_t batch_bytes = 256U << 10U;                ///< of its body, at most
  double rate = 10;                                     ///< writes per second
  std::uint32_t burst = 30;                             ///< writes at once, after a pause
  std::chrono::seconds subscription_lifetime{600};      ///< asked for; refreshed at a third of it
  std::chrono::milliseconds between_subscriptions{100}; ///< calls that make or refresh one

  std::chrono::milliseconds refused_first = std::chrono::seconds{30}; ///< after a refused login
  std::chrono::milliseconds refused_cap = std::chrono::minutes{10};
};

} // namespace weft::aci
