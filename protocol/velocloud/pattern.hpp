#pragma once

#include "protocol/fault.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace weft::velocloud {

struct pattern_program;

/// A regular expression of RE2's core: literals, `.`, classes, `\d \w \s` and their opposites,
/// groups, `|`, `* + ? {n,m}`, `^` and `$`. Matches in time linear in text times pattern, so a
/// hostile one costs nothing. Flags, look-around, back-references and `\p` are refused.
class pattern {
public:
  /// @returns errc::refused with the reason when `text` is not understood or too large.
  static result<pattern> compile(std::string_view text);

  /// Whether it matches anywhere in `text`; write ^ and $ to bind it.
  bool matches(std::string_view text) const;

  const std::string& source() const { return source_; }

private:
  std::string source_;
  std::shared_ptr<const pattern_program> program_;
};

} // namespace weft::velocloud
