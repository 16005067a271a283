#pragma once

#include "adapters/log/log.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace weft::log {

struct line_shape {
  log_settings::layout layout = log_settings::layout::logfmt;
  bool coloured = false; ///< the level, in logfmt
};

/// One line without its end: ts (RFC 3339, milliseconds, UTC), level, msg and the fields in their
/// order. Whatever the texts hold, it is one line of well-formed UTF-8 that can be read back.
std::string make_line(const line_shape& shape, std::chrono::system_clock::time_point when,
                      level severity, std::string_view sentence, fields about);

/// The text with everything that is not UTF-8 replaced by U+FFFD.
std::string well_formed(std::string_view text);

} // namespace weft::log
