#include "protocol/k8s/cel.hpp"
#include "tests/printing.hpp"

using namespace weft;
using k8s::cel::program;

namespace {

/// The outcome as JSON, or the word "error".
std::string evaluate(const std::string& rule, const std::string& self,
                     const std::string& old_self = "") {
  const auto compiled = program::compile(rule);
  INFO(rule);
  REQUIRE(compiled);
  const auto now = *json::parse(self);
  const auto before = old_self.empty() ? json::value{} : *json::parse(old_self);
  const auto got = compiled->run(now, old_self.empty() ? nullptr : &before);
  return got ? json::write(*got) : "error";
}

} // namespace

TEST_CASE("a rule means what CEL says", "[k8s][cel]") {
  const auto [rule, self, outcome] = GENERATE(table<std::string, std::string, std::string>({
    {"self != 0", "1", "true"},
    {"self >= 1 && self <= 10", "11", "false"},
    {"!has(self.a) || self.a > 2", "{}", "true"},
    {"!has(self.a) || self.a > 2", R"({"a":2})", "false"},
    {"size(self) == 2", R"("éa")", "true"},
    {"self.size() == 3", "[1,2,3]", "true"},
    {"self.matches('^[a-z]+$')", R"("abc")", "true"},
    {"self.matches('^[a-z]+$')", R"("aBc")", "false"},
    {"self.startsWith('a') && self.endsWith(\"c\") && self.contains('b')", R"("abc")", "true"},
    {"self in ['a', 'b']", R"("b")", "true"},
    {"'k' in self", R"({"k":1})", "true"},
    {"self.all(x, x > 0)", "[1,2,0]", "false"},
    {"self.exists(x, x.n == 'b')", R"([{"n":"a"},{"n":"b"}])", "true"},
    {"self.exists_one(x, x == 1)", "[1,1]", "false"},
    {"self.filter(x, x > 1).map(x, x * 2)", "[1,2,3]", "[4,6]"},
    {"self.a.b[1]", R"({"a":{"b":[1,7]}})", "7"},
    {"self['a-b']", R"({"a-b":3})", "3"},
    {"self.__if__ + self.a__dash__b", R"({"if":1,"a-b":2})", "3"},
    {"self ? 'y' : 'n'", "true", R"("y")"},
    {"1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && -3 + 3 == 0", "null", "true"},
    {"7 / 2 == 3 && 7 % 2 == 1 && 7.0 / 2.0 == 3.5", "null", "true"},
    {"self == 1.0", "1", "true"},
    {"int('5') == 5 && string(5) == '5' && double('1.5') == 1.5", "null", "true"},
    {"self.lowerAscii() == 'ab'", R"("aB")", "true"},
    {"self == r'a\\d'", R"("a\\d")", "true"},
    {"true || self.nope", "{}", "true"},
    {"self.nope || true", "{}", "true"},
    {"false && self.nope", "{}", "false"},
  }));
  INFO(rule);
  CHECK(evaluate(rule, self) == outcome);
}

TEST_CASE("a rule that cannot be evaluated is an error and no verdict", "[k8s][cel]") {
  CHECK(evaluate("self.nope", "{}") == "error");
  CHECK(evaluate("self < 'a'", "1") == "error");
  CHECK(evaluate("1 / self == 0", "0") == "error");
  CHECK(evaluate("self[5] == 0", "[1]") == "error");
  CHECK(evaluate("9223372036854775807 + self > 0", "1") == "error");
  CHECK(evaluate("false || self", "1") == "error");
  CHECK(evaluate("self.nope || false", "{}") == "error");
  CHECK(evaluate("true && self.nope", "{}") == "error");
}

TEST_CASE("a transition rule compares with the old value", "[k8s][cel]") {
  CHECK(evaluate("self == oldSelf", "1", "1") == "true");
  CHECK(evaluate("self >= oldSelf", "1", "2") == "false");
  CHECK(program::compile("oldSelf.x == self.x")->is_transition());
  CHECK_FALSE(program::compile("self.oldSelf == 1")->is_transition());
}

TEST_CASE("what is no CEL, or not known here, is refused when it is compiled", "[k8s][cel]") {
  const auto rule = GENERATE(Catch::Generators::as<std::string>{}, "self.a +", "self ==", "(self",
                             "self)", "nope == 1", "self.isURL()", "duration('1s') == self", "'abc",
                             "self.matches(self.p)", "self.all(x)", "self.exists(x + 1, true)", "",
                             "self = 1", "self.matches('(')");
  const auto compiled = program::compile(rule);
  INFO(rule);
  REQUIRE_FALSE(compiled);
  CHECK(compiled.error().code == errc::refused);
  CHECK_THAT(compiled.error().what, Catch::StartsWith("compilation failed"));
}

TEST_CASE("nesting beyond reason is refused, not followed", "[k8s][cel]") {
  CHECK_FALSE(program::compile(std::string(5000, '(') + "1" + std::string(5000, ')')));
  CHECK_FALSE(program::compile(std::string(5000, '!') + "self"));
  std::string chain = "self";
  for (int i = 0; i < 5000; ++i)
    chain += i % 2 ? ".a" : " + 1";
  CHECK_FALSE(program::compile(chain));
}
