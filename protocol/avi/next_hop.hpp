#pragma once

#include "protocol/avi/settings.hpp"
#include "protocol/k8s/projection.hpp"

#include <string>

namespace weft::avi {

/// The addresses by which a node's Pods are reached, canonical. @see avi.md 4.4
struct next_hops {
  std::string v4;      ///< empty: none
  std::string v6;      ///< empty: none
  std::string trouble; ///< an address that does not read and counts for nothing; else empty
};

/// Those that the CNI plugin says by annotation, and where it says none, the first InternalIP of
/// each family: of those within the node networks, where there is one.
next_hops find_next_hops(const settings& how, const k8s::projection& node);

} // namespace weft::avi
