#pragma once

#include "protocol/cni/element.hpp"
#include "protocol/fault.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

/// The selection annotations of a Pod. Both readers judge an annotation as a whole: one that is at
/// fault is errc::malformed with a text for its author, and nothing of it counts. @see cni.md 1, 9
namespace weft::cni {

/// What an annotation may be.
struct annotation_limits {
  std::size_t elements = 64;
  std::size_t bytes = 64U << 10U;
};

/// Reads Kaloom's form: a JSON array of objects, or nothing at all. Of several of one network the
/// last counts, in the first's place. A name or MAC that cannot be makes its element refused.
/// @param own_namespace Whether the key `namespace` is honoured; else networks are in "default".
/// @see cni.md 1.1
result<std::vector<element>> read_kaloom_annotation(std::string_view value, bool own_namespace,
                                                    const annotation_limits& limits = {});

/// Reads the form of the multi-net-spec: JSON where it begins with "[", else a comma list.
/// @param pod_namespace That of networks without one.
/// @see cni.md 1.2
result<std::vector<element>> read_npwg_annotation(std::string_view value,
                                                  std::string_view pod_namespace,
                                                  const annotation_limits& limits = {});

} // namespace weft::cni
