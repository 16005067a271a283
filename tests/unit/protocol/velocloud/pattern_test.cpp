#include "protocol/velocloud/pattern.hpp"
#include "tests/printing.hpp"

using namespace weft;
using velocloud::pattern;

namespace {

bool matches(std::string_view expression, std::string_view text) {
  const auto made = pattern::compile(expression);
  REQUIRE(made);
  return made->matches(text);
}

} // namespace

TEST_CASE("a pattern matches anywhere unless it is bound", "[velocloud]") {
  CHECK(matches("^ns1-", "ns1-web"));
  CHECK_FALSE(matches("^ns1-", "xns1-web"));
  CHECK(matches("ns1-", "xns1-web"));
  CHECK(matches("^a|b$", "xxb"));
  CHECK_FALSE(matches("^(a|b)$", "ab"));
  CHECK(matches("", "anything"));
  CHECK(matches("^$", ""));
  CHECK_FALSE(matches("^$", "x"));
}

TEST_CASE("classes, escapes and repeats mean what RE2 means", "[velocloud]") {
  CHECK(matches(R"(^[a-z][a-z0-9-]{0,3}\d+\.x$)", "ab-1.x"));
  CHECK_FALSE(matches(R"(^\d{3}$)", "12"));
  CHECK(matches(R"(^\d{2,}$)", "1234"));
  CHECK_FALSE(matches(R"(^\d{1,2}$)", "123"));
  CHECK(matches("^[^a-c]+$", "xyz"));
  CHECK_FALSE(matches("^[^a-c]+$", "xbz"));
  CHECK(matches("^[]x]$", "]"));
  CHECK(matches("^(?:ab)*c?$", "ababc"));
  CHECK(matches("^.{3}$", "a\xC3\xA9\xF0\x9F\x98\x80"));
  CHECK_FALSE(matches("^.$", "\n"));
  CHECK(matches("^a{,2}$", "a{,2}"));
}

TEST_CASE("what is not supported is refused and not guessed at", "[velocloud]") {
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "(", ")", "[a", "a**b(", "*a",
                             R"(\p{L})", R"(\1)", "(?i)a", "(?=a)", R"(\)", "[z-a]", "a{2,1}",
                             "a{9999}", "((((a{50}){50}){50}){50})", "[[:alpha:]]");
  CHECK(pattern::compile(text).has_error());
}

TEST_CASE("a hostile pattern takes time linear in the text", "[velocloud]") {
  CHECK_FALSE(matches("^(a+)+$", std::string(20'000, 'a') + "b"));
  CHECK_FALSE(matches("^(a|a)*(a|aa)*c", std::string(20'000, 'a')));
}
