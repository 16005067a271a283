#pragma once

#include "protocol/fault.hpp"

#include <cstdint>
#include <string_view>

namespace weft::net {

/// Takes the framing off a body (RFC 9112, sections 6 and 7) wherever its bytes are split, and
/// hands out the content as views into what was fed, without copying.
class body_frames {
public:
  enum class framing : std::uint8_t { chunked, sized, until_end };

  /// @param size For `sized`: how many bytes there are.
  explicit body_frames(framing how, std::uint64_t size = 0);

  /// @param out Called with non-empty pieces of content; answers false to stop early.
  /// @returns false when the framing is broken.
  template <class Out>
  bool feed(std::string_view in, Out&& out) {
    while (!in.empty() && at_ != place::end && at_ != place::broken) {
      if (at_ != place::content) {
        frame(in.front());
        in.remove_prefix(1);
        continue;
      }
      const auto piece = in.substr(
        0, static_cast<std::size_t>(left_ < in.size() ? left_ : std::uint64_t{in.size()}));
      in.remove_prefix(piece.size());
      consumed(piece.size());
      if (!out(piece))
        return true;
    }
    return at_ != place::broken;
  }

  /// True when the body is complete.
  bool complete() const { return at_ == place::end; }
  /// True when the body is complete if the connection ends here.
  bool complete_at_end() const { return complete() || how_ == framing::until_end; }

private:
  enum class place : std::uint8_t {
    size,
    extension,
    size_end,
    content,
    content_end_cr,
    content_end_lf,
    trailer_start,
    trailer,
    trailer_end,
    end,
    broken
  };

  void frame(char next);
  void size_digit(char next);
  void consumed(std::size_t bytes);

  framing how_;
  place at_;
  std::uint64_t left_ = 0;
  std::uint8_t digits_ = 0;
};

} // namespace weft::net
