#pragma once

#include "protocol/avi/ingresses.hpp"
#include "protocol/domain.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::avi {

/// One Ingress that takes part in a shared VirtualService.
struct ingress_member {
  const owner* whose = nullptr;
  const wished_ingress* wish = nullptr;
};

/// A path that is served, and for whom.
struct served_path {
  std::size_t member = 0;
  const wished_path* what = nullptr;
};

/// A host that is served.
struct served_host {
  const k8s::tls_secret_record* certificate = nullptr; ///< null: requests are not encrypted
  std::size_t certified_by = 0;                        ///< member that brings the certificate
  std::set<std::size_t> members;
  std::vector<served_path> paths;
};

/// Something that an Ingress does not get.
struct lost_path {
  std::size_t member = 0;
  std::string reason;
  std::string message;
};

/// Who of those that wish one shared VirtualService has which path of which host.
struct host_contest {
  std::vector<ingress_member> members; ///< the oldest first
  std::map<std::string, served_host> hosts;
  std::vector<lost_path> lost;
};

/// The oldest Ingress has the path, and the oldest that brings a certificate says it for the host;
/// then all paths of the host are encrypted, whoever has them. The rest of an Ingress that loses a
/// path is served. @see avi.md 7.6
host_contest decide_hosts(const settings& how, const wishes& parts);

} // namespace weft::avi
