#pragma once

#include "protocol/object_key.hpp"

#include <deque>
#include <optional>
#include <set>

namespace weft {

/// Finds the culprits in a batch that is accepted or refused as a whole, by halving. Pure.
/// @see velocloud.md 8.6, class Rejected
class bisection {
public:
  /// Whether groups wait for their turn.
  bool under_way() const { return !waiting_.empty(); }

  /// What must stay out of the next attempt: all groups but the first.
  std::set<unit> held() const;
  /// The first group, which alone is to be attempted next; null: there is none.
  const std::set<unit>* turn() const { return waiting_.empty() ? nullptr : &waiting_.front(); }

  /// The batch was refused. @returns the culprit when it was a batch of one.
  std::optional<unit> refused(const std::set<unit>& batch);

  /// The batch was accepted: it needs no further attempt.
  void accepted(const std::set<unit>& batch);

  /// There is nothing to attempt for the first group while the others are held: it may depend on
  /// them. It comes last; when no group has anything to attempt, the search is over.
  void skip();

private:
  std::deque<std::set<unit>> waiting_;
  std::size_t skipped_ = 0; ///< groups in a row
};

} // namespace weft
