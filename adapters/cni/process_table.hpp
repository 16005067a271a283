#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What /proc says of processes that need not be children of ours. @see cni.md 8.4
namespace weft::cni {

/// One line of /proc/<pid>/stat, as far as it matters here.
struct process_entry {
  std::int64_t pid = 0;
  std::int64_t group = 0;
  std::uint64_t born = 0; ///< field 22
  bool ended = false;     ///< only its number is left, since nobody has waited for it
};

/// Reads such a line; the program's name may hold anything. Nothing: it is none.
std::optional<process_entry> read_process_entry(std::string_view line);

/// The process of this number; nothing: there is none.
std::optional<process_entry> find_process(std::int64_t pid);

/// Those in the group that have not ended.
std::vector<process_entry> members_of(std::int64_t group);

/// Whether the process was started with this variable: "NAME=value". False when that may not be
/// read.
bool started_with(std::int64_t pid, std::string_view variable);

} // namespace weft::cni
