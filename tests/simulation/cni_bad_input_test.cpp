#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// Bad and awkward input. @see cni.md 9, 12
using namespace weft;
using namespace weft::simulation;

namespace {

/// A Pod that has "red" by Kaloom's annotation and "net-a@net1" by the other.
struct both_forms : node_scene {
  both_forms() {
    start_pod(*this, "web",
              {{std::string{cni::annotation::kaloom}, asking_for({"red"})},
               {std::string{cni::annotation::npwg}, "net-a@net1"}});
    open();
    REQUIRE(web_has({if_red, "net1"}));
  }

  /// Nothing has changed, and one event says why.
  void check_frozen() {
    run_for(1min);
    CHECK(counted().execs() == 0);
    CHECK(web_has({if_red, "net1"}));
    CHECK(notices("InvalidNetworkAnnotation") == 1);
    CHECK(events("web", "InvalidNetworkAnnotation") == 1);
  }
};

/// Asks for `value` beside "net-b@net2", and sees that this alone is attached.
void check_element_refused(const std::string& element, const std::string& why = "NetworkRefused") {
  CAPTURE(element);
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("[" + element + R"(,{"name":"net-b","interface":"net2"}])");
  CHECK(here.sees([&] { return here.web_has({"net2"}); }));
  here.run_for(6min);
  CHECK(here.lines() == texts{"ADD bridge net2"});
  CHECK(here.notices(why) == 1);
  CHECK(here.blemishes() == texts{});
}

} // namespace

TEST_CASE("cni row 38: an annotation that is none any more leaves everything in place", "[cni]") {
  both_forms here;
  here.web_asks("{broken");
  here.check_frozen();
  here.api->core().disturb("", k8s::server::disturbance::gone);
  here.patch(world::path_of("Pod", "web"), R"({"metadata":{"labels":{"turn":"2"}}})");
  here.check_frozen();
  here.web_asks_npwg("net-b@net2"); // the other one still works
  CHECK(here.sees([&] { return here.web_has({if_red, "net2"}); }));
  here.web_asks(asking_for({"green"}));
  CHECK(here.sees([&] { return here.web_has({if_green, "net2"}); }));
}

TEST_CASE("cni row 38: what a frozen annotation has is kept over a restart and a new sandbox",
          "[cni]") {
  both_forms here;
  here.web_asks("{broken");
  here.run_for(5s);
  here.restart();
  here.run_for(5s);
  CHECK(here.counted().execs() == 0);
  CHECK(here.web_has({if_red, "net1"}));
  replace_sandbox(here, "web");
  CHECK(here.sees([&] { return here.inside("web") == texts{"net1", if_red}; }, 15s));
}

TEST_CASE("cni 9: values of Kaloom's annotation that are none change nothing", "[cni]") {
  const std::string value = GENERATE(
    "green", R"({"name":"green"})", "null", "7", "[1]", R"([{"name":5}])", "[{}]",
    R"([{"name":""}])", R"([{"name":"a","name":"b"}])", "\xEF\xBB\xBF[]", "[{},]", "[NaN]");
  CAPTURE(value);
  both_forms here;
  here.web_asks(value);
  here.check_frozen();
}

TEST_CASE("cni 9: values of the other annotation that are none change nothing", "[cni]") {
  const std::string value = GENERATE(
    R"({"name":"green"})", "a/b/c", "Upper", R"([{"name":"net-a","interface":"a/b"}])",
    R"([{"name":"net-a","interface":".."}])",
    R"([{"name":"net-a","interface":"sixteen-letters-"}])", R"([{"name":"net-a","mac":"zz"}])",
    R"([{"name":"net-a","mac":"01:00:5e:00:00:01"}])", R"([{"name":"net-a","ips":["10.1.1.300"]}])",
    R"([{"name":"net-a","ips":[]}])",
    R"([{"name":"net-a","default-route":["10.1.1.1"]},{"name":"net-b","default-route":["10.1.1.1"]}])",
    R"([{"name":"net-a","ips":["10.1.1.3"],"ipam-claim-reference":"x"}])");
  CAPTURE(value);
  both_forms here;
  here.web_asks_npwg(value);
  here.check_frozen();
}

TEST_CASE("cni row 43: an annotation of 200 elements is refused as a whole", "[cni]") {
  both_forms here;
  std::string value;
  for (int i = 0; i < 200; ++i)
    value += (i == 0 ? "net-a@i" : ",net-a@i") + std::to_string(i);
  here.web_asks_npwg(value);
  here.check_frozen();
}

TEST_CASE("cni 9: an empty annotation asks for nothing and is none of the bad ones", "[cni]") {
  both_forms here;
  here.web_asks("");
  CHECK(here.sees([&] { return here.web_has({"net1"}); }));
  here.web_asks_npwg("");
  CHECK(here.sees([&] { return here.web_has({}); }));
  CHECK(here.notices("InvalidNetworkAnnotation") == 0);
}

TEST_CASE("cni row 42: a Pod may not use a network of somebody else's namespace", "[cni]") {
  node_scene here;
  define_attachment(here, "secret", bridge_config("secret", 9), "ns2");
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("ns2/secret, net-a@net1");
  CHECK(here.sees([&] { return here.web_has({"net1"}); }));
  here.run_for(6min);
  CHECK(here.counted().execs() == 1);
  CHECK(here.notices("NetworkRefused") == 1);
  CHECK(here.events("web", "NetworkRefused") == 1);
}

TEST_CASE("cni row 48: a network whose name leads elsewhere is refused", "[cni]") {
  node_scene here;
  define_attachment(here, "bad", bridge_config("../../../tmp/x", 9));
  start_pod(here, "web");
  here.open();
  const auto changes = here.node.files.changes();
  here.web_asks_npwg("bad@net1");
  CHECK(here.sees([&] { return here.events("web", "NetworkRefused") == 1; }));
  here.run_for(6min);
  CHECK(here.counted().execs() == 0);
  CHECK(here.notices("NetworkRefused") == 1);
  CHECK(here.node.files.changes() == changes);
  CHECK(here.node.pools.all().empty());
  define_attachment(here, "bad", bridge_config("good", 9)); // it was the network's fault alone
  CHECK(here.sees([&] { return here.web_has({"net1"}); }));
}

TEST_CASE("cni 9: a network object without a network in it is refused until it changes", "[cni]") {
  const std::string config = GENERATE("no JSON", "[]", R"({"cniVersion":"1.0.0","name":"odd"})",
                                      R"({"cniVersion":"1.0.0","name":"odd","type":"a/b"})",
                                      R"({"cniVersion":"1.0.0","name":"odd","plugins":[]})");
  CAPTURE(config);
  node_scene here;
  define_attachment(here, "odd", config);
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("odd@net1, net-a@net2");
  CHECK(here.sees([&] { return here.web_has({"net2"}); }));
  here.run_for(6min);
  CHECK(here.counted().execs() == 1);
  CHECK(here.notices("NetworkRefused") == 1);
  define_attachment(here, "odd", bridge_config("odd", 9));
  CHECK(here.sees([&] { return here.web_has({"net1", "net2"}); }));
}

TEST_CASE("cni 9: an element that may not be holds up no other", "[cni]") {
  check_element_refused(R"({"name":"../x"})");
  check_element_refused(R"({"name":"net-a","interface":"lo"})");
  check_element_refused(R"({"name":"net-a","interface":"eth0"})");
}

TEST_CASE("cni 9: of two elements that want one interface the later is refused", "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  here.web_asks_npwg("net-a@net1, net-b@net1");
  CHECK(here.sees([&] { return here.web_has({"net1"}); }));
  here.run_for(6min);
  CHECK(here.lines() == texts{"ADD bridge net1"});
  CHECK(text_at(here.entry("web", "net1"), {"name"}) == "ns1/net-a");
}
