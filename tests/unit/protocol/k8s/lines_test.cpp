#include "protocol/k8s/decode.hpp"
#include "protocol/k8s/lines.hpp"
#include "tests/printing.hpp"

#include <rapidcheck.h>

#include <numeric>

using namespace weft;

namespace {

/// Feeds each piece from a buffer of exactly its size, so that a sanitizer sees every byte read
/// beyond it, and reads the padding of each line.
std::vector<std::string> split(k8s::line_splitter& by, const std::vector<std::string>& pieces) {
  std::vector<std::string> all;
  std::vector<std::string_view> lines;
  for (const auto& piece : pieces) {
    const std::vector<char> exact{piece.begin(), piece.end()};
    if (!by.feed({exact.data(), exact.size()}, lines))
      return {"fault"};
    for (const auto line : lines) {
      volatile char last = line.data()[line.size() + k8s::decode_padding - 1];
      static_cast<void>(last);
      all.emplace_back(line);
    }
  }
  return all;
}

} // namespace

TEST_CASE("lines are the same however their bytes arrive", "[k8s]") {
  CHECK(rc::check([] {
    const auto lengths = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 200));
    std::vector<std::string> expected;
    std::string text;
    for (const auto length : lengths) {
      expected.emplace_back(static_cast<std::size_t>(length),
                            static_cast<char>('a' + expected.size() % 26));
      text += expected.back() + "\n";
    }
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size();) {
      const auto size = static_cast<std::size_t>(*rc::gen::inRange(1, 300));
      pieces.push_back(text.substr(at, size));
      at += size;
    }
    k8s::line_splitter by{1000};
    RC_ASSERT(split(by, pieces) == expected);
    RC_ASSERT(by.rest() == 0U);
  }));
}

TEST_CASE("a line in the middle of a piece is not copied", "[k8s]") {
  const std::string piece = "first\n" + std::string(100, 'x') + "\n";
  k8s::line_splitter by{1000};
  std::vector<std::string_view> lines;
  REQUIRE(by.feed(piece, lines));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].data() == piece.data());
}

TEST_CASE("blank lines are left out and a begun line is counted", "[k8s]") {
  k8s::line_splitter by{1000};
  CHECK(split(by, {"\n\r\na\n", "\n", "b\n\nhalf"}) == std::vector<std::string>{"a", "b"});
  CHECK(by.rest() == 4);
  CHECK(split(by, {"\n"}) == std::vector<std::string>{"half"});
}

TEST_CASE("a line beyond the limit is refused in one piece or many", "[k8s]") {
  const std::string fits(10, 'x');
  k8s::line_splitter one{10};
  CHECK(split(one, {fits + "\n" + fits, "\n"}).size() == 2);
  const auto pieces = GENERATE(
    std::vector<std::string>{"xxxxxxxxxxx\n"}, std::vector<std::string>{"xxxxxxxxxxx"},
    std::vector<std::string>{"xxxxxx", "xxxxx"}, std::vector<std::string>{"xxxxxx", "xxxxx\n"},
    std::vector<std::string>{"xxxxxxxxxxx\n" + std::string(100, ' ')});
  k8s::line_splitter by{10};
  CHECK(split(by, pieces) == std::vector<std::string>{"fault"});
}
