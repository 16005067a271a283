#pragma once

#include "adapters/net/transport.hpp"
#include "adapters/velocloud/client.hpp"
#include "adapters/velocloud/credential.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace weft::velocloud {

struct portal_settings {
  std::string url; ///< VCO_URL in any of its forms
  credential_source credentials;
  bool operator_login = false;            ///< log in as operator instead of enterprise user
  std::optional<std::int64_t> enterprise; ///< put into every params object that has none
  std::string ca_file;                    ///< PEM; empty: the system's roots
  bool insecure = false;                  ///< accept any certificate
  std::chrono::seconds connect{5};
  std::size_t max_body_bytes = 32U << 20U;
  std::size_t max_connections = 4;
  std::chrono::milliseconds watch{5000}; ///< between two looks at the files
  std::string agent;                     ///< names this process in User-Agent; empty: a random name
};

/// The Portal API over HTTPS, REST-like form. @see velocloud.md 4
///
/// Guarantees: redirects are not followed; a session is made once for all that wait for it, and
/// renewed once per call that finds it expired; secrets never reach a fault. A call that the VCO
/// may have received is never sent again, except after an answer that proves it was not applied.
/// Calls under way when the portal is destroyed are forgotten.
///
/// Errors, beyond those of `client`: an untrusted certificate is errc::unreachable, since waiting
/// may cure it and no input can.
class portal : public client {
public:
  /// @returns errc::refused when the URL or the CA file cannot be used. A credential that cannot be
  ///          read yet is not refused: calls fail with errc::expired until it can.
  static result<std::unique_ptr<portal>> open(net::transport& io, portal_settings how);
  ~portal() override;

  void call(std::string method, json::value params, std::chrono::milliseconds deadline,
            std::function<void(result<json::value>)> done) override;
  void on_new_credential(std::function<void()> told) override;
  std::optional<timestamp> credential_expiry() const override;

private:
  struct impl;
  explicit portal(std::shared_ptr<impl> inside);
  std::shared_ptr<impl> impl_;
};

} // namespace weft::velocloud
