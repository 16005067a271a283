#pragma once

#include "protocol/domain.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace weft {

/// The small records of all watched objects, which cost no actor. Written by the watch streams,
/// one writer per kind and scope; read by anybody. Thread-safe.
class index {
public:
  using instant = std::chrono::steady_clock::time_point;
  /// Whether what is held shall stay.
  using verdict = std::function<bool(const k8s::projection& held)>;

  /// Takes over a projection, unless what is held stays. @returns what was there before, or null.
  snapshot<k8s::projection> put(snapshot<k8s::projection> now, const verdict& stays = {});
  /// Forgets the object. @returns what was there, or null.
  snapshot<k8s::projection> take(const object_key& key);

  snapshot<k8s::projection> find(const object_key& key) const;
  /// Calls `visit` for each object of `kind` in `ns` ("*": all), by namespace and otherwise in no
  /// particular order, without holding the lock.
  void each(std::string_view kind, std::string_view ns,
            const std::function<void(const snapshot<k8s::projection>&)>& visit) const;
  std::size_t size(std::string_view kind) const;
  /// Files objects under the words that `words` finds in them, from now on and those that are
  /// there. It is called on the threads of whoever puts and takes, and must not use the index.
  /// @param name Of the file; a second one of that name is ignored.
  void file(const std::string& name,
            std::function<std::vector<std::string>(const k8s::projection&)> words);
  /// Calls `visit` for each object that is filed there under `word`, in no particular order and
  /// without holding the lock: one that changes meanwhile may belong there no longer.
  void each_filed(std::string_view name, std::string_view word,
                  const std::function<void(const k8s::projection&)>& visit) const;
  /// Notes an object that is there and cannot be read.
  /// @param uid Empty when not even that could be read.
  void put_aside(const object_key& key, std::string uid);
  /// The object can be read again, or is gone.
  void heal(const object_key& key);
  /// Notes that objects of the kind are only watched in some namespaces.
  void see_in_part(const std::string& kind);
  /// Notes that objects of the kind have gone by no deletion of theirs, or that this is long ago.
  void doubt(const std::string& kind, bool doubtful);
  bool in_doubt(const std::string& kind) const;
  /// Notes when the newest whole snapshot of the kind there was asked for.
  void note_listed(const std::string& kind, const std::string& ns, instant asked);
  /// What is known of these kinds is at least as new as this; nothing while one has no snapshot.
  std::optional<instant> listed(const std::vector<std::string>& kinds) const;
  /// The uids of all objects of these kinds, those that cannot be read included. Nothing while one
  /// of them has a uid that could not be read, when some namespaces are not watched, or while a
  /// kind is in doubt: then nobody can say what lives.
  std::optional<std::set<std::string>> live_uids(const std::vector<std::string>& kinds) const;

private:
  /// Where an object lies; its newer states have the same name, and so the same place.
  struct place {
    mutable snapshot<k8s::projection> held;
  };
  /// The name of an object, which is looked up in it.
  struct by_name {
    using is_transparent = void;
    static std::string_view of(const place& one) { return one.held->meta.key.name; }
    static std::string_view of(std::string_view name) { return name; }
    std::size_t operator()(const auto& one) const { return std::hash<std::string_view>{}(of(one)); }
    bool operator()(const auto& a, const auto& b) const { return of(a) == of(b); }
  };
  /// Objects by the words that stand in them.
  struct cabinet {
    std::function<std::vector<std::string>(const k8s::projection&)> words;
    std::unordered_map<std::string, std::unordered_set<object_key>> drawers;

    void refile(const k8s::projection* before, const k8s::projection* now);
  };
  using names = std::unordered_set<place, by_name, by_name>;
  using namespaces = std::map<std::string, names, std::less<>>;

  mutable std::shared_mutex guard_;
  std::map<std::string, namespaces, std::less<>> kinds_;
  std::map<std::string, cabinet, std::less<>> cabinets_;
  std::set<std::string> in_part_;                                ///< kinds
  std::set<std::string> in_doubt_;                               ///< kinds
  std::map<object_key, std::string> aside_;                      ///< uids of what cannot be read
  std::map<std::string, std::map<std::string, instant>> listed_; ///< by kind and namespace
};

/// One domain's view: the index plus what its session learned of the controller. Thread-safe.
class domain_view : public view {
public:
  /// @param name The domain's, under which the index files what it files.
  explicit domain_view(const index& objects, std::string name = {})
    : objects_(objects), name_(std::move(name)) {}

  /// Publishes a new inventory.
  void publish(snapshot<record> inventory);

  snapshot<k8s::projection> find(const object_key& key) const override;
  void each(std::string_view kind, std::string_view ns,
            const std::function<void(const k8s::projection&)>& visit) const override;
  void each_filed(std::string_view word,
                  const std::function<void(const k8s::projection&)>& visit) const override;
  snapshot<record> inventory() const override;

private:
  const index& objects_;
  const std::string name_;
  mutable std::shared_mutex guard_;
  snapshot<record> inventory_;
};

} // namespace weft
