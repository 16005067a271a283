#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/cni_args.hpp"
#include "protocol/cni/invocation.hpp"
#include "protocol/cni/network_plan.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What each plugin of a list is told. All of it comes from the record, so that a DEL says what the
/// ADD said, whatever has become of the network object since. @see cni.md 5.1, 5.3, 5.4
namespace weft::cni {

/// One invocation for one attachment: ADD, DEL or CHECK.
/// @param which Of the plugins.
/// @param previous The result to hand over; null: none.
invocation invocation_for(verb what, const attachment_record& attachment, const network_plan& plan,
                          std::size_t which, const json::value& previous,
                          std::string_view plugin_path);

/// The plugins of a list in the order in which this verb runs them.
std::vector<std::size_t> order_of(verb what, const network_plan& plan);

/// The result that DEL and CHECK hand over: the record's, in the list's version; null where there
/// is none or the version has no such thing.
json::value previous_result(const attachment_record& attachment, const network_plan& plan);

/// DEL for the IPAM plugins alone, last first: what they are told is what their plugins are told.
/// @see cni.md 8.3
std::vector<invocation> release_invocations(const attachment_record& attachment,
                                            const network_plan& plan, std::string_view plugin_path);

/// Whether CHECK may be asked: from 0.4.0 on, unless the list forbids it.
bool can_check(const network_plan& plan);

/// An attachment that still counts, for GC. @see cni.md 5.10
struct valid_attachment {
  std::string container_id;
  std::string interface;

  bool operator==(const valid_attachment&) const = default;
};

/// GC for every plugin of a list; none where the version knows no GC or the list forbids it.
std::vector<invocation> gc_invocations(const network_plan& plan,
                                       const std::vector<valid_attachment>& valid,
                                       std::string_view plugin_path);

/// STATUS for every plugin of a list, in order; none where the version does not know it.
std::vector<invocation> status_invocations(const network_plan& plan, std::string_view plugin_path);

/// The question which versions a plugin speaks.
invocation version_invocation(std::string_view type, std::string_view plugin_path);

} // namespace weft::cni
