#include "protocol/k8s/pattern.hpp"
#include "tests/printing.hpp"

using namespace weft;

namespace {

bool finds(std::string_view expression, std::string_view text) {
  const auto made = k8s::pattern::compile(expression);
  REQUIRE(made);
  return made->found_in(text);
}

constexpr auto rule_name = R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)";

} // namespace

TEST_CASE("a Unicode class in brackets is a class and not its letters", "[k8s]") {
  for (const auto* good : {"velo-shop", "p", "C", "{x}", "two words", "gäste-wlan", "🎈"})
    CHECK(finds(rule_name, good));
  for (const auto* bad : {"", " x", "x ", "\x01", "a\tb", "a\x7f"})
    CHECK_FALSE(finds(rule_name, bad));
}

TEST_CASE("a Unicode class outside brackets, negated or of one letter is one too", "[k8s]") {
  CHECK(finds(R"(^\p{L}\p{Nd}$)", "a1"));
  CHECK_FALSE(finds(R"(^\p{L}\p{Nd}$)", "pN"));
  CHECK(finds(R"(^\pL+$)", "abc"));
  CHECK(finds(R"(^\P{L}+$)", "123"));
  CHECK_FALSE(finds(R"(^[\P{L}]+$)", "12c"));
}

TEST_CASE("brackets and escapes around Unicode classes keep their meaning", "[k8s]") {
  CHECK(finds(R"(^[]\p{N}]+$)", "1]2"));
  CHECK(finds(R"(^[[:upper:]\p{N}]+$)", "A1"));
  CHECK(finds(R"(^[\]\p{N}]+\[$)", "]1["));
  CHECK(finds(R"(^\\p$)", "\\p"));
}

TEST_CASE("a class that the engine has no word for is refused", "[k8s]") {
  CHECK(k8s::pattern::compile(R"(\p{Greek})").has_error());
  CHECK(k8s::pattern::compile(R"(\p{C)").has_error());
  CHECK(k8s::pattern::compile(R"(x\p)").has_error());
}
