#include "adapters/velocloud/portal_url.hpp"
#include "tests/printing.hpp"

using namespace weft;
using namespace weft::velocloud;

TEST_CASE("a base URL means the same with and without its path", "[velocloud]") {
  const std::string tail
    = GENERATE("", "/", "/portal", "/portal/", "/portal/rest", "/portal/rest//");
  const auto url = read_portal_url("https://vco.example.com" + tail);
  REQUIRE(url);
  CHECK(url->where == net::endpoint{true, "vco.example.com", 443});
  CHECK(url->rest == "/portal/rest");
  CHECK(url->root.empty());
}

TEST_CASE("port, plain text, addresses and a path before the portal are kept", "[velocloud]") {
  CHECK(read_portal_url("http://10.0.0.1")->where == net::endpoint{false, "10.0.0.1", 80});
  CHECK(read_portal_url("https://[2001:db8::1]:8443/")->where
        == net::endpoint{true, "2001:db8::1", 8443});
  CHECK(read_portal_url("https://gate.example.com/vco/portal/rest")->rest == "/vco/portal/rest");
  CHECK(read_portal_url("https://gate.example.com/vco/portal/rest")->root == "/vco");
}

TEST_CASE("what is no base URL is refused before anything is sent", "[velocloud]") {
  const auto text
    = GENERATE(Catch::Generators::as<std::string>{}, "", "vco.example.com", "ftp://vco", "https://",
               "https://:443", "https://vco:0", "https://vco:66000", "https://vco:x",
               "https://[::1", "https://user:pw@vco", "https://vco/?a=b", "https://vco #");
  CAPTURE(text);
  const auto url = read_portal_url(text);
  REQUIRE_FALSE(url);
  CHECK(url.error().code == errc::refused);
  CHECK_THAT(url.error().what, !Catch::Contains("pw"));
}
