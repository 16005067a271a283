#include "protocol/pattern.hpp"
#include "tests/printing.hpp"

using namespace weft;

namespace {

bool found(std::string_view expression, std::string_view text) {
  CAPTURE(expression, text);
  const auto made = pattern::compile(expression);
  REQUIRE(made);
  return made->found_in(text);
}

std::string reason(std::string_view expression) {
  const auto made = pattern::compile(expression);
  if (made)
    return "none";
  CHECK(made.error().code == errc::refused);
  return made.error().what;
}

std::string repeated(std::string_view what, int times) {
  std::string out;
  for (int i = 0; i < times; ++i)
    out += what;
  return out;
}

} // namespace

TEST_CASE("a pattern matches anywhere unless it is bound", "[pattern]") {
  CHECK(found("^ns1-", "ns1-web"));
  CHECK_FALSE(found("^ns1-", "xns1-web"));
  CHECK(found("ns1-", "xns1-web"));
  CHECK(found("^a|b$", "xxb"));
  CHECK_FALSE(found("^(a|b)$", "ab"));
  CHECK(found("", "anything"));
  CHECK(found("^$", ""));
  CHECK_FALSE(found("^$", "x"));
}

TEST_CASE("the ends of a pattern are those of the text, not of its lines", "[pattern]") {
  CHECK(found("b", "a\nb"));
  CHECK_FALSE(found("^a$", "a\nb"));
  CHECK_FALSE(found("^a$", "a\n"));
  CHECK_FALSE(found(R"(a\z)", "a\n"));
  CHECK_FALSE(found("^b", "a\nb"));
  CHECK(found("(?m)^b$", "a\nb"));
}

TEST_CASE("a dot is any character but a line end", "[pattern]") {
  CHECK(found("^a.c$", "abc"));
  CHECK_FALSE(found("^a.c$", "a\nc"));
  CHECK(found("(?s)^a.c$", "a\nc"));
  CHECK(found("^.{2}$", "\u00e9\U0001f680"));
  CHECK(found("^.{3}$", std::string_view{"a\0b", 3}));
}

TEST_CASE("classes, escapes and repeats mean what RE2 means", "[pattern]") {
  CHECK(found(R"(^[a-z][a-z0-9-]{0,3}\d+\.x$)", "ab-1.x"));
  CHECK_FALSE(found(R"(^\d{3}$)", "12"));
  CHECK(found(R"(^\d{2,}$)", "1234"));
  CHECK_FALSE(found(R"(^\d{1,2}$)", "123"));
  CHECK_FALSE(found(R"(^\d$)", "\u0663"));
  CHECK_FALSE(found(R"(^\s$)", "\u00a0"));
  CHECK(found("^[^a-c]+$", "xyz"));
  CHECK_FALSE(found("^[^a-c]+$", "xbz"));
  CHECK(found("^[\u00e9]$", "\u00e9"));
  CHECK(found("^[]x]$", "]"));
  CHECK(found(R"(^\d+\.[[:alpha:]\]]$)", "12.]"));
  CHECK(found("^(?:ab)*c?$", "ababc"));
  CHECK(found("^a{,2}$", "a{,2}"));
  CHECK(found("(?i)^ns1-", "NS1-web"));
}

TEST_CASE("Unicode's classes are known inside brackets and out", "[pattern]") {
  CHECK(found(R"(^\p{C}$)", "\x07"));
  CHECK(found(R"(^\pC$)", "\u200f"));
  CHECK(found(R"(^\P{C}$)", "\u00e9"));
  CHECK(found(R"(^[\P{C}]$)", "\u00e9"));
  CHECK(found(R"(^\p{Greek}\p{Lu}$)", "\u03b1\u00c4"));
  CHECK_FALSE(found(R"(^[^\p{C}]+$)", "a\u0085"));
  const std::string name = R"(^[^\s\p{C}]([^\p{C}]*[^\s\p{C}])?$)";
  CHECK(found(name, "rocket \U0001f680"));
  CHECK(found(name, "\u05e9\u05dc\u05d5\u05dd"));
  CHECK_FALSE(found(name, "a "));
  CHECK_FALSE(found(name, "a\tb"));
}

TEST_CASE("what is no expression is refused with its reason", "[pattern]") {
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "(", ")", "[a", "a**b(", "*a",
                             R"(\1)", "(?=a)", R"(\)", R"(\p)", R"(\p{Nope})", R"(\Z)", "[z-a]",
                             "a{2,1}", "a{9999}", "((((a{50}){50}){50}){50})", "a\xff");
  CAPTURE(text);
  CHECK_FALSE(pattern::compile(text));
  CHECK(reason("ab(") == "missing ): ab(");
  CHECK(reason("(a\n") == "missing ): (a ");
  CHECK(reason("(" + std::string(4000, 'a')).size() == 200);
}

TEST_CASE("a pattern keeps its text", "[pattern]") {
  CHECK(pattern::compile("^ns1-")->text() == "^ns1-");
}

TEST_CASE("a byte that is part of no character matches nothing and harms nothing", "[pattern]") {
  CHECK_FALSE(found("^.$", "\xff"));
  CHECK_FALSE(found("[^a]", "\xff"));
  CHECK_FALSE(found(R"(\p{C})", "a\xc3"));
  CHECK(found("a", "\xff\xc3"
                   "a"));
}

TEST_CASE("a hostile pattern answers over a long text", "[pattern]") {
  const std::string text(100'000, 'a');
  CHECK_FALSE(found("^(a+)+$", text + "b"));
  CHECK_FALSE(found("^(a|a)*(a|aa)*c", text));
  CHECK_FALSE(found("(a?){100}a{100}b", text));
  CHECK(found("^(a|b)*(a|b)*$", text));
}

TEST_CASE("a pattern that would take much memory is refused", "[pattern]") {
  CHECK(found(R"(^[^\p{C}]{1,128}$)", "a name"));
  CHECK(reason(R"(^\pL{200}$)") == "pattern too large - compile failed");
  CHECK(reason(repeated("(", 2000) + repeated(")", 2000)) == "none");
  CHECK(reason(std::string(4096, 'a')) == "none");
  CHECK(reason(std::string(4097, 'a')) == "longer than 4096 bytes");
  CHECK(reason(repeated(R"(\pL)", 500'000)) == "longer than 4096 bytes");
}
