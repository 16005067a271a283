#pragma once

#include "adapters/k8s/access.hpp"
#include "adapters/k8s/credentials.hpp"
#include "protocol/condition.hpp"
#include "protocol/fault.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace weft::k8s {

/// What a credential plugin handed out.
struct exec_credential {
  credential held;
  std::optional<timestamp> expires;
};

/// The value of KUBERNETES_EXEC_INFO. @see kubernetes.md 1.5
std::string write_exec_info(const exec_plugin& plugin);

/// Reads a plugin's standard output, which never appears in a fault: it holds the credential.
/// @returns errc::forbidden when it is no ExecCredential of the plugin's apiVersion with a token
///          or a whole certificate pair.
result<exec_credential> read_exec_credential(const exec_plugin& plugin, std::string_view output);

} // namespace weft::k8s
