#include "protocol/cni/checks.hpp"
#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

/// A node whose Pod has the network red.
struct asked_node : toy_node {
  asked_node() { settle_with(R"({"cniVersion":"0.4.0","type":"bridge"})"); }

  void settle_with(const std::string& config) {
    kaloom("[]");
    REQUIRE(settle());
    networks["default/red"] = config;
    kaloom(R"([{"name":"red"}])");
    REQUIRE(settle());
  }

  attachment_record& held() {
    REQUIRE(disk.size() == 1);
    return disk.begin()->second;
  }
};

} // namespace

TEST_CASE("plugins are asked about what is attached, with all that its ADD was given", "[cni]") {
  asked_node node;
  const auto all = checks_of(node.look());
  REQUIRE(all.size() == 1);
  CHECK(all.front().subject == node.held());
  operations_run run{all, node.how, {}};
  REQUIRE(run.next());
  REQUIRE(run.next()->what == node_step::kind::run);
  const auto call = run.next()->call;
  CHECK(call.what == verb::check);
  CHECK(*find(call, "CNI_NETNS") == node.held().netns);
  CHECK(*find(call, "CNI_IFNAME") == node.held().interface);
  const auto input = json::parse(call.input);
  REQUIRE(input.has_value());
  REQUIRE(input->find("prevResult"));
  CHECK(input->find("prevResult")->find("interfaces") != nullptr);
  run.take(execution{});
  REQUIRE(run.next());
  CHECK(run.next()->what == node_step::kind::forget_group);
  run.take(nullptr);
  CHECK_FALSE(run.next());
  REQUIRE(run.outcomes().size() == 1);
  CHECK(run.outcomes().front().done);
  CHECK(run.news().empty());
}

TEST_CASE("a plugin that finds fault with an attachment changes nothing of it", "[cni]") {
  asked_node node;
  operations_run run{checks_of(node.look()), node.how, {}};
  run.take(failing(999, "Expected Route not found"));
  REQUIRE(run.next());
  CHECK(run.next()->what == node_step::kind::forget_group);
  run.take(nullptr);
  CHECK_FALSE(run.next());
  REQUIRE(run.outcomes().size() == 1);
  CHECK_FALSE(run.outcomes().front().done);
  REQUIRE(run.outcomes().front().trouble);
  CHECK(run.outcomes().front().trouble->why.reason == reason::check_failed);
  CHECK(run.outcomes().front().trouble->why.message == "plugin bridge: Expected Route not found");
  CHECK(run.news().empty());
}

TEST_CASE("nobody is asked about what a look can tell, or about what may not be asked", "[cni]") {
  asked_node node;
  SECTION("an old version") {
    node.settle_with(R"({"cniVersion":"0.3.1","type":"bridge"})");
  }
  SECTION("a network that forbids it") {
    node.settle_with(R"({"cniVersion":"1.0.0","disableCheck":true,"plugins":[{"type":"bridge"}]})");
  }
  SECTION("an interface that is gone") {
    node.inside().pop_back();
  }
  SECTION("an attachment of an earlier sandbox") {
    node.renew_sandbox();
  }
  SECTION("another namespace at the same path") {
    ++node.spaces.begin()->second.ino;
  }
  SECTION("a runtime that is away") {
    node.runtime_answers = false;
  }
  SECTION("an attachment that is about to go") {
    node.held().at = phase::deleting;
  }
  CHECK(checks_of(node.look()).empty());
}

TEST_CASE("a plugin that was asked when we died is ended, and its attachment stays as it is",
          "[cni]") {
  asked_node node;
  const auto before = node.held();
  node.held().group = 4711;
  node.held().group_born = 12;
  const auto what = node.plan_now().operations;
  REQUIRE(what.size() == 1);
  CHECK(what.front().what == operation::kind::end_survivors);
  node.log.clear();
  REQUIRE(node.settle());
  CHECK(node.log == std::vector<std::string>{"end netbda9643ac660"});
  CHECK(node.held() == before);
}
