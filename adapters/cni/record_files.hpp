#pragma once

#include "adapters/cni/disk.hpp"
#include "adapters/cni/record_store.hpp"

#include <mutex>
#include <string>

namespace weft::cni {

/// Records as files: which there are, and in which order they are written so that none is ever
/// half there. Every call waits for the disk. Calls for different records may come from different
/// threads. @see cni.md 5.8, 8.2
///
///   results/<record name>   the record, replaced by synced file, rename and synced folder
///   groups/<record name>    the process group at work, beside the record since it is not synced:
///                           a file that is renamed unsynced may come back empty after the machine
///                           has died, and the record must not
///   groups/gc               the one that works for no record
///   corrupt/<file>          what did not read
class record_files {
public:
  /// @param shared Where copies go under libcni's names, for whoever reads these; may be null.
  explicit record_files(disk& own, disk* shared = nullptr) : disk_(own), shared_(shared) {}

  /// Makes the folders, and removes what a death has left half written. First of all; only the
  /// first time that it succeeds counts.
  std::optional<fault> open();
  result<kept_records> read_all();
  std::optional<fault> write(const attachment_record& what);
  std::optional<fault> note_group(const record_name& of, const process_group& which);
  std::optional<fault> note_collecting(const process_group& which);
  std::optional<fault> remove(const std::string& file);
  std::optional<fault> set_aside(const std::string& file);

private:
  std::optional<fault> replace(disk& on, const std::string& folder, const std::string& name,
                               const std::string& text, bool synced);
  std::optional<fault> note(const std::string& file, const process_group& which);
  process_group read_group(const std::string& file);
  std::optional<fault> share(const attachment_record& what);

  std::optional<fault> begin();

  disk& disk_;
  disk* shared_;
  std::mutex opening_;
  bool opened_ = false;
};

} // namespace weft::cni
