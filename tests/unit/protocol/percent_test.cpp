#include "protocol/percent.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("every byte survives being percent-encoded and decoded", "[percent]") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  CHECK(percent_decoded(percent_encoded(all)) == all);
  CHECK(query_decoded(percent_encoded(all)) == all);
  CHECK(percent_encoded("a-Z_0.9~") == "a-Z_0.9~");
  CHECK(percent_encoded("a b/\xe4") == "a%20b%2F%E4");
}

TEST_CASE("hexadecimal digits of either case are an escape, and nothing else is", "[percent]") {
  CHECK(percent_decoded("%2f%2F%e4") == "//\xe4");
  CHECK(percent_decoded("%252F") == "%2F");
  const auto text = GENERATE(Catch::Generators::as<std::string>{}, "%", "100%", "%2", "a%2", "%g0",
                             "%0g", "% 1", "%-1", "%+1", "%%");
  CHECK(percent_decoded(text) == text);
}

TEST_CASE("a plus is a blank in a query alone", "[percent]") {
  CHECK(query_decoded("a+b%2Bc") == "a b+c");
  CHECK(percent_decoded("a+b%2Bc") == "a+b+c");
}
