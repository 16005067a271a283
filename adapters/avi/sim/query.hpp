#pragma once

#include "adapters/avi/sim/store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::avi::sim {

/// A request's target, decoded.
struct target {
  std::vector<std::string> path; ///< segments: "api", "pool", "pool-1"
  std::vector<std::pair<std::string, std::string>> options;

  /// The value of an option; nothing when it is not given.
  std::optional<std::string_view> option(std::string_view name) const;
  /// Whether it is given, and not as "false".
  bool wants(std::string_view name) const;
};

/// Empty segments of path and query are skipped. @see avi.md 2.6
target read_target(std::string_view text);

/// The first option that no controller knows; empty: it knows all. @see avi.md 2.6
std::string unknown_option(const target& where);

/// Whether an object is one of those that the options ask for.
bool is_asked_for(const object& what, const target& where, const store& all);

/// Which of so many objects the options ask for.
struct page_window {
  std::size_t page = 1;
  std::size_t size = 25;
  std::size_t first = 0; ///< objects before it
  bool is_last = true;
};

page_window window_of(const target& where, std::size_t many, std::size_t default_size);

/// The same target with another page.
std::string with_page(std::string_view text, std::size_t page);

} // namespace weft::avi::sim
