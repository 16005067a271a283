#include "protocol/base64.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

using text = Catch::Generators::as<std::string>;

} // namespace

TEST_CASE("what is written in base64 reads back, in both alphabets", "[base64]") {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd", "\xff\xfe\x01\x02"}) {
    CHECK(decode_base64(encode_base64(bytes)) == bytes);
    CHECK(decode_base64url(encode_base64url(bytes)) == bytes);
  }
  CHECK(encode_base64("any carnal pleas") == "YW55IGNhcm5hbCBwbGVhcw==");
  CHECK(encode_base64("\xff\xfe") == "//4=");
  CHECK(encode_base64url("\xff\xfe") == "__4");
}

TEST_CASE("base64 is decoded with or without line ends and padding, and nothing else is",
          "[base64]") {
  CHECK(decode_base64("YW55\nIGNh cm5h\r\n") == "any carna");
  CHECK(decode_base64("YQ") == "a");
  CHECK(decode_base64url("YQ==") == "a");
  CHECK_FALSE(decode_base64(GENERATE(text{}, "a", "ab=c", "a*bc", "ab===", "abcd=", "__4=")));
  CHECK_FALSE(decode_base64url(GENERATE(text{}, "a", "a b", "//4")));
}
