#pragma once

#include "adapters/cni/disk.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>

namespace weft::cni::sim {

/// A disk as values, that forgets what was not synced when its machine dies. Not thread-safe.
///
/// What a death leaves is drawn by lot, as POSIX allows: of a file that was not synced since it was
/// written the bytes before, the new ones, some of them, or none; of a name whose folder was not
/// synced since it changed what it led to before or after. A renamed file may therefore be empty.
class disk : public cni::disk {
public:
  explicit disk(std::uint64_t seed = 1) : dice_(seed) {}

  std::optional<fault> make_folder(const std::string& path) override;
  result<std::vector<std::string>> list(const std::string& folder) override;
  result<std::string> read(const std::string& path) override;
  std::optional<fault> write(const std::string& path, const std::string& bytes) override;
  std::optional<fault> sync(const std::string& path) override;
  std::optional<fault> rename(const std::string& from, const std::string& to) override;
  std::optional<fault> remove(const std::string& path) override;
  std::optional<fault> sync_folder(const std::string& folder) override;

  // -- for who plays the rest of the world -------------------------------------------------------

  /// The machine dies and comes back.
  void lose_power();
  /// The process dies within its n-th change from now, the first being 1: that change and all after
  /// it fail and have no effect, until `revive`. Zero: not at all.
  void die_at(std::size_t change) { changes_left_ = change; }
  void revive() { dead_ = false; }
  /// Every write fails from now on, as on a full disk, or none does any more.
  void fill_up(bool full) { full_ = full; }
  /// Somebody removes all of it, the folders as well.
  void wipe();
  /// Puts a file there by itself, synced.
  void place(const std::string& path, const std::string& bytes);

  // -- for who asserts ---------------------------------------------------------------------------

  std::size_t changes() const { return changes_; }
  std::size_t syncs() const { return syncs_; }

private:
  struct file {
    std::string now;
    std::string kept; ///< what a death leaves for certain, unless `dirty`
    bool dirty = false;
  };
  using names = std::map<std::string, std::shared_ptr<file>>;

  std::optional<fault> change(const std::string& path);
  void settle(file& one);

  std::mt19937_64 dice_;
  names now_;
  names kept_; ///< as of the last sync of each folder
  std::size_t changes_ = 0;
  std::size_t syncs_ = 0;
  std::size_t changes_left_ = 0;
  bool dead_ = false;
  bool full_ = false;
  bool wiped_ = false; ///< no folder is there
};

} // namespace weft::cni::sim
