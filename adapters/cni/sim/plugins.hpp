#pragma once

#include "adapters/cni/sim/address_pools.hpp"
#include "adapters/cni/sim/kernel.hpp"
#include "protocol/cni/execution.hpp"
#include "protocol/cni/invocation.hpp"

#include <string>

namespace weft::cni::sim {

/// What plugins do to a simulated node, in two halves: what a plugin that is killed has done by
/// then, and the rest with its answer. A copy of how the reference plugins 1.1.1 behave, their
/// unkindness included: an ADD that fails leaves the interface behind, a second ADD fails, a DEL
/// succeeds whatever is missing. @see cni.md 5.6, 10.2
///
///   bridge      a veth pair in `bridge`, addresses of `ipam` (host-local) and `runtimeConfig.ips`
///   macvlan     one on `master`; its DEL fails when that is gone, and leaves the address reserved
///   host-local  addresses alone
///   any other   goes in a chain: hands on the result before it
///
/// Told so, all of them speak 1.1.0 as well, as none of those does: they are always ready, and GC
/// releases what host-local has reserved for nobody.
///
/// Known differences: addresses are IPv4; no routes, DNS or firewall; CHECK looks only whether the
/// interface is there.
class plugins {
public:
  plugins(kernel& within, address_pools& pools) : kernel_(within), pools_(pools) {}

  /// ADD makes its interface, and nothing else. @returns the answer of one that has failed by then.
  std::optional<execution> begin(const invocation& what);
  /// All the rest.
  execution finish(const invocation& what);

  bool modern = false; ///< speaks 1.1.0

private:
  execution add(const invocation& what, const json::value& config);
  execution remove(const invocation& what, const json::value& config);
  execution collect(const invocation& what, const json::value& config);
  execution check(const invocation& what, const json::value& config) const;

  kernel& kernel_;
  address_pools& pools_;
};

/// What a plugin prints on failure, with exit status 1.
execution plugin_failure(int code, const std::string& message);
/// What it prints on success.
execution plugin_success(const std::string& output);

} // namespace weft::cni::sim
