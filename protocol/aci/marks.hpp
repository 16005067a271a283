#pragma once

#include "protocol/aci/settings.hpp"
#include "protocol/aci/spelling.hpp"

#include <string>
#include <string_view>

namespace weft::aci {

/// How what is ours is told from what is not. @see aci.md 8.3
struct marks {
  explicit marks(const settings& how)
    : own(marker_of(how.cluster_id)), adopts_plain(how.adopt_plain_marker) {}

  /// Whether an object of this annotation is ours for that alone: as a whole, never in part.
  bool bears(std::string_view annotation) const {
    return annotation == own || (adopts_plain && annotation == plain_marker);
  }

  std::string own; ///< what is written
  bool adopts_plain = false;
};

} // namespace weft::aci
