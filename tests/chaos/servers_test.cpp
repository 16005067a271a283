#include "tests/chaos/one_weft.hpp"
#include "tests/cluster/expectation.hpp"

#include <catch2/catch.hpp>

using namespace weft::tests;

TEST_CASE_METHOD(one_weft, "an etcd that dies costs time and nothing else", "[chaos]") {
  const auto before = held_rules(here);
  here.cluster.kill_etcd();
  here.await("weft sees that the API server is disturbed",
             [&] { return !weft->leads() || weft->log().find("disturbed") != std::string::npos; });
  CHECK(held_rules(here) == before);
  here.cluster.start_etcd();
  here.await("the API server serves again",
             [&] { return here.ask("GET", installation::path_of("ns1", "first")).status == 200; });
  place("second");
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(here.vco.count("lostUpdates") == 0);
}

TEST_CASE_METHOD(one_weft, "a cluster that goes back to its backup takes the VCO along",
                 "[chaos]") {
  here.cluster.back_up();
  place("second");
  here.edit("ns1", "first", R"({"dport":8443})");
  here.await_ready("ns1", "first");
  REQUIRE(held_rules(here).size() == 2);
  for (int i = 0; i < 500;
       ++i) // so that the versions of the backup are far behind what weft has seen
    REQUIRE(here
              .ask("POST", "/api/v1/namespaces/ns1/configmaps",
                   R"({"metadata":{"generateName":"version-"}})")
              .status
            == 201);
  here.edit("ns1", "first", R"({"dport":9443})");
  here.await_ready("ns1", "first");
  here.cluster.restore();
  here.await("what the backup holds is served", [&] { return wanted_rules(here).size() == 1; });
  here.await("the VCO holds what the objects of the backup ask for",
             [&] { return held_rules(here) == wanted_rules(here); });
  place("third");
  CHECK(held_rules(here) == wanted_rules(here));
  CHECK(here.vco.count("lostUpdates") == 0);
}
