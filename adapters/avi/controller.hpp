#pragma once

#include "adapters/avi/client.hpp"
#include "adapters/avi/credential.hpp"
#include "adapters/avi/session_pool.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace weft::avi {

struct reach_settings {
  /// Of one controller: its own, or those of its nodes in order of preference.
  std::vector<std::string> addresses;
  credential_source credentials;
  std::string
    ca_file; ///< PEM or base64 of PEM; empty: any certificate is accepted. @see avi.md 2.15
  bool insecure = false; ///< accept any certificate
  session_limits sessions;
  std::chrono::seconds connect{5};
  std::size_t max_body_bytes = 64U << 20U; ///< of an answer
  std::size_t max_in_flight = 8;           ///< requests to one controller at once
  std::chrono::milliseconds watch{5000};   ///< between two looks at the files
};

/// A controller over HTTPS. @see avi.md 2
///
/// Guarantees: connections are kept and used again; redirects are answers, never followed, and of
/// the `next` of a page host and port do not count; nothing is sent twice, but for a GET whose kept
/// connection turns out dead before a byte of its answer, and what session_pool repeats; secrets
/// reach neither a fault nor the log. Requests under way when it is destroyed are forgotten.
class controller : public client {
public:
  /// @returns errc::refused when an address or the CA file cannot be used. A credential that cannot
  ///          be read yet is not refused: requests fail as setback::rejected until it can. A
  ///          controller whose certificate is not verified, or without TLS, is warned of in the
  ///          log.
  static result<std::unique_ptr<controller>> open(net::transport& io, reach_settings how);
  ~controller() override;

  void send(wire::call what, std::chrono::milliseconds deadline, completion done) override;
  void list(wire::call first, std::chrono::milliseconds deadline, listing done) override;
  void leave(std::chrono::milliseconds deadline, std::function<void()> done) override;
  controller_words words() const override;
  void on_new_credential(std::function<void()> told) override;

private:
  struct impl;
  explicit controller(std::shared_ptr<impl> inside);
  std::shared_ptr<impl> impl_;
};

} // namespace weft::avi
