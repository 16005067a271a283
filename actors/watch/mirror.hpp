#pragma once

#include "actors/watch/index.hpp"
#include "actors/watch/sources.hpp"
#include "protocol/k8s/decode.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace weft {

/// The part of the index that one stream keeps like the server's. Takes events and whole snapshots
/// over and tells what changed by them, after the index shows it.
///
/// Guarantees: equal uid and version are no change; another uid under the same key is told as gone
/// and seen; an event older than what is held is dropped; a snapshot replaces everything, whatever
/// its numbers say, and what it lacks is told as gone, except where it could not be read. When it
/// lacks most of what is held, all that is missing stays until a snapshot that was asked for a
/// minute later lacks it as well.
/// @see kubernetes.md 4.1 rules 1 and 5, 5
class mirror {
public:
  /// `now` is null when the object is gone, `before` when it is new.
  /// @param with_most See `object_gone`.
  using teller = std::function<void(const snapshot<k8s::projection>& before,
                                    const snapshot<k8s::projection>& now, bool with_most)>;

  struct unreadable {
    std::string object; ///< its key, or "?" when not even that could be read
    std::string why;
  };

  using instant = index::instant;

  mirror(index& objects, scope where, const k8s::kind& which, teller tell);

  /// ADDED or MODIFIED.
  void take(k8s::projection now);
  /// DELETED.
  void drop(const k8s::projection& last);
  /// An event whose object cannot be read: what is held of it stays.
  void put_aside(const k8s::undecodable& what);

  /// The next item of a snapshot; nothing changes until `replace`.
  void stage(k8s::decoded<k8s::projection> item);
  /// It has gone while the snapshot was being told.
  void unstage(const object_key& key);
  void forget_staged();
  /// What has been staged is all there is.
  /// @param asked When the snapshot was asked for.
  /// @param returned The server did not know the kind for a while: all that is missing has gone
  ///        with it.
  /// @returns false when nobody can say what is missing.
  bool replace(instant asked, bool returned);
  /// How many are held that the last snapshot lacked.
  std::size_t missing() const { return missing_.size(); }
  /// From when on a snapshot may be asked for that settles what is missing.
  std::optional<instant> settles_from() const;

  /// Calls `visit` for each object held.
  void each(const std::function<void(const snapshot<k8s::projection>&)>& visit) const;
  std::size_t size() const;
  /// Events dropped because they were older than what is held.
  std::uint64_t dropped() const { return dropped_; }
  /// The last few objects that cannot be read at present, and how often that happened.
  const std::deque<unreadable>& quarantine() const { return quarantine_; }
  std::uint64_t unreadables() const { return unreadables_; }

private:
  /// The index has changed from `held` to `now`.
  void tell_of(const snapshot<k8s::projection>& held, const snapshot<k8s::projection>& now,
               bool with_most);
  void heal(const object_key& key);
  /// Tells as gone, of what is held and was not staged, all that does not stay missing.
  /// @param before How many were held, and not missing, before the snapshot.
  void settle_missing(instant asked, bool returned, std::size_t before);
  void let_go(const snapshot<k8s::projection>& held, bool with_most);
  /// Keeps the object alive in the index while nobody can say what it is.
  void keep_aside(const object_key& key, const std::string& uid);

  index& objects_;
  scope where_;
  bool namespaced_;
  bool can_vanish_;
  teller tell_;
  std::map<object_key, snapshot<k8s::projection>> staged_; ///< null: stays as it is held
  std::map<object_key, std::string> staged_aside_;         ///< uids of what cannot be read
  std::deque<unreadable> staged_quarantine_;
  std::set<object_key> missing_; ///< held all the same
  instant missing_since_{};      ///< when the snapshot that lacked them was asked for
  bool blind_ = false;           ///< an item without a readable key: nobody can say what is missing
  std::set<object_key> aside_;   ///< noted in the index as unreadable
  std::deque<unreadable> quarantine_;
  std::uint64_t dropped_ = 0;
  std::uint64_t unreadables_ = 0;
};

} // namespace weft
