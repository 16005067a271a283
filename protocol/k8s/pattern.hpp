#pragma once

#include "protocol/fault.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace weft::k8s {

/// A regular expression as schemas and rules write them, over characters as RE2 sees them: `.` is
/// one code point but no line end, `^` and `$` are the ends of the text. Of RE2's Unicode classes
/// only `C` is known.
class pattern {
public:
  /// @returns errc::refused when `text` is no expression, or one that this engine cannot honour.
  static result<pattern> compile(std::string_view text);

  /// Whether `text` contains a match; anchors are the expression's own business. False when the
  /// match would take unreasonable effort.
  bool found_in(std::string_view text) const;

  const std::string& text() const { return text_; }

private:
  struct engine;
  std::string text_;
  std::shared_ptr<const engine> engine_;
};

} // namespace weft::k8s
