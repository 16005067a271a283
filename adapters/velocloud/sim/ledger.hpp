#pragma once

#include "adapters/velocloud/sim/model.hpp"

#include <map>

namespace weft::velocloud::sim {

/// What one write did to the rules of a module.
struct edit {
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
  std::size_t lost = 0; ///< edits of others, unseen by the author, that this write undid
};

/// Knows for one module who touched which rule last and what everybody last read, and thereby
/// finds lost updates: a write undoes what another author did after this author's last data read.
class ledger {
public:
  /// Notes that `author` was given `data`.
  void saw(const std::string& author, snapshot<json::value> data);
  /// Notes that `author` replaces `stored` by `fresh`.
  edit wrote(const std::string& author, const snapshot<json::value>& stored,
             const json::value& fresh);

private:
  std::map<std::string, snapshot<json::value>> seen_;
  std::map<std::string, std::string> touched_by_; ///< by rule key, removed rules included
};

} // namespace weft::velocloud::sim
