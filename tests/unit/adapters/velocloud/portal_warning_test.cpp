#include "adapters/log/log.hpp"
#include "adapters/velocloud/portal.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace weft;

namespace {

/// The lines that opening the way to a VCO writes.
std::vector<std::string> lines_of_portal(std::string url) {
  std::vector<std::string> lines;
  log::start({}, [&](std::string_view one) { lines.emplace_back(one); });
  {
    net::transport io;
    velocloud::portal_settings how;
    how.url = std::move(url);
    CHECK(velocloud::portal::open(io, std::move(how)).has_value());
  }
  log::start({});
  return lines;
}

} // namespace

TEST_CASE("a VCO without TLS is warned of, since it is told credentials in clear", "[velocloud]") {
  const auto lines = lines_of_portal("http://127.0.0.2/portal/rest");
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().find("travel in clear") != std::string::npos);
  CHECK(lines.front().find("127.0.0.2") != std::string::npos);
  CHECK(lines_of_portal("https://127.0.0.1").empty());
}
