#pragma once

#include "protocol/json/value.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace weft::tests {

/// One call of a recorder, as it wrote it down.
struct recorded_call {
  std::string name; ///< of the plugin
  std::string verb;
  json::value told;  ///< its CNI_*
  json::value input; ///< null: what it read was no JSON
  std::int64_t pid = 0;
  std::int64_t began_ns = 0;            ///< CLOCK_BOOTTIME
  std::optional<std::int64_t> ended_ns; ///< nothing: it runs, or was killed
  int code = 0;

  std::string variable(std::string_view which) const { return std::string{told.text_at({which})}; }
};

/// A directory of recorders, for a CNI_PATH. @see recorder/main.cpp
class recording {
public:
  /// @param at Made when it is not there.
  explicit recording(std::filesystem::path at);

  /// A plugin of this type, and what it does: the lines of its control file.
  void add(const std::string& type, const std::vector<std::string>& control = {}) const;
  std::string path() const { return at_.string(); }
  /// In the order in which they began.
  std::vector<recorded_call> calls() const;
  /// "ADD red", "DEL red", ... in that order.
  std::vector<std::string> summary() const;

private:
  std::filesystem::path at_;
};

/// Kills all that was started with this in its environment: what recorders have left behind.
/// @param variable "NAME=value".
void end_strays(const std::string& variable);

/// How many pairs of them ran at once for one container. One that has not ended overlaps with all
/// that began later.
std::size_t overlaps_in_one_container(const std::vector<recorded_call>& calls);

} // namespace weft::tests
