#include "protocol/state/comparison.hpp"
#include "protocol/state/explanation.hpp"
#include "tests/unit/protocol/written.hpp"

#include <catch2/catch.hpp>

using namespace weft;

namespace {

const std::vector<compared> two_interfaces{
  {"net1", "network shop/a", "attached, 10.1.1.5/24", "", "attach: it is gone"},
  {"eth0", "", "", "up", ""}};

} // namespace

TEST_CASE("what is compared is read back from among other details") {
  auto details = tell(two_interfaces);
  details.insert(details.begin(), {"found", "of nothing"});
  details.emplace_back("writes", "3");
  CHECK(read_compared(details) == two_interfaces);
  CHECK(read_compared({{"writes", "3"}}).empty());
}

TEST_CASE("what is compared stands side by side, and what is missing is marked") {
  CHECK(write_compared(two_interfaces, "  ")
        == "  NAME   WISHED           RECORDED                FOUND   DIFFERENCE\n"
           "  net1   network shop/a   attached, 10.1.1.5/24   -       attach: it is gone\n"
           "  eth0   -                -                       up      none\n");
  CHECK(write_compared({}, "  ").empty());
}

TEST_CASE("an explanation shows what a target compares, below it") {
  state_dump dump;
  dump.actors = {testing::one("cni.object", "Pod/shop/web-0", "settled"),
                 testing::one("cni.target", "cni/shop/web-0/u", "idle")};
  dump.actors[0].details = {{"target", "cni/shop/web-0/u"}};
  dump.actors[1].details = tell(two_interfaces);
  dump.actors[1].details.insert(dump.actors[1].details.begin(), {"owner", "Pod/shop/web-0"});
  const auto told = explain_object(dump, "pod/shop/web-0");
  REQUIRE(told.found);
  CHECK(told.text.find("  target cni/shop/web-0/u: idle\n    NAME   WISHED") != std::string::npos);
  CHECK(told.text.find("    net1   network shop/a") != std::string::npos);
  CHECK(told.text.find("compared") == std::string::npos);
}
