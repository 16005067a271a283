#include "protocol/cni/comparison.hpp"
#include "protocol/cni/domain.hpp"
#include "protocol/cni/report.hpp"
#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

const std::string compared_red = "netbda9643ac660";

std::vector<compared> compare_on(const toy_node& node) {
  const auto wished = node.wish();
  const auto seen = node.look();
  const plan_input in{node.how, node.gone ? nullptr : &wished, seen};
  return compare(in, plan(in));
}

} // namespace

TEST_CASE("an interface is shown as it is wished, recorded and there", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  const auto before = compare_on(node);
  REQUIRE(before.size() == 2);
  CHECK(before[0] == compared{compared_red, "network default/red", "", "", "attach: it is wished"});
  CHECK(before[1].what == "eth0");
  CHECK(before[1].difference == "made by others");
  REQUIRE(node.settle());
  const auto after = compare_on(node);
  REQUIRE(after.size() == 2);
  CHECK(after[0].recorded.starts_with("attached"));
  CHECK(after[0].found.starts_with("down, 02:00:00:00:01:0")); // toys are never up
  CHECK(after[0].difference.empty());
}

TEST_CASE("an interface that somebody has taken away is shown with what is about to be done",
          "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  std::erase_if(node.inside(), [](const auto& one) { return one.name == compared_red; });
  const auto shown = compare_on(node);
  REQUIRE_FALSE(shown.empty());
  CHECK(shown[0].recorded.starts_with("attached"));
  CHECK(shown[0].found.empty());
  CHECK(shown[0].difference.starts_with("detach: "));
  CHECK(shown[0].difference.find("; then attach: ") != std::string::npos);
}

TEST_CASE("what nobody wishes any more, and what cannot be attached, is shown with the reason",
          "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  node.kaloom("");
  node.npwg("later");
  const auto shown = compare_on(node);
  REQUIRE(shown.size() == 3);
  CHECK(shown[0].wished == "network shop/later");
  CHECK(shown[0].recorded.empty());
  CHECK(shown[0].difference.starts_with("pending: "));
  CHECK(shown[1].what == compared_red);
  CHECK(shown[1].wished.empty());
  CHECK(shown[1].difference == "detach: nobody wishes it any more");
}

TEST_CASE("each interface that cannot be taken away is shown with its own reason", "[cni]") {
  toy_node node;
  node.networks["shop/b"] = R"({"cniVersion":"1.0.0","type":"stubborn"})";
  node.npwg("a@x1,b@x2");
  REQUIRE(node.settle());
  node.script
    = [](const invocation& what) { return std::optional{failing(999, "by " + what.type)}; };
  node.npwg("");
  REQUIRE(node.settle());
  const auto shown = compare_on(node);
  REQUIRE(shown.size() == 3);
  CHECK(shown[0].difference == "x1 cannot be taken away: plugin bridge: by bridge");
  CHECK(shown[1].difference == "x2 cannot be taken away: plugin stubborn: by stubborn");
}

TEST_CASE("a record of an earlier sandbox is told from one of today", "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  node.renew_sandbox();
  const auto shown = compare_on(node);
  REQUIRE_FALSE(shown.empty());
  CHECK(shown[0].recorded.starts_with("attached in another sandbox"));
  CHECK(shown[0].found.empty());
}

TEST_CASE("a Pod's target tells what it compares, and says nothing new to the Pod for it",
          "[cni]") {
  toy_node node;
  node.kaloom(R"([{"name":"red"}])");
  REQUIRE(node.settle());
  fragment part;
  part.from = {{"Pod", "shop", "web-0"}, toy_uid};
  part.what = wish::place;
  part.body = take_snapshot(node.wish());
  const wishes parts{{part.from, take_snapshot(part)}};
  const auto said = [&] {
    const observation seen{{}, take_snapshot(node.look()), {}, {}};
    return make_domain(node.how)
      .plan({"t", parts, seen, {}, {}, true, false, {}, nullptr})
      .verdicts.at(part.from);
  };
  const auto before = said();
  REQUIRE(before.evidence);
  const auto told = read_compared(as<reported_attachments>(before.evidence).tell());
  REQUIRE(told.size() == 2);
  CHECK(told[0].what == compared_red);
  node.add_interface("odd0");
  CHECK(read_compared(as<reported_attachments>(said().evidence).tell()).size() == 3);
  CHECK(said().evidence_digest == before.evidence_digest);
}
