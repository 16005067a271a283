#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <array>

namespace weft::fuzz {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest_piece = 64;
constexpr std::size_t longest_input = 1U << 16U;

constexpr std::array words{"\0"sv,
                           "\n"sv,
                           "\r\n"sv,
                           "\r\n\r\n"sv,
                           "\""sv,
                           "\\"sv,
                           "{"sv,
                           "}"sv,
                           "["sv,
                           "]"sv,
                           ","sv,
                           ":"sv,
                           "{}"sv,
                           "[]"sv,
                           "\"\""sv,
                           "null"sv,
                           "true"sv,
                           "0"sv,
                           "-0"sv,
                           "-1"sv,
                           "01"sv,
                           "1e400"sv,
                           "1e-400"sv,
                           "1.0"sv,
                           "2147483648"sv,
                           "9223372036854775807"sv,
                           "9223372036854775808"sv,
                           "-9223372036854775808"sv,
                           "18446744073709551615"sv,
                           "18446744073709551616"sv,
                           "ffffffffffffffff"sv,
                           "\xef\xbb\xbf"sv,
                           "\xff"sv,
                           "\xc0\x80"sv,
                           "\xe2\x82"sv,
                           "\xed\xa0\x80"sv,
                           "\xf4\x90\x80\x80"sv,
                           "\\ud800"sv,
                           "\\udc00\\ud800"sv,
                           "\\u0000"sv,
                           "\xe2\x80\xa8"sv,
                           "[[[[[[[[[[[[[[[["sv,
                           "{\"a\":{\"a\":{\"a\":"sv,
                           "&a [*a]"sv,
                           "*a"sv,
                           "<<: "sv,
                           "- "sv,
                           "\t"sv,
                           "; "sv,
                           "%00"sv,
                           "Transfer-Encoding: chunked\r\n"sv,
                           "Content-Length: 5\r\n"sv};

/// Where a piece of `text` begins, and how long it is.
struct span {
  std::size_t at;
  std::size_t size;
};

span any_piece(const std::string& text, chance& by) {
  const auto at = by.below(text.size());
  const auto most = std::min(text.size() - at, longest_piece);
  return {at, std::min(most, by.below(most) + 1)};
}

void spoil(std::string& text, const std::vector<std::string>& seeds, chance& by) {
  const auto [at, size] = any_piece(text, by);
  switch (by.below(10)) {
  case 0:
    if (!text.empty())
      text[at] = static_cast<char>(text[at] ^ (1 << by.below(8)));
    return;
  case 1:
    if (!text.empty())
      text[at] = static_cast<char>(by.below(256));
    return;
  case 2:
    text.erase(at, size);
    return;
  case 3:
    text.insert(at, text.substr(at, size));
    return;
  case 4: {
    const auto moved = text.substr(at, size);
    text.erase(at, size);
    text.insert(by.below(text.size() + 1), moved);
    return;
  }
  case 5: {
    const auto& other = seeds[by.below(seeds.size())];
    const auto taken = any_piece(other, by);
    text.replace(at, by.below(2) == 0 ? 0 : size, other, taken.at, taken.size);
    return;
  }
  case 6:
    text.resize(at);
    return;
  case 7:
    text.replace(at, size, words[by.below(words.size())]);
    return;
  default:
    text.insert(at, words[by.below(words.size())]);
    return;
  }
}

} // namespace

std::string mutated(const std::vector<std::string>& seeds, chance& by) {
  auto text = seeds[by.below(seeds.size())];
  for (auto left = by.below(6) + 1; left > 0; --left)
    spoil(text, seeds, by);
  text.resize(std::min(text.size(), longest_input));
  return text;
}

} // namespace weft::fuzz
