#pragma once

#include "actors/watch/index.hpp"
#include "adapters/k8s/client.hpp"
#include "protocol/forecast/forecast.hpp"
#include "protocol/k8s/kind.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace weft {

/// Hears how far a long piece of work has come, in a line's worth of words.
using progress_listener = std::function<void(const std::string& words)>;

/// What to list, and how.
struct listing_order {
  std::vector<k8s::kind> kinds;
  std::vector<std::string> namespaces; ///< empty: all
  std::uint32_t page = 500;            ///< objects per answer
};

/// What came of it besides the objects.
struct listing {
  std::vector<remark> unreadable;
  std::vector<std::string> troubles; ///< not empty: the index is not complete
};

/// Lists all kinds, one after the other, into `objects`, which must be empty of them. Blocks; only
/// reads. What goes wrong is named with the kind and what can be done about it.
listing list_objects(k8s::client& io, const listing_order& order, index& objects,
                     const progress_listener& say);

/// The uid of the namespace kube-system, by which clusters are told apart. Blocks.
result<std::string> read_cluster_id(k8s::client& io);

} // namespace weft
