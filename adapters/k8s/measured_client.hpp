#pragma once

#include "adapters/k8s/client.hpp"
#include "adapters/metrics/registry.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace weft::k8s {

/// `inside`, with every exchange counted as client-go counts it: rest_client_requests_total,
/// request_duration_seconds, request_size_bytes and response_size_bytes. Without an answer the
/// code is "<error>". A watch is counted when its head has come, or when it ends without one; its
/// body is not.
/// @param numbers Outlives every exchange.
/// @param clock Any thread may call it.
/// @see kubernetes.md 13.1
std::shared_ptr<client> measured(std::shared_ptr<client> inside, metrics::registry& numbers,
                                 std::function<std::chrono::steady_clock::time_point()> clock
                                 = std::chrono::steady_clock::now);

} // namespace weft::k8s
