#pragma once

#include "protocol/cni/sandbox.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace weft::cni {

/// The sandboxes of a node as they were last listed, to tell whose have changed since.
/// @see cni.md 7.5
class sandbox_census {
public:
  /// Takes over a list of all of them. @returns namespace and name of the Pods of which one has
  /// come, gone, or become READY or NOTREADY since the last list; of the first list all.
  std::set<std::pair<std::string, std::string>> take(const std::vector<sandbox>& all);

  std::size_t size() const { return known_.size(); }

private:
  struct entry {
    std::string ns;
    std::string name;
    bool ready = false;

    bool operator==(const entry&) const = default;
  };

  std::map<std::string, entry> known_; ///< by id
};

} // namespace weft::cni
