#pragma once

#include "protocol/velocloud/module_index.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::velocloud {

/// The changes to one module, gathered before any is made. What is not named here stays as it is
/// and where it is. @see velocloud.md 8.3
class revision {
public:
  explicit revision(const module_index& index) : index_(index), made_(index.segments().size()) {}

  /// Sets a rule's managed paths in place; with `id` also its ruleLogicalId.
  void mend(const rule_ref& where, const rule_spec& wanted, const std::string& id);
  void drop(const rule_ref& where) { dropped_.insert(where); }
  /// Makes a rule at the top of a segment, above those made before it.
  void make(std::size_t segment, const rule_spec& wanted, const std::string& id);

  bool empty() const;

  /// The module's data with the changes made.
  json::value applied_to(const json::value& data) const;

private:
  struct change {
    const rule_spec* wanted = nullptr;
    std::string id;
  };

  const module_index& index_;
  std::map<rule_ref, change> mended_;
  std::set<rule_ref> dropped_;
  std::vector<std::vector<change>> made_; ///< by segment
};

} // namespace weft::velocloud
