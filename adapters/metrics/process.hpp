#pragma once

#include "adapters/metrics/definition.hpp"

#include <string>
#include <vector>

namespace weft::metrics {

/// One thing the kernel knows about this process, under the name of the standard collector.
struct process_fact {
  kind type = kind::gauge;
  std::string name;
  std::string help;
  double value = 0;
};

/// What can be read of /proc/self now; a fact that cannot be read is absent.
std::vector<process_fact> process_facts();

} // namespace weft::metrics
