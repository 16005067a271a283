#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::cni {

/// What a plugin is asked to do. @see cni.md 5.1
enum class verb : std::uint8_t { add, del, check, gc, status, version };

/// "ADD": the value of CNI_COMMAND, and of a metric's label.
std::string_view to_string(verb what);

/// Names and values in the order in which they are handed over.
using string_list_pairs = std::vector<std::pair<std::string, std::string>>;

/// One start of a plugin: what is said to it. Where its file lies is found by whoever starts it.
/// @see cni.md 5.1, 5.3, 5.7
struct invocation {
  verb what = verb::version;
  std::string type;              ///< of the plugin: the name of its file, without "/"
  string_list_pairs environment; ///< CNI_* and nothing else; CNI_PATH is what is searched
  std::string input;             ///< for its standard input

  bool operator==(const invocation&) const = default;
};

/// The value of one of the variables, or null pointer.
const std::string* find(const invocation& in, std::string_view variable);

} // namespace weft::cni
