#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/json/value.hpp"

#include <optional>
#include <string>
#include <vector>

/// The configuration of AVI's own operator, as ours. @see avi.md 12
namespace weft::avi {

/// What was understood of it. Holds secrets.
struct translation {
  settings how;
  std::string controller; ///< host or host:port; empty: not said
  std::string user;
  std::string password;
  std::string token;
  std::string authority;             ///< PEM, or base64 of PEM
  std::string log_level;             ///< "INFO", "DEBUG", "WARN" or "ERROR"; empty: not said
  std::vector<std::string> warnings; ///< a line each, none with a secret
};

/// Reads the values of its Helm chart. Whatever does not read is left out and named; nothing fails.
translation translate_values(const json::value& values);

/// Reads `data` of its ConfigMap `avi-k8s-config`, where lists are texts of JSON.
translation translate_map(const json::value& entries);

/// Reads the variables of its container, by name. Those it does not have are nobody's mistake.
translation translate_environment(const json::value& variables);

/// What is wrong with the settings, for whoever wrote them; empty: nothing. @see avi.md 11.1, 13
std::string fault_in(const settings& how);

} // namespace weft::avi
