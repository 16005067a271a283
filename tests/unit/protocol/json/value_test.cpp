#include "protocol/json/value.hpp"
#include "tests/printing.hpp"

using namespace weft;

TEST_CASE("a document survives reading and writing to the byte but for blanks", "[json]") {
  const std::string text = R"({"z":1.0,"a":[9007199254740993123,1e999,-0.0,null,true,"0.0"],)"
                           R"("big":12345678901234567890123,"empty":{},"none":[]})";
  const auto read = json::parse(text);
  REQUIRE(read);
  CHECK(json::write(*read) == text);
}

TEST_CASE("documents compare without regard to member order, and never by number value", "[json]") {
  CHECK(*json::parse(R"({"a":1,"b":{"c":2,"d":3}})")
        == *json::parse(R"({"b":{"d":3,"c":2},"a":1})"));
  CHECK_FALSE(*json::parse(R"({"a":1})") == *json::parse(R"({"a":1.0})"));
  CHECK_FALSE(*json::parse("[1,2]") == *json::parse("[2,1]"));
  CHECK_FALSE(*json::parse(R"({"a":1})") == *json::parse(R"({"a":1,"b":1})"));
}

TEST_CASE("what is not JSON is malformed, with a piece of it for the reader", "[json]") {
  const auto text
    = GENERATE(Catch::Generators::as<std::string>{}, "", "nul", "{", "[1,2", "[1 2]", "{\"a\":01}",
               "{} x", "5 6", "<html>", "{\"a\":1.}", "{\"a\" 1}", "[1,]", "\"\\x\"");
  const auto read = json::parse(text);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::malformed);
  CHECK_THAT(read.error().what, Catch::Contains(text.substr(0, 80)));
}

TEST_CASE("the piece that is shown of what is not JSON is text on one line", "[json]") {
  CHECK_THAT(json::parse("\xff\n\x1b{").error().what, Catch::EndsWith(": \xef\xbf\xbd  {"));
  const auto cut = json::parse(std::string(79, 'x') + "\xe2\x82\xac");
  CHECK_THAT(cut.error().what, Catch::EndsWith("x"));
}

TEST_CASE("nesting beyond the limit is refused, not followed", "[json]") {
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  CHECK_FALSE(json::parse(deep));
  CHECK(json::parse("[[[[1]]]]", 5));
  CHECK_FALSE(json::parse("[[[[1]]]]", 4));
}

TEST_CASE("text with quotes, controls and any script is written as JSON and read back", "[json]") {
  const std::string text = "a\"b\\c\n\t\x01</script>\xF0\x9F\x98\x80\xD7\xA9";
  const auto read = json::parse(json::write(json::value{text}));
  REQUIRE(read);
  CHECK(read->text_or("") == text);
}

TEST_CASE("a whole number is a whole number however it is spelt", "[json]") {
  CHECK(json::parse("443")->as_int() == 443);
  CHECK(json::parse("443.0")->as_int() == 443);
  CHECK(json::parse("4.43e2")->as_int() == 443);
  CHECK_FALSE(json::parse("443.5")->as_int());
  CHECK_FALSE(json::parse("\"443\"")->as_int());
  CHECK_FALSE(json::parse("9223372036854775808")->as_int());
}

TEST_CASE("text and whole numbers are read at their path, or are what the reader says", "[json]") {
  const auto read = json::parse(R"({"a":{"text":"t","seven":7.0,"null":null}})");
  REQUIRE(read);
  CHECK(read->text_at({"a", "text"}) == "t");
  CHECK(read->int_at({"a", "seven"}, -1) == 7);
  for (const auto* name : {"none", "null", "seven"})
    CHECK(read->text_at({"a", name}, "-") == "-");
  for (const auto* name : {"none", "null", "text"})
    CHECK(read->int_at({"a", name}, -1) == -1);
  CHECK(read->text_at({"a", "text", "deeper"}).empty());
}
