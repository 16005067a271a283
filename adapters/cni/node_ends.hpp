#pragma once

#include "adapters/cni/namespaces.hpp"
#include "adapters/cni/record_store.hpp"
#include "adapters/cni/runner.hpp"
#include "adapters/cni/runtime.hpp"

#include <memory>

namespace weft::cni {

/// All of a node that its agent works with. @see cni.md 5.7, 7, 8.2
struct node_ends {
  std::shared_ptr<container_runtime> containers;
  std::shared_ptr<runner> plugins;
  std::shared_ptr<record_store> records;
  std::shared_ptr<namespaces> spaces;
};

} // namespace weft::cni
