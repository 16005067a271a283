#include "tests/unit/actors/cni/one_session.hpp"

#include <catch2/catch.hpp>

using namespace weft;
using namespace weft::cni;
using namespace weft::cni::testing;
using way = sim::plugin_fault::way;

TEST_CASE_METHOD(cni::testing::running_session,
                 "what is planned for a Pod is carried out, and its record kept",
                 "[cni][session]") {
  const auto id = run("web-01", "data@net1");
  CHECK(work("web-01").code == errc::none);
  CHECK(has(id));
  CHECK(calls() == texts{"ADD bridge"});
  CHECK(phases("web-01") == texts{"attached"});
  REQUIRE(look("web-01") == errc::none);
  REQUIRE(view().records.size() == 1);
  CHECK(view().records[0].host_master == "br0");
  CHECK_FALSE(plan("web-01").work);
  CHECK(node.violations().empty());
}
