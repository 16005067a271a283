#pragma once

#include "protocol/cni/matching.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/situation.hpp"
#include "protocol/fault.hpp"

#include <string>

/// From an element to the record that its ADD begins with. @see cni.md 5.1, 5.2, 8.2
namespace weft::cni {

/// An operation that attaches the element under this name. Everything that may reach a plugin or a
/// file is checked here. @returns errc::refused for what no plugin may see.
/// @param at With a sandbox and its namespace.
result<operation> attach_element(const wished_pod& pod, const wished_element& what,
                                 const std::string& interface, const situation& at,
                                 const node_view& node);

/// An operation that attaches once more what a record speaks of, to the sandbox of now, with the
/// configuration that the record keeps. @returns errc::refused when that cannot be run.
result<operation> attach_again(const attachment_record& what, const situation& at,
                               const node_view& node);

/// The DEL of a record. Nothing but the interface, the sandbox and the network need be known of it.
/// @returns errc::refused when the configuration it keeps cannot be run.
result<operation> detach_record(const attachment_record& what, std::string netns);

/// What stands for an attachment whose record does not read: enough to take it away.
result<attachment_record> stand_in(const wished_pod& pod, const record_name& name,
                                   const element& what, const network_plan& network,
                                   const node_view& node);

} // namespace weft::cni
