#include "protocol/cni/domain.hpp"
#include "protocol/cni/operation.hpp"
#include "protocol/cni/report.hpp"
#include "tests/unit/protocol/cni/pods.hpp"
#include "tests/unit/protocol/cni/toy_node.hpp"

using namespace weft;
using namespace weft::cni;

namespace {

constexpr auto toy_target = "cni/shop/web-0/5d2f1a30-0000-4000-8000-0000000000aa";

/// A toy node that is asked in the runtime's words.
struct domain_on_a_node : toy_node {
  domain_on_a_node() { kaloom(R"([{"name":"red"}])"); }

  fragment part(weft::wish what) const {
    fragment out;
    out.from = who;
    out.target = toy_target;
    out.what = what;
    out.body = take_snapshot(wish());
    return out;
  }

  proposal proposed() const {
    const observation seen{{}, take_snapshot(look()), {}, {}};
    return filling.plan({target, parts, seen, held, {}, may_remove, sweep, living, nullptr});
  }

  void wishes(weft::wish what) { parts[who] = take_snapshot(part(what)); }

  const owner who{{"Pod", "shop", "web-0"}, toy_uid};
  const std::string target = toy_target;
  domain filling = make_domain(how);
  weft::wishes parts;
  std::set<weft::unit> held;
  bool sweep = false;
  std::set<std::string> living;
};

} // namespace

TEST_CASE("a Pod's operations are one transaction whose parts are told apart", "[cni]") {
  domain_on_a_node node;
  node.wishes(wish::place);
  const auto what = node.proposed();
  REQUIRE(what.work);
  CHECK(what.work->target == node.target);
  const auto& said = what.verdicts.at(node.who);
  CHECK(said.changes);
  CHECK(said.units == std::vector<std::string>{"attach netbda9643ac660 at s0"});
  REQUIRE(what.units.size() == 1);
  CHECK(what.units[0].whose == node.who);
}

TEST_CASE("what is as it should be is placed, with its entries as evidence", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.wishes(wish::place);
  const auto what = node.proposed();
  CHECK_FALSE(what.work);
  const auto& said = what.verdicts.at(node.who);
  CHECK(said.how_far == progress::placed);
  REQUIRE(said.evidence);
  CHECK(as<reported_attachments>(said.evidence).entries.size() == 1);
}

TEST_CASE("a Pod is as far as the worst of its attachments", "[cni]") {
  domain_on_a_node node;
  const auto said = [&] {
    node.wishes(wish::place);
    return node.proposed().verdicts.at(node.who);
  };
  REQUIRE(node.settle());
  node.npwg("later");
  CHECK(said().how_far == progress::pending);
  CHECK(said().reason == "NetworkMissing");
  node.npwg("a@lo");
  CHECK(said().how_far == progress::declined);
  CHECK(said().reason == "NetworkRefused");
  node.npwg("a@x1");
  node.script = [](const invocation&) { return std::optional{failing(999)}; };
  node.act();
  node.script = nullptr;
  node.act();
  CHECK(said().reason == "FailedAddingInterface");
}

TEST_CASE("a Pod that is gone is absent once nothing of it is left", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.wishes(wish::remove);
  CHECK(node.proposed().work);
  CHECK(node.proposed().verdicts.at(node.who).how_far == progress::pending);
  node.gone = true;
  REQUIRE(node.settle());
  CHECK_FALSE(node.proposed().work);
  CHECK(node.proposed().verdicts.at(node.who).how_far == progress::absent);
}

TEST_CASE("records of which nobody has ever heard go by a sweep alone", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  CHECK_FALSE(node.proposed().work);
  CHECK(node.proposed().ours == 1);
  node.sweep = true;
  const auto what = node.proposed();
  REQUIRE(what.work);
  CHECK(what.sweeps.size() == 1);
  CHECK(what.verdicts.empty());
}

TEST_CASE("I7: what a living Pod has is not swept, though it has not been heard", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.sweep = true;
  node.living = {toy_uid};
  CHECK_FALSE(node.proposed().work);
  node.living.clear();
  CHECK(node.proposed().work);
}

TEST_CASE("what is held back stays out, and so does what needs it", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.renew_sandbox();
  node.wishes(wish::place);
  const auto both = node.proposed();
  REQUIRE(both.work);
  CHECK(as<operations>(both.work->body).all.size() == 2);
  node.held.insert({node.who, "detach netbda9643ac660 at s0"});
  CHECK_FALSE(node.proposed().work);
}

TEST_CASE("networks are attached one at a time, since by then less may be wished", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.kaloom("[]");
  node.npwg("a@x1,b@x2");
  node.wishes(wish::place);
  const auto what = node.proposed();
  REQUIRE(what.work);
  const auto& all = as<operations>(what.work->body).all;
  REQUIRE(all.size() == 2);
  CHECK(all[0].what == operation::kind::detach);
  CHECK(all[1].subject.interface == "x1");
  CHECK(what.units.size() == 2);
}

TEST_CASE("I7: what is taken away to be made anew comes back with the same plan", "[cni]") {
  domain_on_a_node node;
  node.kaloom(R"([{"name":"red"},{"name":"green"}])");
  REQUIRE(node.settle());
  node.kaloom("{"); // nothing but the records says what is to be there
  node.renew_sandbox();
  node.wishes(wish::place);
  const auto what = node.proposed();
  REQUIRE(what.work);
  CHECK(as<operations>(what.work->body).all.size() == 4);
}

TEST_CASE("a plan has words for people", "[cni]") {
  domain_on_a_node node;
  REQUIRE(node.settle());
  node.renew_sandbox();
  node.wishes(wish::place);
  const auto what = node.proposed();
  REQUIRE(what.work);
  const observation seen{{}, take_snapshot(node.look()), {}, {}};
  const auto lines = node.filling.show(
    {node.target, node.parts, seen, node.held, {}, true, false, {}, nullptr}, *what.work, nullptr);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].what == change::remove);
  CHECK(lines[0].text
        == "detach netbda9643ac660 at s0 (network default/red): it is of an earlier sandbox");
  CHECK(lines[1].what == change::add);
  CHECK(lines[1].about == node.who.key);
}

TEST_CASE("the targets of a node are those of its records", "[cni]") {
  const auto filling = make_domain(pods{}.how);
  CHECK(filling.targets(nullptr).empty());
  node_inventory learned;
  learned.targets = {toy_target};
  CHECK(filling.targets(take_snapshot(learned)) == std::vector<std::string>{toy_target});
}

TEST_CASE("the status annotation is that of the Pod as it is now, with ours in it", "[cni]") {
  pods all;
  all.put(pods::pod(
    {{annotation::npwg, "a"}, {annotation::status, R"([{"name":"d","default":true,"odd":1.0},
                       {"name":"shop/a","interface":"x1"},{"name":"k/m","interface":"x9"}])"}}));
  const auto object = all.find(pods::web());
  const auto meaning = all.meaning();
  std::map<std::string, snapshot<outcome>> outcomes;
  const auto said = [&] {
    return make_domain(all.how).report({*object, meaning, outcomes, timestamp{}});
  };
  const auto before = said();
  REQUIRE(before.is_array());
  CHECK(before.as_array()->size() == 3);
  reported_attachments ours;
  ours.our_interfaces = {"x1", "x2"};
  ours.entries = {testing::of(R"({"name":"shop/b","interface":"x2"})")};
  outcome told;
  told.evidence = take_snapshot(ours);
  outcomes[meaning.parts.at(0).target] = take_snapshot(told);
  CHECK(said() == testing::of(R"([{"name":"d","default":true,"odd":1.0},
    {"name":"k/m","interface":"x9"},{"name":"shop/b","interface":"x2"}])"));
}

TEST_CASE("a status annotation that does not read is overwritten once there is something to say",
          "[cni]") {
  pods all;
  all.put(pods::pod({{annotation::npwg, "a"}, {annotation::status, "junk"}}));
  const auto meaning = all.meaning();
  outcome told;
  reported_attachments ours;
  ours.entries = {testing::of(R"({"name":"shop/a"})")};
  told.evidence = take_snapshot(ours);
  const std::map<std::string, snapshot<outcome>> outcomes{
    {meaning.parts.at(0).target, take_snapshot(told)}};
  CHECK(make_domain(all.how).report({*all.find(pods::web()), meaning, outcomes, timestamp{}})
        == testing::of(R"([{"name":"shop/a"}])"));
}

TEST_CASE("a status annotation that does not read is left alone while there is nothing to say",
          "[cni]") {
  const std::string value = GENERATE("junk", "{}");
  pods all;
  all.put(pods::pod({{annotation::npwg, "a"}, {annotation::status, value}}));
  const auto meaning = all.meaning();
  const auto as_it_is = value == "{}" ? json::value{json::object{}} : json::value{};
  std::map<std::string, snapshot<outcome>> outcomes;
  const auto said = [&] {
    return make_domain(all.how).report({*all.find(pods::web()), meaning, outcomes, timestamp{}});
  };
  CHECK(said() == as_it_is);
  outcome told;
  told.evidence = take_snapshot(reported_attachments{});
  outcomes[meaning.parts.at(0).target] = take_snapshot(told);
  CHECK(said() == as_it_is);
}

TEST_CASE("failures of the way to the node have reasons", "[cni]") {
  CHECK(reason_of({errc::unreachable, "", "", {}}) == "RecordsUnreadable");
  CHECK(reason_of({errc::not_found, "", "", {}}) == "SandboxNotReady");
  CHECK(reason_of({errc::conflict, "", "", {}}) == "Pending");
}
