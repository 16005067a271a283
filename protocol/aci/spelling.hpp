#pragma once

#include "protocol/object_key.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// How things of ours are written in the fabric. @see aci.md 8.2
namespace weft::aci {

/// The mark of the original application, and ours as long as there is no cluster id.
inline constexpr std::string_view plain_marker = "orchestrator:aci-k8-haystack";

/// What `annotation` holds, as a whole, on all that is ours.
std::string marker_of(std::string_view cluster_id);

/// "<namespace>::<name>", cut to 63 bytes.
std::string subnet_name(const object_key& from);

/// Whether `text` is subnet_name(from); makes no string.
bool is_subnet_name(std::string_view text, const object_key& from);

/// The flags among the comma-separated words; words that are none count for nothing.
std::uint8_t read_scope(std::string_view words);

/// The words, in the order the APIC shows them in.
std::string write_scope(std::uint8_t flags);

} // namespace weft::aci
