#include "protocol/sha256.hpp"

#include <catch2/catch.hpp>

using namespace weft;

TEST_CASE("digests are those of FIPS 180-4's examples", "[sha256]") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc"))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(std::string(1'000'000, 'a')))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("every length around a block's end is padded rightly", "[sha256]") {
  CHECK(to_hex(sha256(std::string(55, 'a')), 8) == "9f4390f8d30c2dd9");
  CHECK(to_hex(sha256(std::string(56, 'a')), 8) == "b35439a4ac6f0948");
  CHECK(to_hex(sha256(std::string(64, 'a')), 8) == "ffe054fe7ae0cb6d");
}
