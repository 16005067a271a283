#pragma once

#include "protocol/velocloud/records.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace weft::velocloud {

/// The rules of a QOS module that are not ours, as a few hexadecimal digits: equal ones have equal
/// rules of others in equal order. Without `ruleLogicalId`, which VCO may give and take.
std::string foreign_digest(const json::value& data, const rule_names& ours);

/// A rule as it was.
struct rule_text {
  std::string name;
  std::string text; ///< the whole rule as JSON
};

/// A rule of somebody else that stood in a module and stands there no more.
struct gone_rule {
  std::int64_t segment = 0;
  std::size_t position = 0; ///< index in the segment
  snapshot<rule_text> rule;
  std::string version; ///< of the last snapshot that has it
};

/// The last twenty snapshots of one module, of which it keeps what nobody could make again: the
/// rules of others. Rules that did not change are kept once; what is kept is at most 16 MiB, the
/// oldest snapshots going first. @see velocloud.md 8.2
class module_history {
public:
  static constexpr std::size_t most = 20;
  static constexpr std::size_t most_bytes = 16U << 20U;

  /// Keeps the module as it was at `version`, unless that is the newest it has.
  void keep(const std::string& version, const json::value& data, const rule_names& ours);

  /// Rules of others that the newest snapshot lacks, the latest loss first. By name: one that was
  /// renamed counts as gone, one that we took over does not.
  const std::vector<gone_rule>& gone() const { return gone_; }

  std::size_t size() const { return all_.size(); }
  /// Of the texts kept.
  std::size_t bytes() const { return bytes_; }

private:
  struct standing {
    std::int64_t segment = 0;
    std::size_t position = 0;
    snapshot<rule_text> rule;
  };
  struct module_snapshot {
    std::string version;
    std::vector<standing> foreign;
  };

  std::size_t count_bytes() const;
  /// @param known Names that are not gone.
  void find_gone(rule_names known);

  std::deque<module_snapshot> all_; ///< oldest first
  std::vector<gone_rule> gone_;
  std::size_t bytes_ = 0;
};

} // namespace weft::velocloud
