#pragma once

#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/netns_view.hpp"

#include <string>
#include <vector>

/// Whether an attachment is still as its ADD left it, by a look of our own: CHECK gives false
/// alarms. @see cni.md 5.9, 8.3.6
namespace weft::cni {

/// What is wrong with it, for people; empty: nothing. A result without interfaces is taken at its
/// word. The namespace itself is not judged here.
/// @param within Interfaces of the Pod.
/// @param host Those of the node that the result names.
std::string damage_of(const attachment_record& attachment,
                      const std::vector<interface_view>& within,
                      const std::vector<interface_view>& host);

/// The name of the interface that holds the node's end of what an ADD has just made; empty: none
/// does.
std::string host_master_of(const json::value& result, const std::vector<interface_view>& host);

/// The node's interfaces that a result names.
std::vector<std::string> host_interfaces_of(const json::value& result);

} // namespace weft::cni
