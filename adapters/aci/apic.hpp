#pragma once

#include "adapters/aci/client.hpp"
#include "adapters/aci/credential.hpp"
#include "adapters/net/transport.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace weft::aci {

struct apic_settings {
  std::vector<std::string> addresses; ///< of the APICs of one fabric, in order of preference
  credential_source credentials;
  std::string ca_file;   ///< PEM; empty: the system's roots
  bool insecure = false; ///< accept any certificate
  std::chrono::seconds connect{5};
  std::size_t max_body_bytes = 64U << 20U; ///< of an answer
  std::size_t max_in_flight = 4;           ///< requests to one APIC at once; others wait their turn
  std::size_t max_frame_bytes = 1U << 20U; ///< of an event; a larger one is noise. @see aci.md 9
  std::chrono::milliseconds ping = std::chrono::seconds{20}; ///< on the event socket; zero: none
  std::size_t missed_pongs = 2;          ///< in a row end it, once there has been a pong
  std::chrono::milliseconds watch{5000}; ///< between two looks at the files
};

/// The APICs of one fabric over HTTPS and web sockets. @see aci.md 2, 4
///
/// Guarantees: connections are kept and used again; there is no cookie jar, so each request carries
/// what it is given and nothing else; redirects are not followed; the path goes out as the call has
/// it, brackets included; nothing is sent twice, but for a GET whose kept connection turns out dead
/// before a byte of its answer. Requests under way when it is destroyed are forgotten.
class apic : public client {
public:
  /// @returns errc::refused when an address or the CA file cannot be used. A credential that cannot
  ///          be read yet is not refused: requests that need it fail with errc::expired until it
  ///          can. Addresses without TLS are warned of in the log.
  static result<std::unique_ptr<apic>> open(net::transport& io, apic_settings how);
  ~apic() override;

  std::size_t nodes() const override;
  std::string name_of(std::size_t node) const override;
  bool signs() const override;
  void log_in(std::size_t node, std::chrono::milliseconds deadline, completion done) override;
  void log_out(std::size_t node, std::string token, std::chrono::milliseconds deadline,
               completion done) override;
  void send(std::size_t node, call what, std::string token, std::chrono::milliseconds deadline,
            completion done) override;
  std::unique_ptr<event_socket> listen(std::size_t node, std::string token,
                                       std::chrono::milliseconds deadline,
                                       socket_events events) override;
  void on_new_credential(std::function<void()> told) override;

private:
  struct impl;
  explicit apic(std::shared_ptr<impl> inside);
  std::shared_ptr<impl> impl_;
};

} // namespace weft::aci
