#pragma once

#include "protocol/fault.hpp"
#include "protocol/k8s/exchange.hpp"
#include "protocol/k8s/kind.hpp"

namespace weft::k8s {

/// What a server offers of one kind. @see kubernetes.md 3.1
struct offer {
  bool served = false; ///< group, version and plural exist
  bool namespaced = false;
  bool watchable = false;
  bool has_status = false; ///< there is a /status to write to

  bool operator==(const offer&) const = default;
};

/// Asks for everything of the kind's group and version.
request discovery_request(const kind& which);

/// Reads the answer; 404 means that the kind is not served, which is no fault.
/// @returns errc::malformed when it is no APIResourceList; else what the server's Status says.
result<offer> read_discovery(const kind& which, const response& answer);

} // namespace weft::k8s
