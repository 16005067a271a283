#pragma once

#include "protocol/json/value.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/kind.hpp"
#include "protocol/k8s/micro_time.hpp"
#include "protocol/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::k8s {

/// `spec` of a coordination.k8s.io/v1 Lease. @see kubernetes.md 10.1
struct lease : record {
  std::string holder; ///< empty: nobody's
  std::chrono::seconds duration{};
  std::optional<micro_timestamp> acquired;
  std::optional<micro_timestamp> renewed;
  std::int64_t transitions = 0;
};

bool operator==(const lease& a, const lease& b);

/// Leases with all their labels and annotations; projection::body is a `lease`.
kind lease_kind();

/// The lease's `spec`. An empty holder, a zero duration and absent times are left out.
json::value write_lease(const lease& spec);

request create_lease_request(const object_key& key, const lease& spec, std::string_view manager);

/// Replaces the lease on condition that it is still as seen: errc::conflict otherwise. Labels,
/// annotations and finalizers stay as seen; owner references are not kept, weft's leases have none.
request update_lease_request(const object_meta& seen, const lease& spec, std::string_view manager);

} // namespace weft::k8s
