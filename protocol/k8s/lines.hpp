#pragma once

#include "protocol/fault.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weft::k8s {

/// Cuts a stream of bytes that arrive in arbitrary pieces into lines. A line that lies whole in
/// one piece is not copied unless too few bytes follow it there. Not thread-safe.
class line_splitter {
public:
  /// @param max_line_bytes A longer line is a fault. @see kubernetes.md 2.3
  explicit line_splitter(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

  /// Takes the next piece.
  /// @param lines Gets the lines that are complete now, without their ends, blank ones left out.
  ///              They stay valid as long as `piece`, until the next call; `decode_padding` bytes
  ///              after each are readable.
  /// @returns errc::malformed for a line that is too long; the splitter is of no use then.
  result<void> feed(std::string_view piece, std::vector<std::string_view>& lines);

  /// Bytes after the last line end.
  std::size_t rest() const { return begun_.size(); }

private:
  std::size_t max_line_bytes_;
  std::string begun_;     ///< a line whose end has not arrived
  std::string completed_; ///< what began in an earlier piece
  std::string moved_;     ///< lines too close to their piece's end
};

} // namespace weft::k8s
