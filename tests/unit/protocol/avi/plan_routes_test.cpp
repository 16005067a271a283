#include "protocol/avi/route_planner.hpp"
#include "tests/unit/protocol/avi/avi_stage.hpp"

using namespace weft;
using namespace weft::avi;

namespace {

/// Nodes n1 to n<count>, with 10.244.<i>.0/24 at 10.1.1.<i>.
struct avi_nodes : avi_stage {
  explicit avi_nodes(int count = 0) {
    for (int i = 1; i <= count; ++i)
      add(i);
  }

  void add(int i) {
    const auto text = std::to_string(i);
    put(node("n" + text, {"10.1.1." + text}, {"10.244." + text + ".0/24"}));
  }

  void replace(const std::string& name, const words& addresses, const words& cidrs,
               const std::string& uid = {}) {
    auto document = node(name, addresses, cidrs);
    if (!uid.empty())
      document.find("metadata")->set("uid", uid);
    put(document);
  }

  std::size_t writes() const { return puts("vrfcontext/VRF_AZ1"); }
  json::value vrf() { return controller.at("vrfcontext", "VRF_AZ1"); }

  json::value without_routes(json::value document) const {
    document.erase("static_routes");
    document.erase("_last_modified");
    return document;
  }

  std::vector<notice> notices() { return planned(routes_target_here()).notices; }

  std::string id_of(const std::string& network) {
    for (const auto& one : controller.routes())
      if (one.text_at({"prefix", "ip_addr", "addr"}) == network)
        return std::string{one.text_at({"route_id"})};
    return {};
  }
};

} // namespace

TEST_CASE("A1: a route of ours is added beside the one that was there", "[avi]") {
  avi_nodes m;
  m.put(avi_cluster::node("n1", {"10.1.1.2"}, {"10.244.0.0/24"}));
  const auto before = m.controller.routes().front();
  CHECK(m.settle().empty());
  REQUIRE(m.controller.routes().size() == 2);
  CHECK(m.controller.routes().front() == before);
  const auto& own = m.controller.routes().back();
  CHECK(own
        == json::value::of(
          {{"route_id", "S1-AZ1-d6dc5235-bbb0-53a4-b410-b5d8ba619e77-0"},
           {"prefix",
            json::value::of({{"ip_addr", json::value::of({{"addr", "10.244.0.0"}, {"type", "V4"}})},
                             {"mask", 24}})},
           {"next_hop", json::value::of({{"addr", "10.1.1.2"}, {"type", "V4"}})},
           {"labels",
            json::value::list({json::value::of({{"key", "clustername"}, {"value", "S1-AZ1"}})})}}));
}

TEST_CASE("A2, A22, A50: three Nodes cost one write, and after that none", "[avi]") {
  avi_nodes m{3};
  CHECK(m.settle().empty());
  CHECK(m.writes() == 1);
  CHECK(m.own_routes().size() == 3);
  m.parts.clear();
  CHECK(m.settle().empty());
  CHECK(m.writes() == 1);
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1")) == "placed/");
}

TEST_CASE("A3: a Node replaced under its name gets its new route in the write that takes the old",
          "[avi]") {
  avi_nodes m{1};
  m.settle();
  m.replace("n1", {"10.1.1.1"}, {"10.245.0.0/24"}, "uid-2");
  m.settle();
  CHECK(m.own_routes() == words{"10.245.0.0/24 10.1.1.1"});
  CHECK(m.writes() == 2);
}

TEST_CASE("A4: a Node that goes takes its routes along and leaves the others as they are",
          "[avi]") {
  avi_nodes m{3};
  m.settle();
  auto kept = m.controller.routes();
  m.take(node_kind, "", "n2");
  m.settle();
  std::erase_if(kept, [](const json::value& one) {
    return one.text_at({"prefix", "ip_addr", "addr"}) == "10.244.2.0";
  });
  CHECK(m.controller.routes() == kept);
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n2")) == "absent/");
}

TEST_CASE("A5: another address changes the next hop of the same route in one write", "[avi]") {
  avi_nodes m{2};
  m.settle();
  const auto id = m.id_of("10.244.1.0");
  m.replace("n1", {"10.1.1.77"}, {"10.244.1.0/24"});
  m.settle();
  CHECK(m.own_routes() == words{"10.244.1.0/24 10.1.1.77", "10.244.2.0/24 10.1.1.2"});
  CHECK(m.id_of("10.244.1.0") == id);
  CHECK(m.writes() == 2);
}

TEST_CASE("A9: a Node that loses its addresses loses its routes", "[avi]") {
  avi_nodes m{2};
  m.settle();
  m.replace("n1", {}, {"10.244.1.0/24"});
  m.settle();
  CHECK(m.own_routes() == words{"10.244.2.0/24 10.1.1.2"});
}

TEST_CASE("A12: of CIDRs that move up the routes stay, and no id is given twice", "[avi]") {
  avi_nodes m;
  const auto with = [&](std::string_view cidrs) {
    auto document = avi_cluster::node("n1", {"10.1.1.1"}, {});
    avi_cluster::annotate(document, annotation::pod_cidrs, cidrs);
    m.put(document);
    CHECK(m.settle().empty());
  };
  with("10.1.0.0/24,10.2.0.0/24");
  const auto second = m.id_of("10.2.0.0");
  with("10.2.0.0/24");
  CHECK(m.id_of("10.2.0.0") == second);
  CHECK(m.own_routes() == words{"10.2.0.0/24 10.1.1.1"});
  with("10.2.0.0/24,10.3.0.0/24");
  CHECK(m.id_of("10.2.0.0") == second);
  CHECK(m.id_of("10.3.0.0") != second);
  CHECK(m.own_routes().size() == 2);
}

TEST_CASE("A18: clusters whose names begin alike leave each other's routes alone", "[avi]") {
  avi_nodes m{1};
  m.how.cluster_name = "site1";
  m.controller.routes().push_back(
    toy_controller::foreign_route("site1-b-x-0", "10.9.0.0", 24, "10.1.1.9", "site1-b"));
  m.controller.routes().push_back(
    toy_controller::foreign_route("site1-7", "10.8.0.0", 24, "10.1.1.8"));
  const auto foreign = m.controller.routes();
  m.sweep = true;
  m.settle();
  REQUIRE(m.controller.routes().size() == 4);
  CHECK(std::equal(foreign.begin(), foreign.end(), m.controller.routes().begin()));
  m.take(node_kind, "", "n1");
  m.settle();
  CHECK(m.controller.routes() == foreign);
}

TEST_CASE("A19: a write that comes too late is made anew from what is there", "[avi]") {
  avi_nodes m{1};
  m.speak();
  const auto stale = m.planned(m.routes_target_here());
  m.controller.routes().push_back(toy_controller::foreign_route("2", "10.7.0.0", 24, "10.1.1.7"));
  m.controller.touch("vrfcontext", "VRF_AZ1");
  CHECK(m.controller.carry_out(as<batch>(stale.work->body)).starts_with("412"));
  CHECK(m.settle().empty());
  CHECK(m.controller.routes().size() == 3);
}

TEST_CASE("A23: a route that somebody took away is put back, and is named as what had drifted",
          "[avi]") {
  avi_nodes m{2};
  m.settle();
  std::erase_if(m.controller.routes(), [](const json::value& one) {
    return one.text_at({"prefix", "ip_addr", "addr"}) == "10.244.1.0";
  });
  m.controller.touch("vrfcontext", "VRF_AZ1");
  const auto said = m.planned(m.routes_target_here()).verdicts.at(avi_stage::node_owner("n1"));
  CHECK(said.changes);
  CHECK(said.repairs == words{"10.244.1.0/24"});
  m.settle();
  CHECK(m.own_routes().size() == 2);
}

TEST_CASE("A25: of two Nodes with one CIDR the one that has the route keeps it, until it goes",
          "[avi]") {
  avi_nodes m;
  m.replace("n2", {"10.1.1.2"}, {"10.244.0.0/24"});
  m.settle();
  m.replace("n1", {"10.1.1.1"}, {"10.244.0.0/24", "10.244.1.0/24"});
  auto document = avi_cluster::node("n1", {"10.1.1.1"}, {});
  avi_cluster::annotate(document, annotation::pod_cidrs, "10.244.0.0/24,10.244.1.0/24");
  m.put(document);
  m.settle();
  CHECK(m.own_routes() == words{"10.244.0.0/24 10.1.1.2", "10.244.1.0/24 10.1.1.1"});
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1"))
        == "declined/PodCIDRConflict");
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n2")) == "placed/");
  REQUIRE(m.notices().size() == 1);
  CHECK(m.notices().front().about == avi_stage::node_owner("n1"));
  m.take(node_kind, "", "n2");
  m.settle();
  CHECK(m.own_routes() == words{"10.244.0.0/24 10.1.1.1", "10.244.1.0/24 10.1.1.1"});
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1")) == "placed/");
}

TEST_CASE("A25: of two new Nodes with one CIDR the first by name has it", "[avi]") {
  avi_nodes m;
  m.replace("n2", {"10.1.1.2"}, {"10.244.0.0/24"});
  m.replace("n1", {"10.1.1.1"}, {"10.244.0.0/24"});
  m.settle();
  CHECK(m.own_routes() == words{"10.244.0.0/24 10.1.1.1"});
}

TEST_CASE("a CIDR within another's is routed all the same, with a warning", "[avi]") {
  avi_nodes m;
  m.replace("n1", {"10.1.1.1"}, {"10.1.0.0/16"});
  m.replace("n2", {"10.1.1.2"}, {"10.1.2.0/24"});
  m.settle();
  CHECK(m.own_routes().size() == 2);
  REQUIRE(m.notices().size() == 1);
  CHECK(m.notices().front().about == avi_stage::node_owner("n2"));
}

TEST_CASE("a route of others to the same Pods is left, and the Node is warned of it", "[avi]") {
  avi_nodes m{1};
  m.controller.routes().push_back(
    toy_controller::foreign_route("S1-AZ1-4", "10.244.1.0", 24, "10.1.1.9"));
  m.settle();
  CHECK(m.controller.routes().size() == 3);
  REQUIRE(m.notices().size() == 1);
  CHECK(m.notices().front().reason == reason::route_shared);
  CHECK(m.notices().front().note.find("S1-AZ1-4") != std::string::npos);
}

TEST_CASE("A27: a group without a label is given ours, and one of ours is left", "[avi]") {
  avi_nodes m{1};
  m.settle();
  CHECK(cluster_label(m.controller.at("serviceenginegroup", "Default-Group")) == "S1-AZ1");
  CHECK(m.puts("serviceenginegroup/Default-Group") == 1);
  m.add(2);
  m.settle();
  CHECK(m.puts("serviceenginegroup/Default-Group") == 1);
}

TEST_CASE("A27: a group of another cluster is told, and neither it nor a route is written",
          "[avi]") {
  avi_nodes m{1};
  m.controller.put(
    "serviceenginegroup", "Default-Group",
    {{"labels",
      json::value::list({json::value::of({{"key", "clustername"}, {"value", "other"}})})}});
  m.settle();
  CHECK(m.controller.log.empty());
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1"))
        == "pending/ConfigurationError");
}

TEST_CASE("a group's label that is refused is told, and keeps no route from being written",
          "[avi]") {
  avi_nodes m{2};
  m.speak();
  const auto target = m.routes_target_here();
  const auto first = m.planned(target);
  REQUIRE(first.units.size() == 3);
  const weft::unit label{{}, "serviceenginegroup/Default-Group"};
  CHECK(std::ranges::count(first.units, label) == 1);
  CHECK(as<batch>(first.work->body).steps.size() == 2);
  m.refused[label] = "not allowed";
  const auto then = m.planned(target);
  CHECK(as<batch>(then.work->body).steps.size() == 1);
  CHECK(then.units.size() == 2);
  CHECK(then.verdicts.at(owner{}).message == "serviceenginegroup/Default-Group: not allowed");
}

TEST_CASE("with an API version without labels no VRF and no group is written", "[avi]") {
  avi_nodes m{1};
  m.known.api_version = "18.2.10";
  m.settle();
  CHECK(m.controller.log.empty());
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1"))
        == "pending/ConfigurationError");
}

TEST_CASE("A28: in a VRF that was made anew the routes are written again", "[avi]") {
  avi_nodes m{2};
  m.settle();
  m.controller.put("vrfcontext", "VRF_AZ1", {{"static_routes", json::array{}}});
  m.settle();
  CHECK(m.own_routes().size() == 2);
}

TEST_CASE("A29: a configuration that is to go takes routes and label, and nothing else", "[avi]") {
  avi_nodes m{3};
  const auto foreign = m.controller.routes();
  m.settle();
  m.how.delete_config = true;
  m.settle();
  CHECK(m.controller.routes() == foreign);
  CHECK(cluster_label(m.controller.at("serviceenginegroup", "Default-Group")).empty());
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n1")) == "absent/");
}

TEST_CASE("A30: whatever else the VRF holds is the same after a write", "[avi]") {
  avi_nodes m{2};
  m.controller.at("vrfcontext", "VRF_AZ1").set("new_feature", json::value::of({{"x", nullptr}}));
  const auto before = m.without_routes(m.vrf());
  m.settle();
  CHECK(m.writes() == 1);
  CHECK(m.without_routes(m.vrf()) == before);
}

TEST_CASE("routes of the old operator are kept under the ids it gave them", "[avi]") {
  avi_nodes m{2};
  auto old = toy_controller::foreign_route("S1-AZ1-2c8c9c1e-3f0e-4b0e-9d5f-8a7e2f1c0d11-0",
                                           "10.244.1.7", 24, "10.1.1.1", "S1-AZ1");
  auto other = toy_controller::foreign_route("whatever", "10.244.2.0", 24, "10.1.1.9", "S1-AZ1");
  m.controller.routes().push_back(old);
  m.controller.routes().push_back(other);
  m.settle();
  REQUIRE(m.controller.routes().size() == 3);
  CHECK(m.controller.routes()[1] == old);
  CHECK(m.controller.routes()[2].text_at({"route_id"}) == "whatever");
  CHECK(m.controller.routes()[2].text_at({"next_hop", "addr"}) == "10.1.1.2");
  CHECK(m.controller.routes()[2].text_at({"if_name"}) == "eth7");
  m.replace("n1", {"10.1.1.1"}, {"10.244.5.0/24"});
  m.settle();
  CHECK(m.own_routes() == words{"10.244.2.0/24 10.1.1.2", "10.244.5.0/24 10.1.1.1"});
}

TEST_CASE("a route of ours that nobody wishes goes by a sweep alone", "[avi]") {
  avi_nodes m{1};
  m.controller.routes().push_back(
    toy_controller::foreign_route("S1-AZ1-gone-0", "10.99.0.0", 24, "10.1.1.9", "S1-AZ1"));
  m.settle();
  CHECK(m.own_routes().size() == 2);
  m.sweep = true;
  const auto what = m.planned(m.routes_target_here());
  CHECK(what.sweeps == std::set<std::string>{"S1-AZ1-gone-0"});
  CHECK(what.sweeps_here == 1);
  CHECK(what.ours == 2);
  m.settle();
  CHECK(m.own_routes() == words{"10.244.1.0/24 10.1.1.1"});
}

TEST_CASE("nothing goes, and nothing of another Node changes, before all have spoken", "[avi]") {
  avi_nodes m{1};
  m.controller.routes().push_back(
    toy_controller::foreign_route("S1-AZ1-x-0", "10.244.1.0", 24, "10.1.1.9", "S1-AZ1"));
  m.may_remove = false;
  m.sweep = true;
  m.settle();
  CHECK(m.writes() == 0);
  m.add(2);
  m.settle();
  CHECK(m.own_routes().size() == 2);
  m.may_remove = true;
  m.settle();
  CHECK(m.own_routes() == words{"10.244.1.0/24 10.1.1.1", "10.244.2.0/24 10.1.1.2"});
}

TEST_CASE("what a Node wishes stays out while it is held or refused, and others go on", "[avi]") {
  avi_nodes m{3};
  m.held = {{avi_stage::node_owner("n2"), {}}};
  m.refused[{avi_stage::node_owner("n2"), {}}] = "400 nonsense";
  m.settle();
  CHECK(m.own_routes() == words{"10.244.1.0/24 10.1.1.1", "10.244.3.0/24 10.1.1.3"});
  CHECK(m.word_on(m.routes_target_here(), avi_stage::node_owner("n2"))
        == "pending/ControllerRejected");
  m.held.clear();
  m.refused.clear();
  m.only.emplace(std::set<weft::unit>{{avi_stage::node_owner("n1"), {}}});
  m.replace("n1", {"10.1.1.11"}, {"10.244.1.0/24"});
  m.settle();
  CHECK(m.own_routes() == words{"10.244.1.0/24 10.1.1.11", "10.244.3.0/24 10.1.1.3"});
}

TEST_CASE("an id that is taken is passed over", "[avi]") {
  avi_nodes m;
  m.replace("n1", {"10.1.1.1"}, {"10.244.1.0/24"});
  const auto token = node_token(m.how, "n1");
  m.controller.routes().push_back(
    toy_controller::foreign_route(route_id(m.how, token, 0), "10.3.0.0", 24, "10.1.1.9"));
  CHECK(m.settle().empty());
  CHECK(m.id_of("10.244.1.0") == route_id(m.how, token, 1));
}

TEST_CASE("what would change of the routes is shown line by line", "[avi]") {
  avi_nodes m{1};
  m.speak();
  const auto what = m.planned(m.routes_target_here());
  const auto seen = m.seen_by(m.routes_target_here());
  const auto lines
    = make_domain(m.how).show({m.routes_target_here(), m.parts.at(m.routes_target_here()), seen,
                               m.held, m.refused, true, false, m.live, nullptr},
                              *what.work, nullptr);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].text.starts_with("serviceenginegroup/Default-Group: labels"));
  CHECK(lines[1].what == change::add);
  CHECK(lines[1].text.starts_with("route to 10.244.1.0/24 by 10.1.1.1, as S1-AZ1-"));
  CHECK(lines[1].about.name == "n1");
}
