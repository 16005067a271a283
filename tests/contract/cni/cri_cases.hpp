#pragma once

#include "adapters/cni/runtime.hpp"
#include "adapters/cni/sim/runtime.hpp"

#include <functional>
#include <vector>

/// What the way to a container runtime promises, held against each end.
namespace weft::cni::cases {

/// A runtime, and a way to it.
class runtime_peer {
public:
  virtual ~runtime_peer() = default;

  virtual container_runtime& way() = 0;
  virtual void with(const std::function<void(sim::runtime&)>& look) = 0;
  virtual void set_up(bool up) = 0;
  /// Waits until it is so, as long as anything can happen. @returns whether it is.
  virtual bool wait(const std::function<bool()>& so) = 0;
};

struct runtime_case {
  const char* name;
  void (*holds)(runtime_peer& with);
};

const std::vector<runtime_case>& runtime_cases();

} // namespace weft::cni::cases
