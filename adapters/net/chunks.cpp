#include "adapters/net/chunks.hpp"

#include <limits>

namespace weft::net {

body_frames::body_frames(framing how, std::uint64_t size)
  : how_(how), at_(how == framing::chunked ? place::size : place::content),
    left_(how == framing::until_end ? std::numeric_limits<std::uint64_t>::max() : size) {
  if (how == framing::chunked)
    left_ = 0;
  else if (left_ == 0)
    at_ = place::end;
}

void body_frames::consumed(std::size_t bytes) {
  if (how_ == framing::until_end)
    return;
  left_ -= bytes;
  if (left_ == 0)
    at_ = how_ == framing::sized ? place::end : place::content_end_cr;
}

void body_frames::size_digit(char next) {
  int digit = -1;
  if (next >= '0' && next <= '9')
    digit = next - '0';
  else if ((next | 0x20) >= 'a' && (next | 0x20) <= 'f')
    digit = (next | 0x20) - 'a' + 10;
  if (digit >= 0) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    at_ = ++digits_ > 15 ? place::broken : place::size;
  } else if (digits_ == 0) {
    at_ = place::broken;
  } else if (next == '\r') {
    at_ = place::size_end;
  } else {
    at_ = next == ';' || next == ' ' || next == '\t' ? place::extension : place::broken;
  }
}

void body_frames::frame(char next) {
  const auto expect = [&](char wanted, place then) { at_ = next == wanted ? then : place::broken; };
  switch (at_) {
  case place::size:
    return size_digit(next);
  case place::extension:
    if (next == '\r')
      at_ = place::size_end;
    return;
  case place::size_end:
    expect('\n', left_ > 0 ? place::content : place::trailer_start);
    digits_ = 0;
    return;
  case place::content_end_cr:
    return expect('\r', place::content_end_lf);
  case place::content_end_lf:
    return expect('\n', place::size);
  case place::trailer_start:
    at_ = next == '\r' ? place::trailer_end : place::trailer;
    return;
  case place::trailer:
    if (next == '\n')
      at_ = place::trailer_start;
    return;
  case place::trailer_end:
    return expect('\n', place::end);
  case place::content:
  case place::end:
  case place::broken:
    return;
  }
}

} // namespace weft::net
