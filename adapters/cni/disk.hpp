#pragma once

#include "protocol/fault.hpp"

#include <optional>
#include <string>
#include <vector>

namespace weft::cni {

/// A tree of files below one directory, as far as records need it; paths are relative to it, and
/// its folders hold nothing but files. Every call waits for the disk. What a call has done survives
/// this process at once, and the machine only where it is promised.
///
/// Faults are errc::not_found for what is not there, errc::unreachable for all else (a full or
/// broken disk may be mended, and no other input would help), naming the path.
class disk {
public:
  virtual ~disk() = default;

  /// Makes a folder, readable by us alone, and those above it; one that is there is kept.
  virtual std::optional<fault> make_folder(const std::string& path) = 0;
  /// The names in a folder, in their order.
  virtual result<std::vector<std::string>> list(const std::string& folder) = 0;
  virtual result<std::string> read(const std::string& path) = 0;
  /// Makes or replaces a file, readable by us alone. Not atomic.
  virtual std::optional<fault> write(const std::string& path, const std::string& bytes) = 0;
  /// A file's bytes survive the machine from now on, though its name may not.
  virtual std::optional<fault> sync(const std::string& path) = 0;
  /// Gives a file another name, atomically, in place of whatever bore it.
  virtual std::optional<fault> rename(const std::string& from, const std::string& to) = 0;
  virtual std::optional<fault> remove(const std::string& path) = 0;
  /// The names in a folder survive the machine from now on.
  virtual std::optional<fault> sync_folder(const std::string& folder) = 0;
};

} // namespace weft::cni
