#pragma once

#include "adapters/cni/runner.hpp"
#include "protocol/cni/attachment_record.hpp"
#include "protocol/cni/node_view.hpp"
#include "protocol/fault.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// All that was kept.
struct kept_records {
  std::vector<attachment_record> whole;
  std::vector<torn_record> torn; ///< files that are no whole record of ours; they stay
  process_group collecting{};    ///< that was noted last; id 0: none is
  bool gone = false;             ///< somebody had removed their place, which has been made anew
};

/// Where records are kept over our death and the machine's. What is written in order for one
/// attachment is kept in that order; a death in the middle leaves the old one or the new one.
/// Callbacks come exactly once, from a thread of its own, never from within a call. Faults are
/// those of a disk. Any thread. @see cni.md 8.2
class record_store {
public:
  using completion = std::function<void(std::optional<fault>)>; ///< nothing: it is done

  virtual ~record_store() = default;

  /// Reads everything.
  virtual void read_all(std::function<void(result<kept_records>)> done) = 0;
  /// Keeps a record, in place of the one of that name: it survives the machine from `done` on.
  virtual void write(attachment_record what, completion done) = 0;
  /// Notes the process group that works on the record of that name: it survives us, and not the
  /// machine, from `done` on, until the record is written again. Never endangers the record.
  virtual void note_group(record_name of, process_group which, completion done) = 0;
  /// Notes likewise the process group that works for no record (GC), in place of the one before;
  /// id 0: none does.
  virtual void note_collecting(process_group which, completion done) = 0;
  /// Removes the record, or what does not read, in the file of this name; none is success.
  virtual void remove(std::string file, completion done) = 0;
  /// Keeps a copy of a file where nobody looks for records; none is success.
  virtual void set_aside(std::string file, completion done) = 0;
};

} // namespace weft::cni
