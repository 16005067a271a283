#include "protocol/cni/chain.hpp"
#include "protocol/cni/chain_run.hpp"
#include "tests/printing.hpp"
#include "tests/unit/protocol/written.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const auto three = R"({"cniVersion":"1.0.0","name":"n","disableCheck":false,"plugins":[
  {"type":"one","odd":1.0,"capabilities":{"ips":true},"ipam":{"type":"host-local"}},
  {"type":"two","capabilities":{"mac":true}},{"type":"three"}]})";

attachment_record chained(std::string_view config = three) {
  attachment_record out;
  out.container_id = "s1";
  out.interface = "net1";
  out.network_name = "n";
  out.netns = "/var/run/netns/a";
  out.config = config;
  out.args = {{"IgnoreUnknown", "1"}, {"MAC", "x"}};
  out.capabilities = testing::of(R"({"ips":["10.1.1.1/24"],"mac":"02:00:00:00:00:05"})");
  out.pod_uid = "u1";
  return out;
}

network_plan chain_plan(const attachment_record& of) {
  const auto plan = read_config(of.config, of.network_name);
  REQUIRE(plan.has_value());
  return *plan;
}

execution printed(std::string text) {
  execution out;
  out.output = std::move(text);
  return out;
}

execution fails(int code, const std::string& words = "no") {
  execution out;
  out.status = 1;
  out.output = "{\"code\":" + std::to_string(code) + ",\"msg\":\"" + words + "\"}";
  return out;
}

chain_run run_of(verb what, const attachment_record& of) {
  return {what, of, chain_plan(of), "/opt/cni/bin"};
}

/// Answers each plugin with `answer` and writes down what was run, in order.
std::vector<std::string> played(chain_run& run,
                                const std::function<execution(const invocation&)>& answer) {
  std::vector<std::string> out;
  while (const auto next = run.next()) {
    out.push_back(next->type);
    run.take(answer(*next));
  }
  return out;
}

json::value input_of(const invocation& what) {
  return testing::of(what.input);
}

} // namespace

TEST_CASE("a plugin is told its own object, name and version of the list, and what it declares",
          "[cni]") {
  const auto of = chained();
  const auto first = invocation_for(verb::add, of, chain_plan(of), 0, nullptr, "/a:/b");
  CHECK(first.type == "one");
  CHECK(first.environment
        == string_list_pairs{{"CNI_COMMAND", "ADD"},
                             {"CNI_CONTAINERID", "s1"},
                             {"CNI_NETNS", "/var/run/netns/a"},
                             {"CNI_IFNAME", "net1"},
                             {"CNI_ARGS", "IgnoreUnknown=1;MAC=x"},
                             {"CNI_PATH", "/a:/b"}});
  CHECK(input_of(first)
        == testing::of(R"({"type":"one","odd":1.0,"ipam":{"type":"host-local"},"name":"n",
    "cniVersion":"1.0.0","runtimeConfig":{"ips":["10.1.1.1/24"]}})"));
  const auto third = invocation_for(verb::add, of, chain_plan(of), 2, testing::of("{}"), "/a");
  CHECK(input_of(third)
        == testing::of(R"({"type":"three","name":"n","cniVersion":"1.0.0","prevResult":{}})"));
}

TEST_CASE("ADD runs the list in order, each plugin with the result before it", "[cni]") {
  auto run = run_of(verb::add, chained());
  std::vector<std::string> previous;
  const auto order = played(run, [&](const invocation& what) {
    const auto all = input_of(what);
    previous.push_back(all.find("prevResult") ? json::write(*all.find("prevResult")) : "none");
    return printed("{\"cniVersion\":\"1.0.0\",\"by\":\"" + what.type + "\"}");
  });
  CHECK(order == std::vector<std::string>{"one", "two", "three"});
  CHECK(previous
        == std::vector<std::string>{"none", R"({"cniVersion":"1.0.0","by":"one"})",
                                    R"({"cniVersion":"1.0.0","by":"two"})"});
  CHECK_FALSE(run.error());
  CHECK(run.result().text_at({"by"}) == "three");
}

TEST_CASE("DEL runs the list backwards, all plugins with the final result", "[cni]") {
  auto of = chained();
  of.result = testing::of(R"({"cniVersion":"1.0.0","by":"three"})");
  auto run = run_of(verb::del, of);
  const auto order = played(run, [&](const invocation& what) {
    CHECK(input_of(what).text_at({"prevResult", "by"}) == "three");
    CHECK(*find(what, "CNI_COMMAND") == "DEL");
    return execution{};
  });
  CHECK(order == std::vector<std::string>{"three", "two", "one"});
  CHECK_FALSE(run.error());
}

TEST_CASE("DEL goes on after an error and tells the first", "[cni]") {
  auto run = run_of(verb::del, chained());
  const auto order = played(run, [](const invocation& what) { return fails(999, what.type); });
  CHECK(order.size() == 3);
  REQUIRE(run.error());
  CHECK(run.error()->message == "three");
}

TEST_CASE("DEL hands over no result below 0.4.0, nor one that it does not have", "[cni]") {
  auto of = chained(R"({"cniVersion":"0.3.1","name":"n","type":"x"})");
  of.result = testing::of(R"({"cniVersion":"0.3.1"})");
  CHECK(previous_result(of, chain_plan(of)).is_null());
  auto none = chained();
  CHECK(previous_result(none, chain_plan(none)).is_null());
}

TEST_CASE("a stored result of another version is handed over in the list's", "[cni]") {
  auto of = chained(R"({"cniVersion":"0.4.0","name":"n","type":"firewall"})");
  of.result = testing::of(R"({"cniVersion":"1.0.0","ips":[{"address":"10.1.1.1/24"}]})");
  CHECK(
    previous_result(of, chain_plan(of))
    == testing::of(R"({"cniVersion":"0.4.0","ips":[{"address":"10.1.1.1/24","version":"4"}]})"));
}

TEST_CASE("ADD stops at the first error, and a DEL of the whole list must follow", "[cni]") {
  auto run = run_of(verb::add, chained());
  const auto order = played(
    run, [](const invocation& what) { return what.type == "two" ? fails(999) : printed("{}"); });
  CHECK(order == std::vector<std::string>{"one", "two"});
  REQUIRE(run.error());
  CHECK(run.error()->type == "two");
  CHECK(run.left_something());
}

TEST_CASE("garbage with exit status zero is a failed ADD", "[cni]") {
  auto run = run_of(verb::add, chained());
  played(run, [](const invocation&) { return printed("done!"); });
  REQUIRE(run.error());
  CHECK(run.error()->message.starts_with("no result: "));
  CHECK(run.left_something());
}

TEST_CASE("an ADD that touched nothing needs no DEL", "[cni]") {
  execution absent;
  absent.how = execution::ending::not_started;
  const auto after = [](execution first) {
    auto run = run_of(verb::add, chained());
    run.take(first);
    return run.left_something();
  };
  CHECK_FALSE(after(absent));
  CHECK_FALSE(after(fails(999, "container veth name provided (net1) already exists")));
  CHECK_FALSE(after(fails(3)));
  CHECK(after(fails(999)));
  auto later = run_of(verb::add, chained());
  later.take(printed("{}"));
  later.take(absent);
  CHECK(later.left_something());
  auto second = run_of(verb::add, chained());
  second.take(printed("{}"));
  second.take(fails(999, "container veth name provided (net1) already exists"));
  CHECK(second.left_something());
}

TEST_CASE("what comes after the end of a chain changes nothing", "[cni]") {
  auto run = run_of(verb::add, chained(R"({"name":"n","type":"x"})"));
  run.take(printed("{}"));
  REQUIRE_FALSE(run.next());
  run.take(fails(7));
  CHECK_FALSE(run.error());
}

TEST_CASE("IPAM alone is told what its plugin would be", "[cni]") {
  const auto of = chained();
  const auto all = release_invocations(of, chain_plan(of), "/a");
  REQUIRE(all.size() == 1);
  CHECK(all.front().type == "host-local");
  CHECK(*find(all.front(), "CNI_COMMAND") == "DEL");
  CHECK(input_of(all.front()).text_at({"type"}) == "one");
}

TEST_CASE("CHECK is for 0.4.0 and later, unless the list forbids it", "[cni]") {
  const auto may = [](const char* config) { return can_check(chain_plan(chained(config))); };
  CHECK(may(R"({"cniVersion":"0.4.0","name":"n","type":"x"})"));
  CHECK_FALSE(may(R"({"cniVersion":"0.3.1","name":"n","type":"x"})"));
  CHECK_FALSE(
    may(R"({"cniVersion":"1.0.0","name":"n","disableCheck":true,"plugins":[{"type":"x"}]})"));
}

TEST_CASE("GC and STATUS are for 1.1.0", "[cni]") {
  const auto plan = chain_plan(
    chained(R"({"cniVersion":"1.1.0","name":"n","plugins":[{"type":"x"},{"type":"y"}]})"));
  const auto gc = gc_invocations(plan, {{"s1", "net1"}}, "/a");
  REQUIRE(gc.size() == 2);
  CHECK(gc[0].environment == string_list_pairs{{"CNI_COMMAND", "GC"}, {"CNI_PATH", "/a"}});
  CHECK(input_of(gc[0]) == testing::of(R"({"type":"x","name":"n","cniVersion":"1.1.0",
    "cni.dev/valid-attachments":[{"containerID":"s1","ifname":"net1"}],
    "cni.dev/attachments":[{"containerID":"s1","ifname":"net1"}]})"));
  CHECK(status_invocations(plan, "/a").size() == 2);
  const auto old = chain_plan(chained());
  CHECK(gc_invocations(old, {}, "/a").empty());
  CHECK(status_invocations(old, "/a").empty());
  auto forbidden = plan;
  forbidden.disable_gc = true;
  CHECK(gc_invocations(forbidden, {}, "/a").empty());
}

TEST_CASE("VERSION gives old plugins the variables that they ask for", "[cni]") {
  const auto what = version_invocation("bridge", "/a");
  CHECK(what.what == verb::version);
  for (const auto* name : {"CNI_COMMAND", "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH"})
    CHECK(find(what, name));
}
