#include "tests/unit/protocol/avi/avi_stage.hpp"

#include <rapidcheck.h>

using namespace weft;
using namespace weft::avi;

namespace {

/// Nodes that wish whatever there is, and a VRF in which people and old operators have been.
struct random_vrf : avi_stage {
  random_vrf() {
    for (int i = *rc::gen::inRange(0, 8); i > 0; --i)
      disturb();
    wish_something();
  }

  static std::string one_of(const words& all) { return *rc::gen::elementOf(all); }

  static std::string network() {
    return one_of(
      {"10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24", "10.3.0.0/16", "10.4.0.0/24", "10.5.0.0/25"});
  }

  static std::string hop() { return one_of({"10.9.0.1", "10.9.0.2", "10.9.0.3"}); }

  void wish_something() {
    for (const auto* name : {"a", "b", "c", "d"}) {
      if (*rc::gen::inRange(0, 4) == 0) {
        take(node_kind, "", name);
        continue;
      }
      auto document = node(name, {hop()}, {});
      std::string text;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        text += network() + ",";
      annotate(document, annotation::pod_cidrs, text);
      document.find("metadata")->set("uid", one_of({"u1", "u2"}) + name);
      put(document);
    }
  }

  void disturb() {
    auto& routes = controller.routes();
    if (*rc::gen::inRange(0, 3) == 0 && !routes.empty()) {
      routes.erase(routes.begin() + *rc::gen::inRange(0, static_cast<int>(routes.size())));
    } else {
      const auto text = network();
      const auto slash = text.find('/');
      auto id = one_of({"S1-AZ1-", "S1-AZ1-b-", "hand-"}) + std::to_string(++count);
      if (*rc::gen::inRange(0, 3) == 0)
        id = route_id(how, node_token(how, one_of({"a", "b", "e"})),
                      static_cast<std::size_t>(++count % 3));
      for (const auto& one : routes)
        if (one.text_at({"route_id"}) == id)
          return;
      routes.push_back(toy_controller::foreign_route(id, text.substr(0, slash),
                                                     std::stoi(text.substr(slash + 1)), hop(),
                                                     one_of({"", "S1-AZ1", "S1-AZ1", "S1-AZ1-b"})));
    }
    controller.touch("vrfcontext", "VRF_AZ1");
  }

  json::array foreign() {
    json::array out;
    for (const auto& one : controller.routes()) {
      const auto* marks = one.find("labels");
      if (!marks || marks->as_array()->front().text_at({"value"}) != how.cluster_name)
        out.push_back(one);
    }
    return out;
  }

  /// "network hop" of all that may stand: each network once.
  std::map<std::string, std::set<std::string>> wished() {
    std::map<std::string, std::set<std::string>> out;
    for (const auto& [key, one] : objects)
      for (const auto& line : routes_of(key.name))
        out[line.substr(0, line.find(' '))].insert(line.substr(line.find(' ') + 1));
    return out;
  }

  int count = 0;
};

} // namespace

TEST_CASE("one write leads to what is wished, a second comparison to none", "[avi]") {
  CHECK(rc::check([] {
    random_vrf m;
    m.sweep = true;
    for (int round = 0; round < 3; ++round) {
      const auto before = m.puts("vrfcontext/VRF_AZ1");
      RC_ASSERT(m.settle().empty());
      RC_ASSERT(m.puts("vrfcontext/VRF_AZ1") - before <= 1U);
      const auto wished = m.wished();
      const auto there = m.own_routes();
      RC_ASSERT(there.size() == wished.size());
      for (const auto& line : there) {
        const auto blank = line.find(' ');
        RC_ASSERT(wished.contains(line.substr(0, blank)));
        RC_ASSERT(wished.at(line.substr(0, blank)).contains(line.substr(blank + 1)));
      }
      m.parts.clear(); // as after a restart
      const auto writes = m.controller.log.size();
      RC_ASSERT(m.settle().empty());
      RC_ASSERT(m.controller.log.size() == writes);
      m.disturb();
      m.wish_something();
    }
  }));
}

TEST_CASE("routes of others and all else in the VRF stay deep-equal, in their order", "[avi]") {
  CHECK(rc::check([] {
    random_vrf m;
    m.sweep = *rc::gen::arbitrary<bool>();
    m.may_remove = *rc::gen::arbitrary<bool>();
    const auto foreign = m.foreign();
    auto rest = m.controller.at("vrfcontext", "VRF_AZ1");
    m.settle();
    m.wish_something();
    m.settle();
    RC_ASSERT(m.foreign() == foreign);
    auto now = m.controller.at("vrfcontext", "VRF_AZ1");
    for (auto* one : {&rest, &now}) {
      one->erase("static_routes");
      one->erase("_last_modified");
    }
    RC_ASSERT(now == rest);
  }));
}

TEST_CASE("a route that is wished before and after a write is there in it", "[avi]") {
  CHECK(rc::check([] {
    random_vrf m;
    m.sweep = true;
    m.settle();
    const auto stood = m.own_routes();
    m.wish_something();
    const auto after = m.wished();
    m.speak();
    const auto what = m.planned(m.routes_target_here());
    if (!what.work)
      return;
    m.controller.carry_out(as<batch>(what.work->body));
    const auto now = m.own_routes();
    for (const auto& line : stood) {
      const auto network = line.substr(0, line.find(' '));
      if (after.contains(network))
        RC_ASSERT(std::ranges::any_of(
          now, [&](const std::string& one) { return one.starts_with(network + " "); }));
    }
  }));
}

TEST_CASE("while the view is incomplete nothing of ours goes", "[avi]") {
  CHECK(rc::check([] {
    random_vrf m;
    m.may_remove = false;
    m.sweep = *rc::gen::arbitrary<bool>();
    const auto before = m.own_routes();
    m.settle();
    const auto after = m.own_routes();
    for (const auto& line : before) {
      const auto network = line.substr(0, line.find(' ')) + " ";
      RC_ASSERT(std::ranges::any_of(
        after, [&](const std::string& one) { return one.starts_with(network); }));
    }
  }));
}
