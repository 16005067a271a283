#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::net {

using headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header of that name, whatever its case; empty when absent.
std::string_view find(const headers& all, std::string_view name);

/// A whole HTTP/1.1 request as values. `Host` and `Content-Length` are added on the way.
struct http_request {
  std::string method = "GET";
  std::string target = "/"; ///< path and query as on the wire
  headers fields;
  std::string body;
};

/// A whole HTTP/1.1 answer as values. `Content-Length` is added on the way.
struct http_response {
  int status = 200;
  headers fields;
  std::string body;
};

/// Where a peer listens and how to trust it.
struct endpoint {
  bool tls = true;
  std::string host; ///< name or address, without brackets
  std::uint16_t port = 443;

  auto operator<=>(const endpoint&) const = default;
};

/// Whom a TLS client trusts and who it is. PEM texts, not file names.
struct tls_settings {
  std::string ca_pem;          ///< empty: the system's roots
  std::string certificate_pem; ///< client certificate chain; empty: none
  std::string key_pem;         ///< its private key
  std::string server_name;     ///< for SNI and verification instead of the host; empty: the host
  bool insecure = false;       ///< do not verify; must have been asked for explicitly

  bool operator==(const tls_settings&) const = default;
};

/// What a TLS server presents. PEM texts.
struct server_tls {
  std::string certificate_pem;
  std::string key_pem;
  std::string client_ca_pem; ///< ask for (not require) client certificates signed by this
};

} // namespace weft::net
