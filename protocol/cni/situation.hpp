#pragma once

#include "protocol/cni/node_view.hpp"
#include "protocol/cni/wished_pod.hpp"

#include <optional>
#include <string>

/// Where a Pod stands: whether there is a sandbox to attach to, and by which way what was attached
/// is taken away. @see cni.md 7.3, 7.4, 8.3.2
namespace weft::cni {

/// What is to become of a Pod's attachments.
enum class course : std::uint8_t {
  follow, ///< what its annotations say
  keep,   ///< what is attached now: it is being deleted, and has not ended
  clear,  ///< nothing: it has ended, or is gone
};

struct situation {
  course heads_for = course::follow;
  const sandbox* now = nullptr;      ///< the READY one; null: there is none, or nobody knows
  const netns_view* netns = nullptr; ///< its own; null: it may not be touched
  std::string reason;                ///< why nothing can be attached; empty: something can
  std::string why_not;
  bool rejected = false; ///< that is worth an event
};

/// @param wish Null: nobody wishes anything.
situation situation_of(const wished_pod* wish, const node_view& node);

/// Whether the sandbox that a record speaks of is no longer what the record means.
bool is_stale(const attachment_record& what, const situation& at, const node_view& node);

/// The value of CNI_NETNS for a DEL: empty where the namespace is no longer there. Nothing: a DEL
/// may not be called now, because the sandbox is READY and its namespace is not to be reached.
std::optional<std::string> netns_for_del(const attachment_record& what, const situation& at,
                                         const node_view& node);

/// Whether the interface of a record is known to be gone, and whether the sandbox is as well.
bool is_interface_gone(const attachment_record& what, const situation& at, const node_view& node);
bool is_sandbox_gone(const attachment_record& what, const node_view& node);

} // namespace weft::cni
