#include "protocol/md5.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("digests are those of RFC 1321's suite", "[md5]") {
  CHECK(to_hex(md5("")) == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(to_hex(md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(to_hex(md5("message digest")) == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(
    to_hex(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890"))
    == "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("every length around the end of an MD5 block is padded rightly", "[md5]") {
  CHECK(to_hex(md5(std::string(55, 'a')), 8) == "ef1772b6dff9a122");
  CHECK(to_hex(md5(std::string(56, 'a')), 8) == "3b0c8ac703f828b0");
  CHECK(to_hex(md5(std::string(63, 'a')), 8) == "b06521f39153d618");
  CHECK(to_hex(md5(std::string(64, 'a')), 8) == "014842d480b57149");
  CHECK(to_hex(md5(std::string(65, 'a')), 8) == "c743a45e0d2e6a95");
}
