#include "tests/simulation/node_scene.hpp"

#include <algorithm>

/// The status annotation, which is not ours alone. @see cni.md 3, 12
using namespace weft;
using namespace weft::simulation;

namespace {

constexpr auto of_the_cluster
  = R"({"name":"cbr0","interface":"eth0","ips":["10.88.0.7"],"default":true,"dns":{},"x.y/z":[1]})";
constexpr auto of_multus
  = R"({"name":"ns1/other","interface":"net1","mac":"02:00:00:00:00:99","dns":{},"vendor/k":{"a":1}})";

std::string array_of(const texts& entries) {
  std::string out;
  for (const auto& one : entries)
    out += (out.empty() ? "" : ",") + one;
  return "[" + out + "]";
}

/// Starts Pod "web" with these entries in its status. @returns its sandbox.
std::string start_with_status(node_scene& here, const std::string& value,
                              const annotation_map& more = {}) {
  auto all = more;
  all[std::string{cni::annotation::status}] = value;
  return start_pod(here, "web", all);
}

/// What becomes of a request on its way.
using mishap = std::function<void(k8s::request& what)>;

/// Something happens while weft's write to the status of Pod "web" is on its way, so many times.
class overtaken_client : public k8s::client {
public:
  overtaken_client(std::unique_ptr<k8s::client> real, mishap meanwhile, int times)
    : real_(std::move(real)), meanwhile_(std::move(meanwhile)), left_(times) {}

  void call(k8s::request what, std::function<void(result<k8s::response>)> done) override {
    if (what.target.find("/pods/web/status") != std::string::npos && left_ > 0 && left_-- > 0)
      meanwhile_(what);
    real_->call(std::move(what), std::move(done));
  }
  std::unique_ptr<k8s::stream> watch(k8s::request what, std::chrono::milliseconds idle_limit,
                                     k8s::stream_events events) override {
    return real_->watch(std::move(what), idle_limit, std::move(events));
  }

private:
  std::unique_ptr<k8s::client> real_;
  mishap meanwhile_;
  int left_;
};

/// The same patch, of which the uid alone says which Pod it is meant for.
std::string without_version(const std::string& patch) {
  auto out = json::parse(patch).value();
  out["metadata"].erase("resourceVersion");
  return json::write(out);
}

/// How often a write to the status of Pod "web" was answered so.
std::size_t status_writes(const node_scene& here, const std::string& answer) {
  return static_cast<std::size_t>(std::ranges::count_if(here.trace, [&](const std::string& line) {
    return line.find("PATCH ") != line.npos && line.find("/pods/web/status") != line.npos
           && line.ends_with(" -> " + answer);
  }));
}

} // namespace

TEST_CASE("cni row 34: entries of others stay as they are and where they are", "[cni]") {
  node_scene here;
  start_with_status(here, array_of({of_the_cluster, of_multus}));
  here.open();
  here.web_asks(asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.told("web") == texts{"eth0", "net1", if_red, if_green}; }));
  here.web_asks(asking_for({"green"}));
  REQUIRE(here.sees([&] { return here.told("web") == texts{"eth0", "net1", if_green}; }));
  CHECK(here.entries("web").at(0) == json::parse(of_the_cluster).value());
  CHECK(here.entries("web").at(1) == json::parse(of_multus).value());
  here.web_asks("[]");
  REQUIRE(here.sees([&] { return here.told("web") == texts{"eth0", "net1"}; }));
  CHECK(json::write(here.entries("web")) == array_of({of_the_cluster, of_multus}));
}

TEST_CASE("cni row 34: what others write beside our entries is kept, and ours are put back",
          "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  const auto ours = json::write(here.entry("web", if_red));
  annotate(here, "web", cni::annotation::status, array_of({of_multus, ours}));
  here.run_for(2min);
  CHECK(json::write(here.entries("web")) == array_of({of_multus, ours}));
  annotate(here, "web", cni::annotation::status, array_of({of_multus}));
  CHECK(here.sees([&] { return here.told("web") == texts{"net1", if_red}; }, 65s));
  CHECK(here.counted().execs() == 0);
}

TEST_CASE("cni row 35: a status write that others were faster than is made anew, and nothing else",
          "[cni]") {
  int turns = 0;
  node_scene* stage = nullptr;
  auto how = on_node();
  how.before_api = [&](std::unique_ptr<k8s::client> real) {
    const auto meanwhile
      = [&](k8s::request&) { annotate(*stage, "web", "turn", std::to_string(++turns)); };
    return std::make_unique<overtaken_client>(std::move(real), meanwhile, 2);
  };
  node_scene here{how};
  stage = &here;
  start_with_status(here, array_of({of_the_cluster}));
  here.open();
  here.web_asks(asking_for({"red"}));
  CHECK(here.sees([&] { return here.told("web") == texts{"eth0", if_red}; }, 10s));
  here.run_for(2min);
  CHECK(turns == 2);
  CHECK(here.counted().execs() == 1);
  CHECK(here.counted().patches == 3);
}

TEST_CASE("cni row 35: where the status cannot be written for a while, attachments do not suffer",
          "[cni]") {
  node_scene here;
  start_pod(here, "web");
  here.open();
  k8s::server::fault_rule fails;
  fails.what = k8s::server::misfortune::error;
  fails.verb = "PATCH";
  fails.times = 1000;
  here.misfortunes.add(fails);
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return here.has("web", if_red); }));
  here.run_for(1min);
  here.web_asks(asking_for({"red", "green"}));
  REQUIRE(here.sees([&] { return here.has("web", if_green); }));
  CHECK(here.entries("web").empty());
  here.misfortunes = {};
  CHECK(here.sees([&] { return here.web_has({if_red, if_green}); }, 2min));
  CHECK(here.counted().execs() == 2);
}

TEST_CASE("cni row 47: the status of a Pod that was replaced is not written to its successor",
          "[cni]") {
  const bool by_version = GENERATE(true, false); // else it is told from its successor by its uid
  const std::string mine = array_of({of_the_cluster});
  node_scene* stage = nullptr;
  auto how = on_node();
  how.before_api = [&](std::unique_ptr<k8s::client> real) {
    const auto replaced = [&](k8s::request& late) {
      evict(*stage, "web");
      start_with_status(*stage, mine);
      if (!by_version)
        late.body = without_version(late.body);
    };
    return std::make_unique<overtaken_client>(std::move(real), replaced, 1);
  };
  node_scene here{how};
  stage = &here;
  start_pod(here, "web");
  here.open();
  here.web_asks(asking_for({"red"}));
  REQUIRE(here.sees([&] { return status_writes(here, by_version ? "409" : "422") == 1; }));
  here.run_for(7min);
  CHECK(json::write(here.entries("web")) == mine);
  CHECK(here.counted().patches == 1);
  CHECK(here.records().empty());
  CHECK(here.reserved("red") == texts{});
  CHECK(here.inside("web") == texts{});
  CHECK(here.counted().dels == 1);
}

TEST_CASE("cni row 47: two Pods of one name have nothing of each other", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red"}));
  evict(here, "web");
  start_pod(here, "web", {{"networks", asking_for({"red"})}});
  CHECK(here.sees([&] { return here.web_has({if_red}) && here.records().size() == 1; }, 15s));
  here.run_for(1min);
  CHECK(here.counted().adds == 1);
  CHECK(here.counted().dels == 1);
  CHECK(here.reserved("red").size() == 1);
}

TEST_CASE("cni row 49: an entry of others counts only while its interface is there", "[cni]") {
  const std::string claim = R"({"name":"ns1/net-a","interface":"net1")";
  node_scene here;
  const bool there = GENERATE(true, false);
  const bool tells_mac = GENERATE(true, false);
  const auto entry = claim + (tells_mac ? R"(,"mac":"02:00:00:00:00:99"})" : "}");
  const auto id = start_with_status(here, array_of({entry}));
  if (there)
    here.node.network.add_foreign(here.node.netns_of(id), "net1");
  here.open();
  here.web_asks_npwg("net-a");
  here.run_for(1min);
  const bool counts = there && !tells_mac; // the interface has another MAC than that
  CHECK(here.counted().execs() == (counts ? 0 : 1));
  CHECK(here.inside("web").size() == (there && !counts ? 2 : 1));
}

TEST_CASE("cni 9: a status that is no JSON is told of and overwritten", "[cni]") {
  node_scene here;
  start_with_status(here, "rubbish");
  here.open();
  here.web_asks(asking_for({"red"}));
  CHECK(here.sees([&] { return here.web_has({if_red}); }));
  here.run_for(1min);
  CHECK(here.notices("InvalidNetworkStatus") == 1);
}

TEST_CASE("cni 3: the status of a Pod that asks for nothing is nobody's business", "[cni]") {
  const std::string value
    = GENERATE("rubbish", "{}", "[ {\n \"name\": \"cbr0\", \"default\": true} ]",
               R"([{"name":"a/b","interface":"net1"}])");
  CAPTURE(value);
  node_scene here;
  start_with_status(here, value);
  here.open();
  here.restart();
  here.run_for(15min);
  CHECK(here.counted() == node_scene::tally{});
  CHECK(text_at(here.find(world::path_of("Pod", "web")),
                {"metadata", "annotations", std::string{cni::annotation::status}})
        == value);
}

TEST_CASE("cni 3: entries of ours come in the order of the annotation", "[cni]") {
  node_scene here;
  here.open_with_web(asking_for({"red", "green"}));
  here.web_asks(asking_for({"green", "data", "red"}));
  CHECK(here.sees([&] { return here.told("web") == texts{if_green, if_data, if_red}; }));
  CHECK(here.counted().adds == 1);
}
