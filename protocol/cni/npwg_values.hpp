#pragma once

#include "protocol/cni/annotation_text.hpp"
#include "protocol/cni/element.hpp"

/// The values of an element in the form of the multi-net-spec that are more than a text.
/// @see cni.md 1.2, 9
namespace weft::cni {

/// Eight bytes: "00:11:22:33:44:55:66:77".
bool is_guid(std::string_view text);

/// Reads `ips` and `default-route`.
void read_addresses(element_members& from, element& into);

/// Reads `portMappings` and `bandwidth`.
void read_traffic(element_members& from, element& into);

} // namespace weft::cni
