#include "tests/cluster/installation.hpp"

#include <catch2/catch.hpp>

using weft::tests::installation;
using namespace std::string_literals;

namespace {

/// The columns of a rule that an object decides.
std::string shown(const weft::tests::listed_rule& one) {
  return one.name + " " + one.hostname + " " + one.port + " " + one.service_class + " "
         + one.priority + " " + one.cap + " " + one.link + " " + one.group;
}

} // namespace

TEST_CASE("rows 1 to 3: the samples become rules, and an edit changes its rule in place",
          "[installation]") {
  installation here;
  const auto human = here.vco.names();
  here.start();
  here.apply({"config/samples/velocloud.yaml"});
  here.await_ready("ns1", "velokube1");
  here.await_ready("ns1", "velokube2");

  auto names = here.vco.names();
  auto expected = human;
  expected.insert(expected.begin(), {"velokube2", "velokube1"});
  CHECK(names == expected);
  auto rules = here.vco.rules();
  CHECK(shown(rules[0]) == "velokube2 velokube2.vcn.cloud 443 realtime high 40 fixed PUBLIC_WIRED");
  CHECK(shown(rules[1]) == "velokube1 velokube1.vcn.cloud 8080 realtime high -1 auto ALL");
  CHECK(rules[0].ours());
  CHECK(rules[1].ours());
  const auto writes = here.vco.count("writes");
  CHECK(writes <= 2);

  const auto reads = here.vco.count("reads");
  here.edit("ns1", "velokube2",
            R"({"service-group":"PRIVATE_WIRED","priority":"low","bandwidth-limit":10})");
  here.await_ready("ns1", "velokube2");
  CHECK(here.vco.names() == expected);
  CHECK(shown(here.vco.rules()[0])
        == "velokube2 velokube2.vcn.cloud 443 realtime low 10 fixed PRIVATE_WIRED");
  CHECK(here.vco.count("writes") == writes + 1);
  CHECK(here.vco.count("reads") == reads + 2);
  CHECK(here.vco.count("noopWrites") == 0);
  CHECK(here.vco.count("lostUpdates") == 0);

  here.create("ns1", "odd", R"({"link-policy":"fixed","service-group":"ALL"})");
  here.await("an event tells of a doubtful wish", [&] {
    return here.ask("GET", "/apis/events.k8s.io/v1/namespaces/ns1/events")
             .body.find("SteeringAmbiguous")
           != std::string::npos;
  });
}
