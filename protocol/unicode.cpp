#include "protocol/unicode.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace weft {

namespace {

using range = std::pair<char32_t, char32_t>;

constexpr std::array combining{range{0x300, 0x36f},   range{0x483, 0x489},   range{0x591, 0x5bd},
                               range{0x610, 0x61a},   range{0x64b, 0x65f},   range{0x1ab0, 0x1aff},
                               range{0x1dc0, 0x1dff}, range{0x20d0, 0x20ff}, range{0xfe00, 0xfe0f},
                               range{0xfe20, 0xfe2f}};
constexpr std::array wide{
  range{0x1100, 0x115f},   range{0x2e80, 0x303e},   range{0x3041, 0xa4cf},
  range{0xac00, 0xd7a3},   range{0xf900, 0xfaff},   range{0xfe30, 0xfe6f},
  range{0xff00, 0xff60},   range{0xffe0, 0xffe6},   range{0x1f300, 0x1f64f},
  range{0x1f680, 0x1f6ff}, range{0x1f900, 0x1f9ff}, range{0x20000, 0x3fffd}};

/// Unicode's category C, noncharacters at the ends of planes left out.
constexpr std::array control{
  range{0x0, 0x1f},        range{0x7f, 0x9f},       range{0xad, 0xad},
  range{0x600, 0x605},     range{0x61c, 0x61c},     range{0x6dd, 0x6dd},
  range{0x70f, 0x70f},     range{0x8e2, 0x8e2},     range{0x180e, 0x180e},
  range{0x200b, 0x200f},   range{0x202a, 0x202e},   range{0x2060, 0x206f},
  range{0xd800, 0xf8ff},   range{0xfdd0, 0xfdef},   range{0xfeff, 0xfeff},
  range{0xfff0, 0xfffb},   range{0x110bd, 0x110bd}, range{0x1d173, 0x1d17a},
  range{0xe0001, 0xe007f}, range{0xf0000, 0x10ffff}};

bool among(std::span<const range> ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [point](const range& span) {
    return span.first <= point && point <= span.second;
  });
}

constexpr char32_t replacement = 0xfffd;

/// How many bytes the sequence beginning with `lead` has; 0: none begins so.
std::size_t sequence_length(unsigned char lead) {
  return lead < 0x80   ? 1
         : lead < 0xc2 ? 0
         : lead < 0xe0 ? 2
         : lead < 0xf0 ? 3
         : lead < 0xf5 ? 4
                       : 0;
}

/// Whether UTF-8 has `point`, and writes it in so many bytes.
bool is_scalar(char32_t point, std::size_t length) {
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  return point >= least.at(length) && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

/// One code point as UTF-8.
std::string to_utf8(char32_t point) {
  if (point < 0x80)
    return {static_cast<char>(point)};
  std::string out;
  const int tails = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned, 4> leads{0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(leads[static_cast<std::size_t>(tails)] | point >> (6 * tails));
  for (int i = tails - 1; i >= 0; --i)
    out += static_cast<char>(0x80U | (point >> (6 * i) & 0x3fU));
  return out;
}

} // namespace

std::u32string to_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto length = sequence_length(lead);
    char32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
    std::size_t taken = 1;
    while (taken < length && at + taken < text.size()
           && (static_cast<unsigned char>(text[at + taken]) & 0xc0U) == 0x80U)
      point = point << 6U | (static_cast<unsigned char>(text[at + taken++]) & 0x3fU);
    out += taken == length && is_scalar(point, length) ? point : replacement;
    at += taken;
  }
  return out;
}

std::string_view beginning(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes)
    return text;
  while (most_bytes > 0 && (static_cast<unsigned char>(text[most_bytes]) & 0xc0U) == 0x80U)
    --most_bytes;
  return text.substr(0, most_bytes);
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (const auto point : to_points(text))
    if (!among(combining, point) && !is_control(point))
      columns += among(wide, point) ? 2 : 1;
  return columns;
}

bool is_control(char32_t point) {
  return (point & 0xfffeU) == 0xfffeU || among(control, point);
}

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string out;
  for (const auto point : to_points(beginning(text, 4 * most_bytes))) {
    const auto shown = is_control(point) ? std::string{' '} : to_utf8(point);
    if (out.size() + shown.size() > most_bytes)
      break;
    out += shown;
  }
  return out;
}

} // namespace weft
