#include "adapters/aci/apic_address.hpp"
#include "adapters/aci/credential.hpp"
#include "tests/folder.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::aci;

TEST_CASE("an APIC's address is a host, with or without scheme and port", "[aci]") {
  using net::endpoint;
  const auto read = [](std::string_view text) { return read_apic_address(text).value(); };
  CHECK(read("apic1") == endpoint{true, "apic1", 443});
  CHECK(read("https://apic1.example.com/") == endpoint{true, "apic1.example.com", 443});
  CHECK(read("10.0.0.1:8443") == endpoint{true, "10.0.0.1", 8443});
  CHECK(read("http://localhost") == endpoint{false, "localhost", 80});
  CHECK(read("[2001:db8::1]:8443") == endpoint{true, "2001:db8::1", 8443});
  CHECK(read("https://[2001:db8::1]") == endpoint{true, "2001:db8::1", 443});
  CHECK(read("2001:db8::1") == endpoint{true, "2001:db8::1", 443});
}

TEST_CASE("what is more or less than an address is refused", "[aci]") {
  for (const auto* text :
       {"", "https://", "apic1/api", "user@apic1", "apic1?x", "apic1:0", "apic1:x", "apic1:70000",
        "apic 1", "[2001:db8::1", "ftp://apic1", ":443"}) {
    INFO(text);
    const auto read = read_apic_address(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::refused);
  }
}

TEST_CASE("a credential is read from its files, without the blanks around it", "[aci]") {
  const folder files;
  credential_source from;
  from.user_file = files.write("user", " weft\n");
  from.password_file = files.write("password", "se cret\r\n");
  from.domain = "LDAP";
  const auto read = read_credential(from);
  REQUIRE(read);
  CHECK(read->user == "weft");
  CHECK(read->password == "se cret");
  CHECK(read->domain == "LDAP");
  CHECK(from.files().size() == 2);
}

TEST_CASE("a key takes the place of the password and names the certificate", "[aci]") {
  const folder files;
  credential_source from;
  from.user = "weft";
  from.password_file = "/nowhere";
  from.key_file = files.write("key", "PEM");
  CHECK(from.signs());
  CHECK(from.files() == std::vector{from.key_file});
  CHECK(read_credential(from)->certificate_dn == "uni/userext/user-weft/usercert-weft.crt");
  from.certificate = "k8s";
  from.app_user = true;
  CHECK(read_credential(from)->certificate_dn == "uni/userext/appuser-weft/usercert-k8s");
  from.user = "weft/../x";
  CHECK_FALSE(read_credential(from).has_value());
}

TEST_CASE("a credential that is not there is told with its setting and file, and not with others",
          "[aci]") {
  const folder files;
  credential_source from;
  const auto told = [&] {
    const auto read = read_credential(from);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::expired);
    return to_string(read.error());
  };
  CHECK(told() == "aci.user_file: no user is configured");
  from.user_file = files.write("user", "weft");
  CHECK_THAT(told(), Catch::StartsWith("aci.password_file: neither"));
  from.password_file = files.path() / "absent";
  CHECK_THAT(told(), Catch::Contains(from.password_file));
  from.password_file = files.write("password", "\n");
  CHECK_THAT(told(), Catch::Contains("is empty"));
}
