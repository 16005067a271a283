#pragma once

#include "protocol/fault.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace weft {

/// A regular expression in RE2's syntax, over UTF-8: `.` is one code point but no line end, `^` and
/// `$` are the ends of the text unless `(?m)` says otherwise. Matching takes time linear in the
/// text, whatever the expression; any number of threads may share one.
///
/// A byte that is part of no character matches nothing but `\C`. Go's regexp, which Kubernetes
/// uses, differs in corners: it takes such a byte for U+FFFD and has no `\C`, it also reads
/// `(?<name>x)` and long names of classes (`\p{Letter}`), its newer versions count unassigned
/// points to `\p{C}`, and it allows expressions beyond the bounds of compile().
///
/// @see velocloud.md section 3.2, https://github.com/google/re2/wiki/Syntax
class pattern {
public:
  /// @returns errc::refused with RE2's own words when `text` is no expression, is longer than
  ///          4096 bytes, or compiles to more than 1 MiB.
  static result<pattern> compile(std::string_view text);

  /// Whether `text` contains a match; anchors are the expression's own business.
  bool found_in(std::string_view text) const;

  const std::string& text() const;

private:
  struct engine;

  explicit pattern(std::shared_ptr<const engine> compiled) : engine_(std::move(compiled)) {}

  std::shared_ptr<const engine> engine_;
};

} // namespace weft
