#pragma once

#include "protocol/domain.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace weft {

/// Something to be said about one object.
struct remark {
  object_key about;
  std::string reason; ///< condition or event reason
  std::string message;

  bool operator==(const remark&) const = default;
};

/// What would change if weft acted now, and what stands in the way.
struct forecast {
  /// What one transaction would change.
  struct change_of_target {
    std::string target;
    std::vector<change_line> lines;
  };
  /// A removal that the brake would hold back at first.
  struct held_back {
    std::string target;
    std::size_t sweeps = 0; ///< ownerless things it would remove
    std::size_t ours = 0;   ///< of so many
    std::chrono::seconds wait{};
  };

  std::vector<change_of_target> changes; ///< none without lines
  std::vector<held_back> braked;
  std::vector<remark> unplaced;      ///< objects that get nothing, or not what they ask for
  std::vector<remark> unreadable;    ///< objects that could not be understood at all
  std::vector<remark> notes;         ///< what would be told to people besides
  std::vector<std::string> troubles; ///< not empty: the forecast is not complete
  std::map<std::string, std::size_t> objects; ///< that were interpreted, by namespace
  std::size_t targets = 0;                    ///< that were read
};

/// Adds the forecast of another domain.
void append(forecast& into, forecast other);

/// What of it concerns objects of one namespace, together with what concerns all: mistakes and
/// troubles.
forecast narrowed(forecast all, std::string_view ns);

/// How many lines of a kind there are.
std::size_t count(const forecast& what, change kind);

/// What a process that has made the forecast answers with.
enum class foresight : std::uint8_t {
  nothing = 0, ///< all stands as it should
  trouble = 1, ///< it could not be made, or the plan is mistaken
  changes = 2, ///< something would change, at once or when the brake lets go
};

foresight verdict_of(const forecast& what);

} // namespace weft
