#pragma once

#include "protocol/avi/records.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace weft::avi {

/// What is known of a controller's objects, of all the answers that have come. Pure.
///
/// Answers to requests that are under way together come in any order, so each is taken with the
/// moment at which its request left. What has been learned since that moment stays, unless the
/// answer shows a later version by `_last_modified`; what is in doubt stays so until an answer to a
/// request that left afterwards. @see avi.md 2.8
class mirror {
public:
  /// A place in the order in which requests leave and answers come.
  using moment = std::uint64_t;
  using covering = std::function<bool(const object_name& which, const json::value& held)>;

  /// A request leaves now: its answer is to be taken with this.
  moment mark() { return ++clock_; }

  /// One object as it was read, or as it stands after a write.
  void take(const object_name& which, json::value held, moment asked);
  /// There is no such object.
  void take_gone(const object_name& which, moment asked);
  /// All objects of a type for which `covered` holds; entries for which it does not are not looked
  /// at. @param steady False: one may be missing there that is not gone, and is in doubt then.
  void take_all(std::string_view type, const json::array& all, bool steady, moment asked,
                const covering& covered);
  /// Nobody knows how it stands with it until it is read.
  void doubt(const object_name& which);
  /// Is asked for by nobody any more.
  void forget(const object_name& which);
  /// Answers to requests that have left before now are none that count what is gone by now.
  void forget_gone();

  const stock& objects() const { return objects_; }
  const std::set<object_name>& doubtful() const { return doubtful_; }
  /// When it was last learned how it stands with it; zero: never.
  moment learned(const object_name& which) const;
  /// Changes whenever any object does.
  std::uint64_t revision() const { return revision_; }
  /// Changes whenever any object of `part`, or the choice of them, does. @param part Of objects().
  std::string version_of(const stock& part) const;

private:
  struct note {
    moment learned = 0;
    moment doubted = 0;
    std::uint64_t revision = 0; ///< at its last change
  };

  /// Whether an answer of that moment says anything new. Notes that it has come.
  bool counts(const object_name& which, moment asked, const json::value* held);

  stock objects_;
  std::map<object_name, note> notes_; ///< of those that are gone, too
  std::set<object_name> doubtful_;
  moment clock_ = 0;
  std::uint64_t revision_ = 0;
};

/// How many microseconds since the epoch `_last_modified` says; zero: nothing that reads.
std::int64_t last_modified(const json::value& object);

} // namespace weft::avi
