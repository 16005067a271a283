#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/k8s/link_meter.hpp"
#include "adapters/k8s/make_client.hpp"
#include "adapters/net/gate.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/transport.hpp"
#include "protocol/k8s/exchange.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace weft::k8s {

/// What an exchange was or will be made with; a refused one is worth repeating when this differs.
struct admission {
  credential as;
  std::uint64_t certificates = 0; ///< counts changes of certificates

  bool operator==(const admission&) const = default;
};

/// The way to one API server that all calls and watches of a client share: connections, and the
/// credentials and certificates they are made with. Thread-safe.
class cluster_link : public std::enable_shared_from_this<cluster_link> {
public:
  /// @param trust Usable TLS settings of `access`.
  cluster_link(net::transport& io, cluster_access access, client_settings how,
               net::tls_settings trust);

  /// Starts to look at the certificate files from time to time.
  void watch_files();
  /// Forgets the calls under way; nothing works afterwards.
  void close();

  /// Hands out what to send; `done` as of credential_source::fetch.
  void authorize(std::function<void(result<admission>)> done);
  /// After an exchange was refused: asks for credential and certificates anew.
  /// @param answer The refusal, of `what`.
  void renew_after(const admission& refused, const request& what,
                   const result<net::http_response>& answer);

  void call(const request& what, const credential& as, std::chrono::milliseconds deadline,
            std::function<void(result<net::http_response>)> done);
  std::unique_ptr<net::http_stream> open(const request& what, const credential& as,
                                         std::chrono::milliseconds idle_limit,
                                         net::http_stream_events events);

  /// "api.example.com:6443"
  std::string host() const;

  /// The answer to `what`, its warnings logged once per text.
  response read(const request& what, net::http_response answer);

  net::transport& io;
  const client_settings settings;
  net::gate callbacks; ///< of calls

private:
  void reload();
  std::uint64_t adopt(const credential& held);
  bool use(net::tls_settings trust);

  const cluster_access access_;
  const link_meter meter_;
  const std::shared_ptr<credential_source> source_;
  std::mutex mutex_;          ///< guards what follows
  net::tls_settings files_;   ///< as read from the files
  net::tls_settings current_; ///< with a plugin's certificate
  std::uint64_t certificates_ = 0;
  std::set<std::string> told_;
  std::unique_ptr<net::http_client> http_;
  std::unique_ptr<net::http_client> apart_; ///< one connection, for request::apart
};

/// "k8s GET /api/v1/pods": the exchange as faults name it, without its query.
std::string name_exchange(const request& what);

/// The fault of an exchange, named by us.
fault named(fault why, const request& what);

/// What is asked for anew when it is refused: a credential or a certificate.
bool is_refusal(const result<net::http_response>& answer);

} // namespace weft::k8s
