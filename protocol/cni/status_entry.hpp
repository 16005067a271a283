#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/names.hpp"
#include "protocol/cni/netns_view.hpp"
#include "protocol/json/value.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The status annotation, which others write as well. @see cni.md 3
namespace weft::cni {

/// What an entry of the annotation claims.
struct claimed_attachment {
  network_reference network;
  std::string interface; ///< empty: not said
  std::string mac;       ///< as the kernel writes it; empty: not said
  bool is_default = false;

  bool operator==(const claimed_attachment&) const = default;
};

/// The entries of the annotation as they are; nothing for what is no JSON array.
std::optional<json::array> read_status(std::string_view annotation);

/// What they claim, in their order; what is no object claims nothing.
std::vector<claimed_attachment> read_claims(const json::array& entries);

/// The entry of an attachment of ours.
/// @param seen Interfaces of the Pod, for what an old result does not tell.
json::value status_entry(const attachment_record& attachment,
                         const std::vector<interface_view>& seen);

/// Those of others, unchanged and in their order, then ours.
/// @param held The entries there are; null: there is no annotation.
/// @param our_interfaces All that our records have, whatever their phase.
/// @returns null when there is nothing to say and nobody has said anything.
json::value merge_status(const json::array* held, const std::set<std::string>& our_interfaces,
                         const json::array& ours);

} // namespace weft::cni
