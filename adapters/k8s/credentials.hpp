#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/metrics/registry.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/fault.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace weft::k8s {

/// What lets a request in. Never printed.
struct credential {
  std::string token;           ///< bearer token; empty: none
  std::string certificate_pem; ///< handed out by a plugin; empty: the configured one, if any
  std::string key_pem;

  bool operator==(const credential&) const = default;
};

struct credential_settings {
  std::chrono::milliseconds reread{50'000}; ///< age at which a token file is read again
  std::chrono::milliseconds plugin_deadline{30'000};
  std::size_t max_plugin_bytes = 1U << 20U; ///< of its standard output
};

/// Where credentials come from. Thread-safe. @see kubernetes.md 1.2, 1.5
class credential_source {
public:
  virtual ~credential_source() = default;

  /// @param done Exactly once, perhaps from within the call. errc::forbidden: there is none to be
  ///             had, in words.
  virtual void fetch(std::function<void(result<credential>)> done) = 0;

  /// The server did not accept `what`: the next fetch reads anew, unless somebody has since.
  virtual void reject(const credential& what) = 0;
};

/// The source that `access` names: token file before token before plugin; without any, one that
/// hands out empty credentials. @param numbers Of a plugin's runs; outlives the source, may be
/// null.
std::shared_ptr<credential_source> make_credentials(net::transport& io,
                                                    const cluster_access& access,
                                                    const credential_settings& how = {},
                                                    metrics::registry* numbers = nullptr);

} // namespace weft::k8s
