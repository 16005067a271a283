#pragma once

#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace weft::net {

/// Frees what OpenSSL made.
template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* held) const {
    Free(held);
  }
};

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using ssl_ptr = std::unique_ptr<SSL, freed_by<SSL_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;

/// TLS 1.2 or newer with one set of credentials; the sessions made with it are resumed.
class tls_context {
public:
  /// errc::refused: a PEM text does not hold what it should. Keys never appear in the fault.
  static result<std::shared_ptr<tls_context>> for_client(const tls_settings& trust);
  static result<std::shared_ptr<tls_context>> for_server(const server_tls& identity);

  /// A client's side of a connection to `host`, which the certificate must name (SAN only).
  ssl_ptr connect(const std::string& host) const;
  /// A server's side of a connection.
  ssl_ptr accept() const;

private:
  tls_context();

  struct impl;
  std::shared_ptr<impl> impl_;
};

/// Whom a verified peer certificate names.
struct certificate_subject {
  std::string common_name;
  std::vector<std::string> organisations;
};

/// The verified certificate the peer presented; empty without one.
certificate_subject peer_subject(const SSL* tls);

/// The first entry of OpenSSL's error queue in words, and clears the queue.
std::string last_tls_error();

/// Why the last operation on `tls` failed with SSL_ERROR_SSL, judged from the error queue:
/// errc::refused when a certificate (theirs or ours) was not accepted, errc::malformed when the
/// peer does not speak TLS, errc::unreachable otherwise.
fault explain_tls(const SSL* tls);

} // namespace weft::net
