#pragma once

#include "protocol/k8s/kind.hpp"
#include "protocol/snapshot.hpp"

#include <string>

namespace weft::k8s {

/// What is kept of a Secret that holds certificates, decoded. Never printed.
struct tls_secret_record : record {
  std::string certificate;       ///< tls.crt
  std::string key;               ///< tls.key
  std::string other_certificate; ///< alt.crt: of another algorithm; empty: none
  std::string other_key;         ///< alt.key
  std::string authority;         ///< ca.crt; empty: none

  bool operator==(const tls_secret_record& other) const {
    return certificate == other.certificate && key == other.key
           && other_certificate == other.other_certificate && other_key == other.other_key
           && authority == other.authority;
  }
};

/// The projector of Secrets: of one without any of these keys nothing is kept.
result<void> read_tls_secret(raw_field& from, projection& into);

} // namespace weft::k8s
