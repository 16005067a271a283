#pragma once

#include "adapters/cni/record_store.hpp"

#include <functional>
#include <optional>
#include <vector>

/// What a store of records promises, held against each.
namespace weft::cni::cases {

/// One store, and the place where it keeps them.
class record_peer {
public:
  virtual ~record_peer() = default;

  virtual record_store& store() = 0;
  /// Another life on the same disk.
  virtual void restart() = 0;
  /// Puts bytes into a file of the place.
  virtual void place(const std::string& path, const std::string& bytes) = 0;
  /// Removes all of the place.
  virtual void wipe() = 0;
  /// Waits until it is so. @returns false when it is not for a long time.
  virtual bool wait(const std::function<bool()>& so) = 0;
};

struct record_case {
  const char* name;
  void (*holds)(record_peer& with);
};

const std::vector<record_case>& record_cases();

} // namespace weft::cni::cases
