#pragma once

#include "protocol/cni/cni_args.hpp"
#include "protocol/cni/element.hpp"
#include "protocol/cni/network_plan.hpp"
#include "protocol/cni/status_entry.hpp"
#include "protocol/snapshot.hpp"
#include "protocol/state/telling.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a Pod wishes of its sandbox. @see cni.md 8.3
namespace weft::cni {

/// An element with the network it names, as far as that can be said without asking the node.
struct wished_element {
  element what;
  std::string digest;             ///< of what it asks for
  snapshot<network_plan> network; ///< null: it cannot be attached, `refusal` says why
  std::string reason;             ///< CamelCase; empty: it can be attached
  std::string refusal;
  bool waits = false; ///< what stands against it passes by itself: no event
};

/// A network that the status annotation names and no element does, for what has lost its record.
struct claimed_network {
  claimed_attachment claim;
  snapshot<network_plan> network; ///< null: it is not known
};

/// What one Pod wishes: the body of its fragment. The elements of a source that is frozen are those
/// of its last valid annotation, and what is attached for it stays. @see cni.md 1.4, 8.3.3
struct wished_pod : record, telling {
  pod_identity who;
  bool host_network = false;
  bool running = false;     ///< its phase says so
  bool ended = false;       ///< Succeeded or Failed
  bool terminating = false; ///< deletion has been asked for
  bool kaloom_frozen = false;
  bool npwg_frozen = false;
  std::vector<wished_element> elements; ///< Kaloom's first, then the others, in annotation order
  std::vector<claimed_network> claims;  ///< entries of the status annotation, in their order

  bool is_frozen(source which) const {
    return which == source::kaloom ? kaloom_frozen : npwg_frozen;
  }

  /// The Pod's networks and what stands against them.
  std::vector<std::pair<std::string, std::string>> tell() const override;
};

/// Changes whenever something of the wish does.
std::string digest_of(const wished_pod& what);

/// "cni/<namespace>/<name>/<uid>": the target of a Pod, one of its lives.
std::string target_of(const pod_identity& pod);

/// The uid within a target's key; empty when it is none.
std::string_view uid_in(std::string_view target);

} // namespace weft::cni
