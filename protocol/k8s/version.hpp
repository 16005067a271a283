#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace weft::k8s {

/// A resourceVersion as a number; 0 when it is none. @see kubernetes.md 3.3
std::uint64_t parse_version(std::string_view text);

/// Which of two resourceVersions of one kind is newer. Texts that are not decimal numbers are
/// equivalent when equal and unordered otherwise. @see kubernetes.md 3.3
std::partial_ordering compare_versions(std::string_view a, std::string_view b);

} // namespace weft::k8s
