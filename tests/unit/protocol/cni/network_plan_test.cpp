#include "protocol/cni/config_fault.hpp"
#include "protocol/cni/versions.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

network_plan network_of(std::string_view text, std::string_view object = "obj") {
  const auto read = read_config(text, object);
  INFO(text);
  REQUIRE(read.has_value());
  return *read;
}

std::string network_refusal(std::string_view text) {
  const auto read = read_config(text, "obj");
  if (read)
    return "fine";
  CHECK(read.error().code == errc::refused);
  return read.error().what;
}

} // namespace

TEST_CASE("a single plugin is a list of one", "[cni]") {
  const auto what = network_of(
    R"({"cniVersion":"0.3.1","name":"data","type":"bridge","ipam":{"type":"host-local"}})");
  CHECK(what.name == "data");
  CHECK(what.version == "0.3.1");
  REQUIRE(what.plugins.size() == 1);
  CHECK(what.plugins.front().type == "bridge");
  CHECK(what.plugins.front().ipam == "host-local");
  CHECK(what.plugins.front().parent.empty());
}

TEST_CASE("a list keeps its plugins' order, capabilities and flags", "[cni]") {
  const auto what = network_of(R"({"name":"n","disableCheck":"true","disableGC":true,"plugins":[
    {"type":"macvlan","master":"net1","linkInContainer":true},
    {"type":"tuning","capabilities":{"mac":true,"ips":false,"odd":1}}]})");
  REQUIRE(what.plugins.size() == 2);
  CHECK(what.plugins[0].type == "macvlan");
  CHECK(what.plugins[0].parent == "net1");
  CHECK(what.plugins[1].capabilities == std::set<std::string>{"mac"});
  CHECK(what.version == "0.1.0");
  CHECK(what.disable_check);
  CHECK(what.disable_gc);
}

TEST_CASE("a configuration with a name is kept byte for byte", "[cni]") {
  const auto* text = "{ \"name\" : \"n\",\"type\":\"x\", \"a\":1.0 }\n";
  CHECK(network_of(text).config == text);
}

TEST_CASE("a configuration without a name gets the object's", "[cni]") {
  for (const auto* text : {R"({"type":"x","b":1.0})", R"({"type":"x","b":1.0,"name":""})"}) {
    const auto what = network_of(text);
    CHECK(what.name == "obj");
    CHECK(testing::of(what.config) == testing::of(R"({"type":"x","b":1.0,"name":"obj"})"));
    CHECK(network_of(what.config, "other") == what);
  }
}

TEST_CASE("of a member twice the last counts, as it does for plugins", "[cni]") {
  const auto what = network_of(R"({"name":"n","type":"a","type":"b"})");
  CHECK(what.plugins.front().type == "b");
  CHECK(what.plugins.front().config == testing::of(R"({"name":"n","type":"b"})"));
}

TEST_CASE("a network that cannot be run is refused until it is changed", "[cni]") {
  const auto [text, why] = GENERATE(table<std::string, std::string>(
    {{"", "the configuration is empty"},
     {"[]", "the configuration is no object"},
     {"5", "the configuration is no object"},
     {R"({"name":"n"})", "the configuration, which has no list of plugins, has no type"},
     {R"({"name":"n","type":""})", "the configuration, which has no list of plugins, has no type"},
     {R"({"name":"n","type":"a/b"})",
      "the configuration, which has no list of plugins, has a type that no plugin can have: a/b"},
     {R"({"name":"n","plugins":[{"type":".."}]})",
      "plugin 1 of the list has a type that no plugin can have: .."},
     {R"({"name":"n","plugins":[]})", "plugins is no list, or an empty one"},
     {R"({"name":"n","plugins":{}})", "plugins is no list, or an empty one"},
     {R"({"name":"n","plugins":[5]})", "plugin 1 of the list is no object"},
     {R"({"name":"n","plugins":[{"type":"a"},{}]})", "plugin 2 of the list has no type"},
     {R"({"name":"n","plugins":[{"type":"a","ipam":{"type":"../x"}}]})",
      "plugin 1 of the list has a type of IPAM that no plugin can have: ../x"},
     {R"({"name":5,"type":"a"})", "name is no string"},
     {R"({"name":"../../../tmp/x","type":"a"})", "no CNI network can have the name ../../../tmp/x"},
     {R"({"name":"n","type":"a","cniVersion":1})", "cniVersion is no string: 1"},
     {R"({"name":"n","type":"a","cniVersions":["1.0.0",1]})",
      R"(cniVersions is no list of strings: ["1.0.0",1])"},
     {R"({"name":"n","type":"a","cniVersions":"1.0.0"})",
      R"(cniVersions is no list of strings: "1.0.0")"},
     {R"({"name":"n","type":"a","cniVersion":"2.0.0"})",
      "cniVersion 2.0.0 is none of those that are spoken here: 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, "
      "1.0.0, 1.1.0"}}));
  CHECK(network_refusal(text) == why);
}

TEST_CASE("what is no JSON is refused", "[cni]") {
  CHECK(network_refusal("{type:x}").starts_with("the configuration is not JSON"));
}

TEST_CASE("the highest version that we speak is run", "[cni]") {
  const auto [text, version] = GENERATE(table<std::string, std::string>(
    {{"{}", "0.1.0"},
     {R"({"cniVersion":"0.4.0"})", "0.4.0"},
     {R"({"cniVersion":"0.4.0","cniVersions":["0.3.1","1.0.0","9.0.0"]})", "1.0.0"},
     {R"({"cniVersion":"1.1.0","cniVersions":["0.3.1"]})", "1.1.0"},
     {R"({"cniVersion":"9.0.0","cniVersions":["0.3.1"]})", "0.3.1"}}));
  const auto chosen = choose_version(testing::of(text));
  REQUIRE(chosen.has_value());
  CHECK(*chosen == version);
}

TEST_CASE("a version that a plugin does not speak gives way to another that is offered", "[cni]") {
  const auto config = testing::of(R"({"cniVersion":"1.1.0","cniVersions":["0.4.0","1.0.0"]})");
  const std::vector<std::string> old{"0.3.1", "0.4.0"};
  const std::vector<std::string> young{"0.4.0", "1.0.0", "1.1.0"};
  CHECK(*agree(config, "1.1.0", {young, young}) == "1.1.0");
  CHECK(*agree(config, "1.1.0", {young, old}) == "0.4.0");
  CHECK(*agree(config, "1.1.0", {{"0.4.0", "1.0.0"}}) == "1.0.0");
  const auto none = agree(testing::of(R"({"cniVersion":"1.0.0"})"), "1.0.0", {old});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == errc::refused);
}

TEST_CASE("a plugin's answer to VERSION is a list of versions", "[cni]") {
  const auto read
    = read_versions(R"({"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0"]})");
  REQUIRE(read.has_value());
  CHECK(*read == std::vector<std::string>{"0.4.0", "1.0.0"});
  CHECK_FALSE(read_versions("").has_value());
  CHECK_FALSE(read_versions(R"({"code":4})").has_value());
}

TEST_CASE("a network can be bound to a version, and is run with it for ever", "[cni]") {
  const auto what
    = network_of(R"({"name":"n","type":"x","cniVersion":"0.4.0","cniVersions":["1.0.0"]})");
  CHECK(what.version == "1.0.0");
  const auto bound = with_version(what, "0.4.0");
  CHECK(bound.version == "0.4.0");
  CHECK(network_of(bound.config) == bound);
}

TEST_CASE("cni-args of a Pod win over those of the network, in each plugin", "[cni]") {
  const auto args = testing::of(R"({"a":1,"b":{"c":2}})");
  const auto list = with_cni_args(
    network_of(
      R"({"name":"n","plugins":[{"type":"x","args":{"cni":{"a":0,"z":9},"k":1}},{"type":"y"}]})"),
    args);
  CHECK(list.plugins[0].config
        == testing::of(R"({"type":"x","args":{"cni":{"a":1,"z":9,"b":{"c":2}},"k":1}})"));
  CHECK(list.plugins[1].config
        == testing::of(R"({"type":"y","args":{"cni":{"a":1,"b":{"c":2}}}})"));
  CHECK(network_of(list.config) == list);
  const auto single = with_cni_args(network_of(R"({"name":"n","type":"x"})"), args);
  CHECK(*single.plugins[0].config.find_path({"args", "cni", "a"}) == json::value{1});
}

TEST_CASE("an object without a configuration is looked for on the node", "[cni]") {
  const std::vector<config_file> files{
    {"10-a.conf", R"({"name":"n","type":"single"})", {}},
    {"20-b.conflist", R"({"name":"n","plugins":[{"type":"listed"}]})", {}},
    {"30-c.conflist", R"({"name":"m","plugins":[{"type":"first"}]})", {R"({"type":"beside"})"}},
    {"40-d.conflist",
     R"({"name":"k","loadOnlyInlinedPlugins":true,"plugins":[{"type":"first"}]})",
     {R"({"type":"beside"})"}},
    {"50-e.json", R"({"name":"j","type":"json"})", {}},
    {"60-f.txt", R"({"name":"t","type":"text"})", {}}};
  const auto types = [&](std::string_view name) {
    const auto plan = plan_of_definition(name, "", "", files);
    std::string out;
    if (plan)
      for (const auto& one : plan->plugins)
        out += one.type + " ";
    return out;
  };
  CHECK(types("n") == "listed ");
  CHECK(types("m") == "first beside ");
  CHECK(types("k") == "first ");
  CHECK(types("j") == "json ");
  CHECK(types("t") == "");
  CHECK(types("x") == "");
}

TEST_CASE("a network that needs a device is refused with its name", "[cni]") {
  const auto plan = plan_of_definition("n", R"({"type":"sriov"})", "intel.com/vf", {});
  REQUIRE_FALSE(plan.has_value());
  CHECK(plan.error().what.find("intel.com/vf") != std::string::npos);
}

TEST_CASE("a network of Kaloom's is told its name and takes its type from its configuration",
          "[cni]") {
  const auto plan = plan_of_kaloom_network("data", "bridge", R"({"cniVersion":"0.3.1","name":"data",
    "type":"bridge","bridge":"data-br"})");
  REQUIRE(plan.has_value());
  CHECK(plan->warning.empty());
  CHECK(plan->plugins.front().config.text_at({"networkName"}) == "data");
  const auto other = plan_of_kaloom_network("data", "macvlan", R"({"type":"bridge"})");
  REQUIRE(other.has_value());
  CHECK(other->plugins.front().type == "bridge");
  CHECK_FALSE(other->warning.empty());
  const auto bare = plan_of_kaloom_network("data", "macvlan", R"({"master":"eth0"})");
  REQUIRE(bare.has_value());
  CHECK(bare->plugins.front().type == "macvlan");
  const auto list = plan_of_kaloom_network("data", "bridge", R"({"plugins":[{"type":"bridge"}]})");
  REQUIRE(list.has_value());
  CHECK(list->plugins.front().config.text_at({"networkName"}) == "data");
  CHECK_FALSE(plan_of_kaloom_network("data", "bridge", "").has_value());
  CHECK_FALSE(plan_of_kaloom_network("data", "", "{}").has_value());
  CHECK_FALSE(plan_of_kaloom_network("data", "bridge", "[]").has_value());
}

TEST_CASE("the node's configuration is its first file that holds a plugin", "[cni]") {
  const auto plan = default_plan({{"20-x.conf", R"({"name":"late","type":"x"})", {}},
                                  {"00-broken.conf", "{", {}},
                                  {"05-notes.txt", R"({"name":"text","type":"x"})", {}},
                                  {"10-kactus.conf", R"({"name":"kactus","type":"kactus"})", {}}});
  REQUIRE(plan.has_value());
  CHECK(plan->name == "kactus");
  CHECK_FALSE(default_plan({}).has_value());
}

TEST_CASE("a file of the node's configuration says what is wrong with it", "[cni]") {
  CHECK(fault_in(config_file{"10-a.conf", R"({"name":"n","type":"x"})", {}}).empty());
  CHECK(fault_in(config_file{"10-a.conflist", R"({"name":"n","plugins":[{}]})", {}})
        == "plugin 1 of the list has no type");
  CHECK(fault_in(config_file{"10-a.conf", "{", {}}).starts_with("the configuration is not JSON"));
}
