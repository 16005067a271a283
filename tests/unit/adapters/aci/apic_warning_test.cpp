#include "adapters/aci/apic.hpp"
#include "adapters/log/log.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace weft;

namespace {

/// The lines that opening the way to APICs at these addresses writes.
std::vector<std::string> lines_of_opening(std::vector<std::string> addresses) {
  std::vector<std::string> lines;
  log::start({}, [&](std::string_view one) { lines.emplace_back(one); });
  {
    net::transport io;
    aci::apic_settings how;
    how.addresses = std::move(addresses);
    CHECK(aci::apic::open(io, std::move(how)).has_value());
  }
  log::start({});
  return lines;
}

} // namespace

TEST_CASE("an APIC without TLS is warned of once, since it is told credentials in clear",
          "[aci][apic]") {
  const auto lines = lines_of_opening({"https://127.0.0.1", "http://127.0.0.2", "127.0.0.3"});
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().find("travel in clear") != std::string::npos);
  CHECK(lines.front().find("127.0.0.2") != std::string::npos);
  CHECK(lines_of_opening({"https://127.0.0.1", "127.0.0.2"}).empty());
}
