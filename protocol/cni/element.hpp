#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/json/value.hpp"

#include <string>
#include <vector>

namespace weft::cni {

/// One attachment that an annotation asks for. @see cni.md 1.1, 1.2
struct element {
  source from = source::npwg;
  network_reference network;
  std::string interface; ///< name wanted within the sandbox; empty: it is made up
  std::string mac;       ///< as the kernel writes it; empty: any
  std::vector<std::string> ips;
  std::string guid;                       ///< of InfiniBand; empty: any
  json::value port_mappings;              ///< array, the protocol in lower case; null: none
  json::value bandwidth;                  ///< object, bursts filled in; null: none
  json::value cni_args;                   ///< object; null: none
  std::vector<std::string> default_route; ///< gateways
  std::string ipam_claim;
  bool left_alone = false; ///< Kaloom's isPrimary or podagentSkip: neither added nor removed
  std::string refusal;     ///< why it is not attached, whatever the network is; empty: it may be

  bool operator==(const element&) const = default;
};

/// Changes whenever something other than source, network and interface does: an element of another
/// digest replaces what is attached. @see cni.md 1.4
std::string digest_of(const element& what);

/// "network default/green", with the interface where one is named, for people.
std::string to_string(const element& what);

} // namespace weft::cni
