#include "adapters/avi/controller_address.hpp"
#include "adapters/avi/credential.hpp"
#include "protocol/base64.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

namespace weft::avi::testing {

TEST_CASE("a credential is read from its files as a mounted Secret has them", "[avi]") {
  const folder files;
  credential_source from;
  from.user_file = files.write("username", "admin\n");
  from.password_file = files.write("password", " password01 \n");
  from.token_file = (files.path() / "authtoken").string();
  CHECK(read_credential(from).value() == credential{"admin", "password01", ""});
  files.write("authtoken", "t0k\n");
  CHECK(read_credential(from).value() == credential{"admin", "password01", "t0k"});
  CHECK(from.files().size() == 3);
}

TEST_CASE("a credential without a user, or without password and token, is of no use", "[avi]") {
  const folder files;
  credential_source from;
  from.password = "password01";
  auto got = read_credential(from);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().where == "avi.user_file");
  from.user = "admin";
  CHECK(read_credential(from).has_value());
  from.password.clear();
  got = read_credential(from);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().code == errc::expired);
  from.password_file = files.write("password", " \n");
  got = read_credential(from);
  REQUIRE_FALSE(got.has_value());
  CHECK(got.error().what.find("is empty") != std::string::npos);
}

TEST_CASE("a CA is PEM or base64 of PEM", "[avi]") {
  const std::string pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  CHECK(read_ca(pem).value() == pem);
  CHECK(read_ca(encode_base64(pem) + "\n").value() == pem);
  CHECK(read_ca("nonsense").error().code == errc::refused);
}

TEST_CASE("a controller's address is a host with or without a port, and names its origin",
          "[avi]") {
  const auto origin = [](const char* text) {
    const auto read = read_controller_address(text);
    REQUIRE(read.has_value());
    return origin_of(*read);
  };
  CHECK(origin("10.10.20.43") == "https://10.10.20.43");
  CHECK(origin("avi.example.com:8443") == "https://avi.example.com:8443");
  CHECK(origin("https://avi.example.com:443/") == "https://avi.example.com");
  CHECK(origin("http://localhost:8080") == "http://localhost:8080");
  CHECK(origin("fd00::1") == "https://[fd00::1]");
  CHECK(origin("[fd00::1]:8443") == "https://[fd00::1]:8443");
  for (const auto* none : {"", "https://", "avi/api", "avi:0", "avi:99999", "avi:x", "[fd00::1",
                           "user@avi", "a b", "http://https://avi"})
    CHECK(read_controller_address(none).error().code == errc::refused);
}

} // namespace weft::avi::testing
