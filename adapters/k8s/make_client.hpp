#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/k8s/client.hpp"
#include "adapters/k8s/credentials.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace weft::k8s {

struct client_settings {
  std::string user_agent = "weft"; ///< "weft/1.0 (linux/amd64) shard-3". @see kubernetes.md 2.3
  net::http_client_settings http;
  credential_settings credentials;
  std::chrono::milliseconds request_timeout{30'000}; ///< of a call without a deadline of its own
  std::chrono::milliseconds reload{300'000};         ///< how often certificate files are looked at
  std::size_t max_line_bytes = 16U << 20U;           ///< of a watch
  metrics::registry* numbers = nullptr; ///< outlives the client; null: nothing is counted
};

/// A client over HTTP/1.1 connections of its own. Tokens and plugins are asked anew when they age
/// or are refused; certificate files when they change, which closes the connections made with the
/// old ones. Lines given to stream_events::on_lines have `decode_padding` readable bytes after
/// them: decode them as buffer::padded. Dropping the client forgets the calls under way.
/// @returns errc::refused when the certificates that `access` names cannot be used.
result<std::unique_ptr<client>> make_client(net::transport& io, cluster_access access,
                                            client_settings how = {});

} // namespace weft::k8s
