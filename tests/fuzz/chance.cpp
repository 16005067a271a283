#include "tests/fuzz/chance.hpp"

#include <algorithm>

namespace weft::fuzz {

chance::chance(std::string_view text) : state_(14695981039346656037ULL) {
  for (const char byte : text)
    state_ = (state_ ^ static_cast<unsigned char>(byte)) * 1099511628211ULL; // FNV-1a
}

std::uint64_t chance::next() {
  auto mixed = state_ += 0x9e3779b97f4a7c15ULL;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
  return mixed ^ (mixed >> 31U);
}

std::size_t chance::below(std::size_t count) {
  return count == 0 ? 0 : static_cast<std::size_t>(next() % count);
}

std::vector<std::string_view> cut(std::string_view text, chance& by, std::size_t longest) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    pieces.push_back(text.substr(0, std::min(text.size(), by.below(longest) + 1)));
    text.remove_prefix(pieces.back().size());
  }
  return pieces;
}

} // namespace weft::fuzz
