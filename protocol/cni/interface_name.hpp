#pragma once

#include "protocol/cni/element.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// Names of interfaces that nobody has named. @see cni.md 2
namespace weft::cni {

/// Kaloom's rule: "net" and twelve digits of the MD5 of a network's name.
std::string hashed_interface_name(std::string_view network);

/// The name of an element's interface where it names none: made of the bare name of a network of
/// Kaloom's annotation or of the Pod's own namespace, else of "namespace/name".
/// @param ordinal 1 for the first occurrence of the network; others get "#2", "#3" appended.
std::string interface_name_of(const element& what, std::string_view pod_namespace,
                              std::uint32_t ordinal = 1);

} // namespace weft::cni
