#include "protocol/k8s/pattern.hpp"
#include "tests/printing.hpp"

using weft::k8s::pattern;

TEST_CASE("a pattern finds what RE2 finds") {
  struct finding {
    std::string expression;
    std::string text;
    bool found;
  };
  const auto [expression, text, found] = GENERATE(values<finding>({
    {"^a.c$", "abc", true},
    {"^a.c$", "a\nc", false},
    {"^a$", "a\nb", false},
    {"b", "a\nb", true},
    {"^.{2}$", "é🚀", true},
    {"^[é]$", "é", true},
    {R"(^\d+\.[[:alpha:]\]]$)", "12.]", true},
    {R"(^\p{C}$)", "\x07", true},
    {R"(^\pC$)", "\xe2\x80\x8f", true},
    {R"(^\P{C}$)", "é", true},
    {R"(^[^\p{C}]+$)", "a\u0085", false},
    {R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)", "rocket 🚀", true},
    {R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)", "שלום", true},
    {R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)", "a ", false},
    {R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)", "a\tb", false},
  }));
  CAPTURE(expression, text);
  const auto made = pattern::compile(expression);
  REQUIRE(made);
  CHECK(made->found_in(text) == found);
}

TEST_CASE("a pattern that cannot be honoured is refused") {
  const auto expression = GENERATE("(", R"(\p{Greek})", R"([\P{C}])", R"(\p)", "[a");
  CAPTURE(expression);
  CHECK_FALSE(pattern::compile(expression));
}
