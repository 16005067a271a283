#pragma once

#include "adapters/net/http.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace weft::net {

/// When a throw-away certificate is valid, counted from now; an `until` in the past expires it.
struct validity {
  std::chrono::seconds from = -std::chrono::hours{1};
  std::chrono::seconds until = std::chrono::hours{24};
};

/// A throw-away certificate authority that can sign. PEM texts.
struct authority {
  std::string certificate_pem;
  std::string key_pem;
};

/// A client certificate, for tests of mutual TLS. PEM texts.
struct client_identity {
  std::string certificate_pem;
  std::string key_pem;
};

/// A throw-away certificate authority with one server certificate, for simulators and tests.
struct throwaway_identity {
  std::string ca_pem; ///< what clients trust: `ca.certificate_pem`
  server_tls server;
  authority ca;
};

/// P-256, like every key made here. Throws std::runtime_error when OpenSSL cannot, as all here do.
authority make_authority(const std::string& common_name = "weft throw-away authority",
                         validity when = {});

/// A server certificate with exactly the SANs `names`, host names or IP addresses; its subject
/// names "localhost", which nobody may take for a SAN.
server_tls issue_server(const authority& by, const std::vector<std::string>& names,
                        validity when = {});

/// @param organisations Kubernetes reads them as the user's groups.
client_identity issue_client(const authority& by, const std::string& common_name,
                             const std::vector<std::string>& organisations = {},
                             validity when = {});

/// A fresh authority and a server with SANs localhost, 127.0.0.1, ::1 and `names`.
/// @param when Holds for the server's certificate; the authority lives for a day.
throwaway_identity make_identity(const std::vector<std::string>& names = {}, validity when = {});

} // namespace weft::net
