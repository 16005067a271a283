#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/net/http.hpp"
#include "protocol/fault.hpp"

namespace weft::k8s {

/// The TLS settings of `access` as its files are now.
/// @returns errc::refused naming a file that cannot be read.
result<net::tls_settings> read_tls(const cluster_access& access);

} // namespace weft::k8s
